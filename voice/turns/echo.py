"""Telling our own voice, come back over the line, from a caller's.

An echo is what we said, delayed, filtered and quieter; a caller's voice is not. So what came in is predicted
from what went out by the best linear filter over the best delay (a Wiener filter, Haykin, "Adaptive Filter
Theory", chapter 2), and the share of its energy that the prediction explains says which it is.
"""

import numpy as np
from scipy.linalg import solve_toeplitz

from voice.samples import Samples

MAX_DELAY_MS = 600
"""Longest way out and back: a mobile network's 200 ms twice, and buffers."""
ECHO_SHARE = 0.4
"""From here on what came in is mostly our own voice. In 600 ms another voice reaches 0.1, rarely 0.3; an echo
over the line 0.9 at -20 dB and 0.7 at -30 dB, near the line's own hiss; out of a loudspeaker in a room with
0.3 s of reverberation 0.6. When the caller speaks over it theirs is the louder voice: 0.1 again."""

_KEPT_MS = 5_000  # Of what was played; longer than any stretch that is compared, and its delay.
_TAPS_MS = 16
"""Length of the filter: a hybrid's echo lasts a few ms, the direct sound of a loudspeaker and its first
reflections a little more. Longer ones begin to fit any voice to any other."""
_BEFORE_MS = 2
_REGULARISATION = 1e-3
_SILENT = 1e-9


class EchoGuard:
    """Knows what one call's caller has been sent, and whether what comes in is that."""

    def __init__(self, rate: int) -> None:
        """`rate` is the line's, in Hz."""
        self._rate = rate
        self._per_ms = rate // 1000
        self._sent = np.zeros(0, dtype=np.float32)
        self._start_ms = 0

    def plays(self, samples: Samples, now_ms: int) -> None:
        """Our voice is sent on, to be played behind what still plays. The clock is the audio that came in."""
        silent = max((now_ms - self._start_ms) * self._per_ms - len(self._sent), 0)
        self._sent = np.concatenate([self._sent, np.zeros(silent, dtype=np.float32), samples])
        self._forget(now_ms - _KEPT_MS)

    def stops(self, now_ms: int) -> None:
        """What was not played yet will not be."""
        self._sent = self._sent[: max(now_ms - self._start_ms, 0) * self._per_ms]

    def is_echo(self, heard: Samples, end_ms: int) -> bool:
        """Whether `heard`, at the line's rate and up to `end_ms`, is our own voice."""
        lead = MAX_DELAY_MS * self._per_ms
        end = (end_ms - self._start_ms) * self._per_ms
        begin = end - len(heard) - lead
        said = self._sent[max(begin, 0) : max(end, 0)]
        before = min(max(-begin, 0), lead + len(heard))
        said = np.pad(said, (before, lead + len(heard) - before - len(said)))
        return echo_share(heard, said, self._rate) >= ECHO_SHARE

    def _forget(self, until_ms: int) -> None:
        if until_ms > self._start_ms:
            self._sent = self._sent[(until_ms - self._start_ms) * self._per_ms :]
            self._start_ms = until_ms


def echo_share(heard: Samples, said: Samples, rate: int) -> float:
    """Share of the energy of `heard`, 0 to 1, that `said` explains; both at `rate` Hz.

    `said` is what went out up to the end of `heard` and from MAX_DELAY_MS before its beginning.
    """
    lead = len(said) - len(heard)
    energy = float(np.square(heard).sum())
    if lead < 0 or energy < _SILENT * max(len(heard), 1) or not said.any():
        return 0.0
    taps = _TAPS_MS * rate // 1000
    delay = _likeliest_delay(heard, said, lead) - _BEFORE_MS * rate // 1000
    begin = min(max(lead - delay, taps - 1), lead)
    shifted = said[begin - taps + 1 : begin + len(heard)]
    autocorrelation = _correlate(shifted[taps - 1 :], shifted[taps - 1 :], taps)
    crossing = _correlate(heard, shifted, taps)[::-1]
    autocorrelation[0] += _REGULARISATION * autocorrelation[0] + _SILENT
    filtered = np.convolve(shifted, solve_toeplitz(autocorrelation, crossing), mode="valid")
    residual = float(np.square(heard - filtered).sum())
    return max(0.0, 1.0 - residual / energy)


def _likeliest_delay(heard: Samples, said: Samples, lead: int) -> int:
    correlation = np.abs(_correlate(heard, said, lead + 1))
    passed = np.concatenate([[0.0], np.cumsum(np.square(said, dtype=np.float64))])
    energies = passed[len(heard) :] - passed[: lead + 1]
    floor = _SILENT + 1e-3 * energies.max()
    return lead - int((correlation / np.sqrt(energies + floor)).argmax())


def _correlate(short: Samples, long: Samples, lags: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Sums of `short` times `long` from each of the first `lags` places on."""
    size = 1 << (len(short) + len(long) - 1).bit_length()
    spectrum = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    return np.asarray(np.fft.irfft(spectrum, size)[:lags], dtype=np.float64)

"""Voice activity detection: how likely it is, window by window, that somebody is speaking.

Silero VAD v6 (MIT), as it ships inside faster-whisper. The network is recurrent: it takes 512 new samples
with the 64 before them, and its own state; one session serves all calls, each stream keeps its state.
"""

from pathlib import Path
from typing import NamedTuple, Protocol

import faster_whisper
import numpy as np
import onnxruntime

from voice.samples import HEARING_RATE, Samples

WINDOW = 512
"""New samples in one window."""
WINDOW_MS = WINDOW * 1000 // HEARING_RATE
"""Length of one window: 32 ms."""

_CONTEXT = 64
_STATE = (1, 1, 128)
_SILENCE = 1e-10
_WEIGHTS = Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx"


class Window(NamedTuple):
    """What was found in the next WINDOW_MS."""

    probability: float
    """That somebody speaks, 0 to 1."""
    level_db: float
    """RMS in dBFS, at least -100."""


class VoiceActivityStream(Protocol):
    """The audio of one call as it comes in; to be fed from one thread at a time."""

    def reset(self) -> None:
        """Forgets everything heard so far."""
        ...

    def feed(self, samples: Samples) -> list[Window]:
        """The windows that `samples`, at HEARING_RATE, have filled up."""
        ...


class VoiceActivityDetector(Protocol):
    """Tells speech from what is none, for any number of calls."""

    def stream(self) -> VoiceActivityStream:
        """A fresh stream for one call."""
        ...


class SpeechDetector:
    """The network, shared by all calls of the process; safe to use from several threads."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        # A window is 0.1 ms of work: handing it to other threads costs more than it saves.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(_WEIGHTS), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def stream(self) -> "VadStream":
        """A fresh stream for one call."""
        return VadStream(self._session)


class VadStream:
    """The audio of one call as it comes in; to be fed from one thread at a time."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self.reset()

    def reset(self) -> None:
        """Forgets everything heard so far."""
        self._hidden = np.zeros(_STATE, dtype=np.float32)
        self._cell = np.zeros(_STATE, dtype=np.float32)
        self._pending = np.zeros(_CONTEXT, dtype=np.float32)

    def feed(self, samples: Samples) -> list[Window]:
        """The windows that `samples`, at HEARING_RATE, have filled up."""
        pending = np.concatenate([self._pending, samples])
        windows = (len(pending) - _CONTEXT) // WINDOW
        self._pending = pending[windows * WINDOW :]
        if not windows:
            return []
        # The network reads its first dimension as time, so several windows are one call.
        stacked = np.lib.stride_tricks.sliding_window_view(pending, _CONTEXT + WINDOW)[::WINDOW]
        probabilities, self._hidden, self._cell = self._session.run(
            None, {"input": np.ascontiguousarray(stacked), "h": self._hidden, "c": self._cell}
        )
        levels = 10 * np.log10(np.square(stacked[:, _CONTEXT:]).mean(axis=1) + _SILENCE)
        return [Window(float(p), float(level)) for p, level in zip(probabilities, levels, strict=True)]

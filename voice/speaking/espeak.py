"""espeak-ng, the offline voice: always there, quick, easily recognised as a machine.

Only the documented C interface is used (espeak-ng 1.52, src/include/espeak-ng/speak_lib.h).
"""

import ctypes
import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from voice.speaking.speech import Speech, SynthesisError
from voice.threads import Threads

DEFAULT_WORDS_PER_MINUTE: Final = 150
"""Somewhat under espeak-ng's own 175, which tires a listener on the phone."""

_SLOWEST, _FASTEST = 80, 450  # words a minute: espeakRATE_MINIMUM and espeakRATE_MAXIMUM
_VOICE = b"vi"  # Northern; vi-vn-x-central and vi-vn-x-south are others
_VOLUME = 60  # from 85 on the library itself clips this voice

# From speak_lib.h: espeak_AUDIO_OUTPUT, espeak_PARAMETER and flags.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _VOLUME_PARAMETER = 1, 2
_CHARS_UTF8 = 1
_EE_OK = 0

_SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakSynthesizer:
    """The Vietnamese voice of espeak-ng, Northern, at 22,050 Hz."""

    name = "espeak"
    is_local = True

    def __init__(self, words_per_minute: int = DEFAULT_WORDS_PER_MINUTE) -> None:
        """Loads the library. Raises SynthesisError when it or its data cannot be loaded, and ValueError for
        a rate outside the library's 80 to 450 words a minute."""
        if not _SLOWEST <= words_per_minute <= _FASTEST:
            raise ValueError(
                f"espeak-ng speaks {_SLOWEST} to {_FASTEST} words a minute, not {words_per_minute}"
            )
        self._words_per_minute = words_per_minute
        self._library = _library()

    @property
    def fingerprint(self) -> str:
        return f"espeak-ng {self._library.version} {_VOICE.decode()} {self._words_per_minute} wpm"

    async def synthesize(self, text: str) -> Speech:
        """Says `text`; 10 s of speech take about 10 ms. Raises SynthesisError."""
        return await _THREAD.run(self._library.say, text, self._words_per_minute)

    def at(self, pace: float) -> "EspeakSynthesizer":
        return EspeakSynthesizer(max(_SLOWEST, round(self._words_per_minute * pace)))


class _Library:
    """libespeak-ng, initialised once: its voice, rate and callback are global to the process."""

    def __init__(self, library: Path, data: Path) -> None:
        try:
            self._c = ctypes.CDLL(str(library))
        except OSError as error:
            raise SynthesisError(
                f"espeak-ng cannot be loaded from {library} ({error}); reinstall the espeakng-loader package"
            ) from error
        # Without a path the wheel's library looks where it was built, a folder that exists nowhere else. It
        # does the same, silently, when the path is too long for it, and then answers with a rate of zero.
        self._rate: int = self._c.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, 0, str(data.parent).encode(), _INITIALIZE_DONT_EXIT
        )
        if self._rate <= 0:
            raise SynthesisError(
                f"espeak-ng finds no voices in {data}; reinstall the espeakng-loader package, and "
                "if that folder is there, move the installation to a path of less than 140 characters"
            )
        self._check(self._c.espeak_SetVoiceByName(_VOICE), "has no Vietnamese voice")
        self._check(self._c.espeak_SetParameter(_VOLUME_PARAMETER, _VOLUME, 0), "refuses the volume")
        self._c.espeak_Info.restype = ctypes.c_char_p
        self.version: str = self._c.espeak_Info(None).decode()
        self._lock = threading.Lock()
        self._chunks: list[bytes] = []
        self._callback: Callable[..., int] = _SynthCallback(self._collect)  # kept: C holds only its address
        self._c.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, words_per_minute: int) -> Speech:
        """Blocks until `text` is synthesised. Raises SynthesisError."""
        encoded = text.encode() + b"\0"
        with self._lock:
            self._chunks.clear()
            self._check(self._c.espeak_SetParameter(_RATE, words_per_minute, 0), "refuses the rate")
            status = self._c.espeak_Synth(
                encoded, ctypes.c_size_t(len(encoded)), 0, 0, 0, _CHARS_UTF8, None, None
            )
            self._check(status, "failed on this text")
            pcm = b"".join(self._chunks)
        return Speech(np.frombuffer(pcm, dtype=np.int16).astype(np.float32) / np.float32(32_768), self._rate)

    def _collect(self, samples: object, count: int, events: object) -> int:
        if count:
            self._chunks.append(ctypes.string_at(samples, count * 2))  # type: ignore[arg-type]  # a C pointer
        return 0  # go on

    @staticmethod
    def _check(status: int, complaint: str) -> None:
        if status != _EE_OK:
            raise SynthesisError(f"espeak-ng {complaint} (espeak_ERROR {status})")


# One thread for the one library.
_THREAD = Threads(1, "espeak")


@functools.cache
def _library() -> _Library:
    try:
        import espeakng_loader
    except ImportError as error:
        raise SynthesisError("the espeakng-loader package is missing; run make setup") from error
    folder = Path(espeakng_loader.__file__).parent
    return _Library(Path(espeakng_loader.get_library_path()), folder / "espeak-ng-data")

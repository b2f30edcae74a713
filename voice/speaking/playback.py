"""Where the listener is in what is being said: to stop at a frame, resume there, or repeat the sentence.

Pure bookkeeping over 20 ms frames. It plays nothing: whoever sends the audio tells it what goes out and how
far the line has come, by counting frames, by the line's own marks, or both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from voice.mulaw import FRAME_BYTES, FRAME_MS, decode

OVERLAP_MS: Final = 300
"""Taken up again on resuming: what was said while the caller began to speak went past them."""
SEARCH_MS: Final = 1500
"""How much further back a pause is looked for, so that no word starts in its middle."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in what is said."""

    sentence: int
    """Number of the sentence, from 0."""
    frame: int
    """Frames of it that were heard."""


class Playback:
    """Sentences queued for one listener, and how far they were heard."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._codes: list[bytes] = []
        self._sentence = 0
        self._frame = 0

    def queue(self, text: str, codes: bytes) -> int:
        """Adds a sentence of whole μ-law frames behind the others and gives its number. Raises ValueError."""
        if not codes or len(codes) % FRAME_BYTES:
            raise ValueError(f"{len(codes)} bytes are no whole frames of {FRAME_BYTES}")
        self._texts.append(text)
        self._codes.append(codes)
        return len(self._texts) - 1

    @property
    def position(self) -> Position | None:
        """Where the listener is; None when everything queued was heard."""
        return None if self.finished else Position(self._sentence, self._frame)

    @property
    def finished(self) -> bool:
        return self._sentence == len(self._texts)

    @property
    def sentence(self) -> str | None:
        """Text of the sentence being heard."""
        return None if self.finished else self._texts[self._sentence]

    @property
    def unheard(self) -> tuple[str, ...]:
        """Texts not heard to their end, the current one first."""
        return tuple(self._texts[self._sentence :])

    def advance(self, frames: int) -> None:
        """The line played `frames` more frames; sentences end where their audio does."""
        while frames > 0 and not self.finished:
            left = self._length() - self._frame
            if frames < left:
                self._frame += frames
                return
            frames -= left
            self._sentence, self._frame = self._sentence + 1, 0

    def reached(self, number: int) -> None:
        """The line's mark behind sentence `number` came back: it was heard to its end, whatever the count."""
        if number >= self._sentence:
            self._sentence, self._frame = min(number + 1, len(self._texts)), 0

    def resumed(self) -> Sequence[tuple[str, bytes]]:
        """What is left to send, sentence by sentence, from the last pause before the position.

        The position goes back to that pause. Empty when everything was heard.
        """
        if self.finished:
            return ()
        self._frame = self._pause_before(self._frame)
        return self._rest()

    def repeated(self) -> Sequence[tuple[str, bytes]]:
        """As `resumed`, from the start of the current sentence, or of the last one when all was heard."""
        if not self._texts:
            return ()
        self._sentence, self._frame = min(self._sentence, len(self._texts) - 1), 0
        return self._rest()

    def _rest(self) -> Sequence[tuple[str, bytes]]:
        sentences = zip(self._texts[self._sentence :], self._codes[self._sentence :], strict=True)
        (text, codes), *others = sentences
        return ((text, codes[self._frame * FRAME_BYTES :]), *others)

    def _length(self) -> int:
        return len(self._codes[self._sentence]) // FRAME_BYTES

    def _pause_before(self, frame: int) -> int:
        """The quietest frame in the stretch before `frame`; 0 when that stretch reaches the start."""
        latest = frame - OVERLAP_MS // FRAME_MS
        earliest = latest - SEARCH_MS // FRAME_MS
        if earliest <= 0:
            return 0
        stretch = self._codes[self._sentence][earliest * FRAME_BYTES : (latest + 1) * FRAME_BYTES]
        power = np.square(decode(stretch)).reshape(-1, FRAME_BYTES).sum(axis=1)
        return earliest + int(power.argmin())

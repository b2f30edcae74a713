"""The ear of one conversation: frames of the line in, what the caller did out.

The audio is the clock: patience is counted in frames received.
"""

from dataclasses import dataclass

from voice.line import LineReceiver
from voice.mulaw import FRAME_BYTES, FRAME_MS
from voice.turns import TurnDetector, TurnEnded
from voice.vad import SpeechDetector

BARGE_IN_MS = 600
"""Speech this long over our own voice is meant to interrupt; a "dạ" or a cough is shorter."""


@dataclass(frozen=True, slots=True)
class Said:
    """The caller has finished a turn."""

    turn: TurnEnded


class BrokeIn:
    """The caller speaks over us and means it."""


class PatienceEnded:
    """The caller said nothing for as long as we were ready to wait."""


Heard = Said | BrokeIn | PatienceEnded


class Listener:
    """Follows the caller's line; `speaking` tells it whether our own voice can be heard there."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._receiver = LineReceiver()
        self._turns = TurnDetector(detector)
        self._patience_ms: float | None = None
        self._helpline_speaks = False
        self._broken_into = False

    def speaks(self) -> None:
        """Our own voice begins: a short word of the caller is no turn now, a longer one breaks in."""
        self._helpline_speaks, self._broken_into = True, False
        self._patience_ms = None

    def falls_silent(self) -> None:
        """Our own voice has ended."""
        self._helpline_speaks = False

    def waits(self, patience_ms: float | None) -> None:
        """From now on PatienceEnded follows `patience_ms` of silence; None waits for ever."""
        self._patience_ms = patience_ms

    def feed(self, codes: bytes) -> list[Heard]:
        """What the next μ-law bytes, in order, have made known."""
        heard: list[Heard] = []
        for event in self._turns.feed(self._receiver.feed(codes)):
            if isinstance(event, TurnEnded) and (self._broken_into or not self._helpline_speaks):
                self._patience_ms = None
                heard.append(Said(event))
        if self._helpline_speaks and not self._broken_into and self._turns.speech_ms >= BARGE_IN_MS:
            self._broken_into = True
            heard.append(BrokeIn())
        if not self._turns.speaking and self._is_out_of_patience(len(codes) * FRAME_MS / FRAME_BYTES):
            heard.append(PatienceEnded())
        return heard

    def _is_out_of_patience(self, passed_ms: float) -> bool:
        if self._patience_ms is None:
            return False
        self._patience_ms -= passed_ms
        if self._patience_ms > 0:
            return False
        self._patience_ms = None
        return True

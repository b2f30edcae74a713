"""When the helpline spoke: audible frames joined into stretches of speech."""

from telephony.simulator.timeline import Spurt

_FRAME_S = 0.02


class Spurts:
    """Joins audible frames with at most `gap_s` of quiet between them."""

    def __init__(self, gap_s: float = 0.5) -> None:
        self._gap_s = gap_s
        self._start: float | None = None
        self._end = 0.0

    def hear(self, t: float, audible: bool) -> Spurt | None:
        """Takes the frame that is played from `t` on; gives the stretch that has turned out to be over."""
        over = self._close() if t - self._end >= self._gap_s else None
        if audible:
            if self._start is None:
                self._start = t
            self._end = t + _FRAME_S
        return over

    def end(self) -> Spurt | None:
        """The stream is over: gives the stretch that was going on."""
        return self._close()

    def _close(self) -> Spurt | None:
        if self._start is None:
            return None
        spurt, self._start = Spurt(self._start, self._end), None
        return spurt

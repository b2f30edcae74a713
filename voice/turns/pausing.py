"""How one caller pauses: some think aloud in long breaks, and are given longer ones from then on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pausing:
    """How the pause that ends a turn follows the caller. Times in ms."""

    least_ms: int = 1_100
    """However fluent the caller, and while nothing is known of them: longer than a thinking pause of 900 ms.
    The soft end of the word before and the soft beginning of the next look like silence: such pauses between
    words of 169 read sentences are measured as 960 at the median; 16 pass for longer than this, 56 for longer
    than 1,000. Fluency is no reason to cut somebody off: a question that is understood ends sooner anyway."""
    most_ms: int = 1_600
    """However slow: beyond this we seem to have gone."""
    margin: float = 1.4
    """A pause must be this much longer than the caller's usual long one before it ends a turn."""
    slower_rate: float = 0.5
    """Share of the way the estimate goes towards a longer pause: being cut off is what annoys most."""
    quicker_rate: float = 0.15
    """Share of the way it goes towards a shorter one."""
    telling_ms: int = 2_000
    """Speech of this length without a pause tells a fluent caller; a shorter turn tells nothing."""
    afterthought_ms: int = 1_500
    """Who goes on within this time of a turn's last sound had not finished: that was a pause of theirs."""


class Pauses:
    """What is known of one caller."""

    def __init__(self, options: Pausing) -> None:
        self._options = options
        self._usual_ms = options.least_ms / options.margin

    @property
    def end_pause_ms(self) -> int:
        """The pause after which this caller has finished."""
        options = self._options
        return round(min(self._usual_ms * options.margin, options.most_ms))

    def inside_turn(self, pause_ms: int) -> None:
        """They paused, and went on."""
        options = self._options
        rate = options.slower_rate if pause_ms > self._usual_ms else options.quicker_rate
        usual_ms = self._usual_ms + rate * (pause_ms - self._usual_ms)
        # No lower than it matters: after many fluent turns the first long pause counts at once.
        self._usual_ms = max(usual_ms, options.least_ms / options.margin)

    def without_pause(self, speech_ms: int) -> None:
        """A turn of this length had no pause inside."""
        if speech_ms >= self._options.telling_ms:
            self.inside_turn(0)

    def between_turns(self, pause_ms: int) -> None:
        """A turn was ended, and they spoke again after this much silence."""
        if pause_ms <= self._options.afterthought_ms:
            self.inside_turn(pause_ms)

"""How one caller pauses: some think aloud in long breaks, others speak in one breath."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pausing:
    """How the pause that ends a turn follows the caller. Times in ms."""

    first_ms: int = 1_000
    """While nothing is known of the caller: longer than a thinking pause of 900 ms. Of 179 read sentences 6
    hold a pause of more than 600 ms, none one of this length."""
    least_ms: int = 750
    """However fluent the caller: they may still look for a word."""
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
        self._usual_ms = options.first_ms / options.margin

    @property
    def end_pause_ms(self) -> int:
        """The pause after which this caller has finished."""
        options = self._options
        return round(min(max(self._usual_ms * options.margin, options.least_ms), options.most_ms))

    def inside_turn(self, pause_ms: int) -> None:
        """They paused, and went on."""
        options = self._options
        rate = options.slower_rate if pause_ms > self._usual_ms else options.quicker_rate
        self._usual_ms += rate * (pause_ms - self._usual_ms)

    def without_pause(self, speech_ms: int) -> None:
        """A turn of this length had no pause inside."""
        if speech_ms >= self._options.telling_ms:
            self.inside_turn(0)

    def between_turns(self, pause_ms: int) -> None:
        """A turn was ended, and they spoke again after this much silence."""
        if pause_ms <= self._options.afterthought_ms:
            self.inside_turn(pause_ms)

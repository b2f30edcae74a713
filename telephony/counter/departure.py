"""When a citizen has left the counter: told by the official, or known from how quiet it has become.

What they asked must not be read by the next one, but a card must not vanish under the hands of an official
who is going through it with them either.
"""

QUIET_MS = 60_000
"""Nobody speaks, types or touches the screen for so long: nobody sits there any more."""
LONGEST_MS = 180_000
"""In a full hall somebody always speaks, so talk alone keeps a card no longer than this."""


class Departure:
    """Follows one counter between its visits; time is counted in audio received."""

    def __init__(self) -> None:
        """A page that has just been opened may still show what it showed before the line was lost."""
        self._used = True
        self._unused_ms = self._quiet_ms = 0.0

    def used(self) -> None:
        """Somebody asked, typed or touched the screen."""
        self._used = True
        self._unused_ms = self._quiet_ms = 0.0

    def gone(self) -> None:
        """The citizen has left, as is known from elsewhere."""
        self._used = False

    def passed(self, ms: float, talk: bool) -> bool:
        """Counts `ms` of audio, with somebody's `talk` in it or without; True when the citizen just left."""
        if not self._used:
            return False
        self._unused_ms += ms
        self._quiet_ms = 0.0 if talk else self._quiet_ms + ms
        self._used = self._quiet_ms < QUIET_MS and self._unused_ms < LONGEST_MS
        return not self._used

"""Seconds that pass when the test says so."""


class ManualClock:
    """To be called, as `time.monotonic` is."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

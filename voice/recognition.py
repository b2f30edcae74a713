"""One recogniser for all calls of a process: a bounded queue off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from voice.hearing import Hearing, RecognitionError, Recognizer, Samples

WAITING_LIMIT = 16
"""At about 0.2 s an utterance the last in a full queue waits 3 s; beyond that a person serves better."""


class RecognitionQueue:
    """Utterances are heard one after the other, in the order they come."""

    def __init__(self, recognizer: Recognizer, waiting_limit: int = WAITING_LIMIT) -> None:
        self._recognizer = recognizer
        self._waiting_limit = waiting_limit
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recognition")
        self._waiting = 0

    @property
    def engine(self) -> str:
        """Name of the recogniser."""
        return self._recognizer.name

    async def recognize(self, samples: Samples) -> Hearing:
        """Hears mono samples at HEARING_RATE. Raises RecognitionError, also when too many are waiting."""
        if self._waiting >= self._waiting_limit:
            raise RecognitionError(f"{self._waiting} utterances are already waiting to be heard")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, self._recognizer.recognize, samples)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Lets the utterance in work finish and drops the rest."""
        self._executor.shutdown(wait=True, cancel_futures=True)

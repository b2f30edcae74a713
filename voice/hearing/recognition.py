"""One recogniser for all calls of a process: a bounded queue, and a lane to think about what was heard."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

from voice.hearing.hearing import Hearing, RecognitionError, Recognizer
from voice.samples import Samples
from voice.threads import Threads

T = TypeVar("T")

log = logging.getLogger(__name__)

WAITING_LIMIT = 16
"""At about 0.2 s an utterance the last in a full queue waits 3 s; beyond that a person serves better."""
EARLY_LIMIT = 4
"""Utterances whose end is not certain are taken while no more than this many wait, those being thought about
among them: under load the work that may be thrown away comes last."""
WORKERS_LIMIT: Final = 8
"""Eight times what one worker hears is 28 utterances a second, and the calls that one process can carry say a
few. On a host of 64 cores without this limit 63 workers cost 69 threads and 300 MB at start."""

_PREPARED_AT_ONCE = 50


def workers_for(cpus: int) -> int:
    """Utterances to hear at once on `cpus` CPUs, each on one of them, 1 to WORKERS_LIMIT.

    One is left for the calls themselves: on two cores one worker hears 3.5 utterances a second, two hear 3.4
    in twice the time each, one on both cores hears 2.2 (`helpline bench workers`).
    """
    return max(1, min(cpus - 1, WORKERS_LIMIT))


class BusyError(RecognitionError):
    """Too many utterances wait; later, or by another engine, this one can be heard."""


class Recognition(Protocol):
    """Hears utterances off the event loop."""

    async def recognize(self, samples: Samples, *, early: bool = False) -> Hearing:
        """Hears mono samples at HEARING_RATE; `early` says that the caller may still go on.

        Raises RecognitionError.
        """
        ...


class SharedRecognition(Recognition, Protocol):
    """Hears for all calls of a process, and thinks about what was heard."""

    @property
    def engine(self) -> str:
        """Name of the recogniser."""
        ...

    @property
    def waiting(self) -> int:
        """Utterances that wait or are being heard."""
        ...

    async def think(self, job: Callable[[], T]) -> T:
        """What `job` makes of a hearing, off the event loop; raises what `job` raises."""
        ...

    def prepare(self, phrases: Sequence[str]) -> None:
        """Tells the recogniser what callers are likely to say; may block for minutes, until `close`."""
        ...

    def close(self) -> None:
        """Lets what is in work finish and drops the rest."""
        ...


class RecognitionQueue:
    """Utterances are heard in the order they come, each caller having at most a few in it.

    Where the first recogniser fails or too many wait for it, `fallback` hears the utterance; the Hearing
    names its engine. A recognition whose task is cancelled leaves the queue, unless it is being done already.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        waiting_limit: int = WAITING_LIMIT,
        *,
        workers: int = 1,
        fallback: Recognizer | None = None,
    ) -> None:
        """`workers` utterances are heard at once, as many as the recogniser was made for."""
        self._lane = _Lane(recognizer, workers, waiting_limit)
        self._fallback = _Lane(fallback, 1, waiting_limit) if fallback else None
        self._thoughts = Threads(workers, f"thinking-{recognizer.name}")
        self._thinking = 0
        self._closing = False

    @property
    def engine(self) -> str:
        """Name of the recogniser."""
        return self._lane.recognizer.name

    @property
    def waiting(self) -> int:
        """Utterances that wait or are being heard."""
        return sum(lane.waiting for lane in self._lanes())

    async def recognize(self, samples: Samples, *, early: bool = False) -> Hearing:
        """Hears mono samples at HEARING_RATE; `early` says that the caller may still go on.

        Raises RecognitionError, and BusyError when too many are waiting.
        """
        ahead = self._lane.waiting + self._thinking
        if early and ahead > EARLY_LIMIT:
            raise BusyError(f"{ahead} utterances are waiting, so none is heard early")
        try:
            return await self._lane.recognize(samples)
        except RecognitionError as error:
            if self._fallback is None:
                raise
            log.warning("%s; %s hears instead", error, self._fallback.recognizer.name)
        return await self._fallback.recognize(samples)

    async def think(self, job: Callable[[], T]) -> T:
        """What `job` makes of a hearing; it may block and call the hearing's score.

        As many jobs run at once as utterances are heard; the others wait for their turn, and none is refused:
        each belongs to a caller who was heard already. Raises what `job` raises. A job whose task is
        cancelled is dropped, unless it is being done already.
        """
        self._thinking += 1
        try:
            return await self._thoughts.run(job)
        finally:
            self._thinking -= 1

    def prepare(self, phrases: Sequence[str]) -> None:
        """Tells the recognisers what callers are likely to say; blocks for minutes, until `close`."""
        for lane in self._lanes():
            for start in range(0, len(phrases), _PREPARED_AT_ONCE):
                if self._closing:
                    return
                lane.recognizer.prepare(phrases[start : start + _PREPARED_AT_ONCE])

    def close(self) -> None:
        """Lets the utterances and jobs in work finish and drops the rest."""
        self._closing = True
        self._thoughts.close()
        for lane in self._lanes():
            lane.close()

    def _lanes(self) -> list["_Lane"]:
        return [lane for lane in (self._lane, self._fallback) if lane is not None]


class _Lane:
    """One engine, its threads and those who wait for them."""

    def __init__(self, recognizer: Recognizer, workers: int, limit: int) -> None:
        self.recognizer = recognizer
        self.waiting = 0
        self._limit = limit
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=f"hearing-{recognizer.name}")

    async def recognize(self, samples: Samples) -> Hearing:
        with self._lock:
            if self.waiting >= self._limit:
                raise BusyError(f"{self.waiting} utterances are already waiting to be heard")
            self.waiting += 1
        job = self._threads.submit(self.recognizer.recognize, samples)
        # Counted by the job, not by who waits for it: a cancelled one may still be in work.
        job.add_done_callback(self._left)
        return await asyncio.wrap_future(job)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _left(self, _: Future[Hearing]) -> None:
        with self._lock:
            self.waiting -= 1

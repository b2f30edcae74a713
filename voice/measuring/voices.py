"""`helpline bench voice`: how long a caller waits for a voice."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from voice.cpus import usable_cpus
from voice.mulaw import TELEPHONE_RATE
from voice.speaking.cache import AudioCache
from voice.speaking.mouth import Mouth
from voice.speaking.speech import Speech, Synthesizer

ANSWER: Final = (
    "Đăng ký kết hôn được giải quyết ngay trong ngày làm việc.",
    "Hồ sơ nhận sau 15 giờ thì trả kết quả vào ngày làm việc tiếp theo.",
    "Trường hợp phải xác minh thì thời hạn không quá 5 ngày làm việc.",
)
"""About 10 s aloud."""
CALLERS: Final = 30
"""Callers who ask for the same new sentence at once."""
ROUNDS: Final = 20


async def measure(
    synthesizer: Synthesizer, rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Any]:
    """Times in ms: of the first sentence of ANSWER, of all, of all as one sentence, each new and then known.

    `syntheses` is how often the voice was asked when CALLERS wanted one new sentence together.
    """
    counting = _Counting(synthesizer)
    first, whole, single, known = [], [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            mouth = Mouth([counting], AudioCache(Path(folder)))
            start = clock()
            waits = [(clock() - start) * 1000 async for _ in mouth.recite(ANSWER)]
            first.append(waits[0])
            whole.append(waits[-1])
            start = clock()
            said = await mouth.say(" ".join(ANSWER))
            single.append((clock() - start) * 1000)
            start = clock()
            await mouth.say(ANSWER[0])
            known.append((clock() - start) * 1000)
    with tempfile.TemporaryDirectory() as folder:
        mouth = Mouth([counting], AudioCache(Path(folder)))
        counting.syntheses = 0
        await asyncio.gather(*(mouth.say(ANSWER[0]) for _ in range(CALLERS)))
    return {
        "voice": synthesizer.fingerprint,
        "cores": usable_cpus(),
        "answer_s": len(said.mulaw) / TELEPHONE_RATE,
        **_spread("first_frame_ms", first),
        **_spread("whole_answer_ms", whole),
        **_spread("one_sentence_ms", single),
        **_spread("known_ms", known),
        "callers_at_once": CALLERS,
        "syntheses": counting.syntheses,
    }


def _spread(name: str, times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return {f"{name}_p50": round(cuts[9], 2), f"{name}_p95": round(cuts[18], 2)}


class _Counting:
    """A voice that counts how often it is asked."""

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer
        self.name = synthesizer.name
        self.is_local = synthesizer.is_local
        self.fingerprint = synthesizer.fingerprint
        self.at = synthesizer.at
        self.syntheses = 0

    async def synthesize(self, text: str) -> Speech:
        self.syntheses += 1
        return await self._synthesizer.synthesize(text)

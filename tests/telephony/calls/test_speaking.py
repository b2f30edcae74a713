"""Our voice on the line: sentence after sentence, stopped when the caller breaks in, and on from there."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from telephony.calls.dialogue import Say, fact
from telephony.calls.speaking import Speaker
from voice.mulaw import FRAME_BYTES, FRAME_MS
from voice.speaking.mouth import Said

SENTENCE_FRAMES = 10


@dataclass
class Telephone:
    """A line, a mouth and a listener in one, who write down what happens."""

    done: list[str] = field(default_factory=list)
    interrupt_at: str | None = None
    speaker: Any = None

    async def say(self, text: str, pace: float = 1.0) -> Said:
        if text == self.interrupt_at:
            self.speaker.interrupt()
        codes = bytes([len(text)]) * (FRAME_BYTES * SENTENCE_FRAMES)
        return Said(codes, f"voice at {pace}", True, 0.0)

    async def play(self, codes: bytes) -> None:
        self.done.append(f"{len(codes) // FRAME_BYTES} frames")

    async def mark(self, name: str) -> None:
        self.done.append(name)

    async def clear(self) -> None:
        self.done.append("cleared")

    async def hang_up(self) -> None: ...

    def speaks(self) -> None: ...

    def plays(self, codes: bytes) -> None:
        self.done.append("listener told")

    def falls_silent(self) -> None:
        self.done.append("listener hears silence")


@pytest.fixture
def telephone() -> Telephone:
    telephone = Telephone()
    telephone.speaker = Speaker(telephone, cast(Any, telephone), cast(Any, telephone), lambda: 0.0)
    return telephone


async def test_each_sentence_goes_out_as_soon_as_it_is_rendered_and_a_mark_behind_the_last(
    telephone: Telephone,
) -> None:
    begun: list[str] = []
    speaker = Speaker(
        telephone,
        cast(Any, telephone),
        cast(Any, telephone),
        lambda: 0.0,
        lambda voice, _: begun.append(voice),
    )
    await speaker.say(Say((fact("một", "hai"),), pace=0.75))
    assert telephone.done == ["listener told", "10 frames"] * 2 + ["said-1"]
    assert begun == ["voice at 0.75"] * 2


async def test_it_speaks_until_its_own_mark_comes_back(telephone: Telephone) -> None:
    await telephone.speaker.say(Say((fact("một"),)))
    assert telephone.speaker.speaking
    assert not telephone.speaker.marked("said-0")
    assert telephone.speaker.speaking
    assert telephone.speaker.marked("said-1")
    assert not telephone.speaker.speaking
    assert telephone.done[-1] == "listener hears silence"


async def test_broken_into_it_says_no_further_sentence_and_goes_on_there_later(telephone: Telephone) -> None:
    telephone.interrupt_at = "hai"
    await telephone.speaker.say(Say((fact("một", "hai", "ba"),)))
    assert telephone.done == ["listener told", "10 frames", "cleared", "said-1"]
    telephone.done.clear()
    telephone.interrupt_at = None
    assert await telephone.speaker.resume()
    heard_again = [step for step in telephone.done if step.endswith("frames")]
    assert heard_again == ["10 frames"] * 3, "the first was not heard to its end"
    assert telephone.done[-1] == "said-2"


async def test_what_was_heard_to_its_end_is_not_said_again(telephone: Telephone) -> None:
    await telephone.speaker.say(Say((fact("một"),)))
    telephone.speaker.passed(SENTENCE_FRAMES * FRAME_MS)
    assert not await telephone.speaker.resume()

"""Our voice on the line: sentence after sentence, stopped when the caller breaks in, and on from there."""

import asyncio

import pytest

from telephony.calls.dialogue import Say, fact
from telephony.calls.listening import Listener
from telephony.calls.speaking import MARK_LATE_MS, Speaker
from tests.doubles.at_once import AtOnce
from tests.doubles.loudness import Loudness
from tests.doubles.one_topic import Parrot
from tests.doubles.plain_mouth import VOICE, PlainMouth
from tests.doubles.telephone import Telephone
from tests.doubles.virtual_time import in_virtual_time
from voice.mulaw import FRAME_MS
from voice.speaking.speech import SynthesisError

SENTENCE_MS = 200
LATE_MS = SENTENCE_MS + MARK_LATE_MS


class Ear(Listener):
    """A listener, who writes down what it is told of our voice."""

    def __init__(self) -> None:
        super().__init__(Loudness(), AtOnce(Parrot([])))
        self.told: list[str] = []

    def speaks(self) -> None:
        self.told.append("we speak")
        super().speaks()

    def plays(self, codes: bytes) -> None:
        self.told.append("playing")
        super().plays(codes)

    def falls_silent(self) -> None:
        self.told.append("we are silent")
        super().falls_silent()


class Line:
    """A speaker and what it speaks into."""

    def __init__(self) -> None:
        self.telephone, self.mouth, self.ear = Telephone(), PlainMouth(SENTENCE_MS / 1000), Ear()
        self.begun: list[str] = []
        self.speaker = Speaker(
            self.telephone, self.mouth, self.ear, lambda: 0.0, lambda voice, _: self.begun.append(voice)
        )

    async def say(self, *sentences: str) -> None:
        await self.speaker.say(Say((fact(*sentences),)))

    async def resume(self) -> list[str]:
        """What is said from where the voice was stopped."""
        self.telephone.played.clear()
        assert await self.speaker.resume()
        return self.telephone.played


@pytest.fixture
def line() -> Line:
    return Line()


async def test_each_sentence_goes_out_as_soon_as_it_is_rendered_and_a_mark_behind_the_last(
    line: Line,
) -> None:
    line.mouth.hangs_on = "hai"
    saying = asyncio.create_task(line.say("một", "hai"))
    await line.mouth.hanging.wait()
    assert (line.telephone.played, line.telephone.marks) == (["một"], [])
    line.mouth.go_on.set()
    await saying
    assert (line.telephone.played, line.telephone.marks) == (["một", "hai"], ["said-1"])
    assert line.ear.told == ["we speak", "playing", "playing"]
    assert line.begun == [VOICE, VOICE]


async def test_it_speaks_until_its_own_mark_comes_back(line: Line) -> None:
    assert not line.speaker.speaking
    await line.say("một")
    assert not line.speaker.marked("said-0")
    assert line.speaker.speaking
    assert line.speaker.marked("said-1")
    assert not line.speaker.speaking
    assert line.ear.told[-1] == "we are silent"
    assert not line.speaker.marked("said-1"), "once"


async def test_broken_into_it_says_no_further_sentence_and_goes_on_there_later(line: Line) -> None:
    line.mouth.hangs_on = "hai"
    saying = asyncio.create_task(line.say("một", "hai", "ba"))
    await line.mouth.hanging.wait()
    line.speaker.interrupt()
    await saying
    assert line.speaker.interrupted
    assert (line.telephone.played, line.telephone.cleared, line.telephone.marks) == (["một"], 1, ["said-1"])
    line.mouth.go_on.set()
    assert await line.resume() == ["một", "hai", "ba"], "the first was not heard to its end"
    assert line.telephone.marks == ["said-1", "said-2"]
    assert not line.speaker.interrupted


@in_virtual_time
async def test_the_line_is_silenced_before_a_voice_that_hangs_comes_to_its_senses() -> None:
    line = Line()
    line.mouth.hangs_on = "một"
    saying = asyncio.create_task(line.say("một"))
    await line.mouth.hanging.wait()
    line.speaker.interrupt()
    line.speaker.interrupt()
    await asyncio.wait_for(line.telephone.clear_came.wait(), 0.05)
    await asyncio.wait_for(saying, 0.05)
    assert line.telephone.cleared == 1, "once is enough"


async def test_a_voice_that_fails_is_told_and_the_line_is_not_marked(line: Line) -> None:
    line.mouth.error = SynthesisError("no voice could speak")
    with pytest.raises(SynthesisError):
        await line.say("một")
    assert line.telephone.marks == []


async def test_what_was_heard_to_its_end_is_not_said_again(line: Line) -> None:
    await line.say("một")
    line.speaker.passed(SENTENCE_MS)
    assert not await line.speaker.resume()


@pytest.mark.parametrize("piece_ms", [10, 20, 30, 7.5, 50])
async def test_the_place_to_go_on_from_moves_with_pieces_of_any_length(line: Line, piece_ms: float) -> None:
    await line.say("một", "hai", "ba")
    for _ in range(round(1.5 * SENTENCE_MS / piece_ms)):
        line.speaker.passed(piece_ms)
    line.speaker.interrupt()
    assert await line.resume() == ["hai", "ba"]


async def test_pieces_shorter_than_a_frame_are_not_lost_at_the_end(line: Line) -> None:
    await line.say("một")
    for _ in range(SENTENCE_MS // (FRAME_MS // 2) - 1):
        line.speaker.passed(FRAME_MS / 2)
    assert await line.resume() == ["một"]
    for _ in range(SENTENCE_MS // (FRAME_MS // 2)):
        line.speaker.passed(FRAME_MS / 2)
    assert not await line.speaker.resume()


async def test_what_passes_after_the_interruption_was_not_heard(line: Line) -> None:
    await line.say("một", "hai")
    line.speaker.interrupt()
    line.speaker.passed(10 * SENTENCE_MS)
    assert await line.resume() == ["một", "hai"]


# A mark that does not come back.


async def test_a_mark_is_overdue_when_the_line_has_long_played_all_that_was_sent(line: Line) -> None:
    assert line.speaker.passed(60_000) is None, "nothing was said"
    await line.say("một")
    assert line.speaker.passed(LATE_MS) is None
    assert line.speaker.passed(1) == "said-1"
    line.speaker.marked("said-1")
    assert line.speaker.passed(LATE_MS) is None


async def test_each_sentence_counts_for_the_time_the_line_takes(line: Line) -> None:
    await line.say("một", "hai")
    assert line.speaker.passed(LATE_MS + SENTENCE_MS) is None
    assert line.speaker.passed(1) == "said-1"


async def test_while_the_next_sentence_is_being_made_no_mark_is_overdue(line: Line) -> None:
    line.mouth.hangs_on = "hai"
    saying = asyncio.create_task(line.say("một", "hai"))
    await line.mouth.hanging.wait()
    assert line.speaker.passed(LATE_MS + 10_000) is None, "it was not sent yet"
    line.mouth.go_on.set()
    await saying
    assert line.speaker.passed(LATE_MS) is None, "the line begins with the second when it has it"
    assert line.speaker.passed(1) == "said-1"


async def test_what_was_taken_back_is_not_waited_for(line: Line) -> None:
    await line.say("một", "hai", "ba")
    line.telephone.loses_marks = True
    line.speaker.interrupt()
    await line.telephone.clear_came.wait()
    await asyncio.sleep(0)
    assert line.speaker.passed(MARK_LATE_MS) is None
    assert line.speaker.passed(1) == "said-1"

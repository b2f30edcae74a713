"""One conversation, with the test as the carrier; audio time runs as fast as frames are fed."""

import asyncio

import pytest

from telephony.calls import prompts
from telephony.calls.dialogue import Limits
from telephony.records.outcome import TransferReason
from tests.doubles.one_topic import ELSEWHERE, QUESTION, TOPIC
from tests.doubles.stage import Opening, Stage, Theatre
from tests.doubles.virtual_time import in_virtual_time
from voice.speaking.speech import SynthesisError
from voice.turns.vad import SpeechDetector


@pytest.fixture
def stage(detector: SpeechDetector) -> Opening:
    return Theatre(detector).open


@in_virtual_time
async def test_a_question_is_answered_and_the_record_tells_how(stage: Opening) -> None:
    call = stage([QUESTION])
    assert await call.telephone.reply() == [*prompts.OPENING.sentences, *prompts.WHAT.sentences]
    assert await call.ask() == [*TOPIC.sentences, prompts.ANYTHING_ELSE.sentences[0]]
    (turn,) = call.record.turns
    assert (turn.heard, turn.decision, turn.entry, turn.engine) == (QUESTION, "answer", "gio", "parrot")
    assert turn.pause_ms >= 400
    assert 1000 <= turn.audio_ms <= 1800


@in_virtual_time
async def test_an_unmatched_question_is_announced_and_the_line_left_to_the_carrier(stage: Opening) -> None:
    call = stage([ELSEWHERE])
    await call.telephone.reply()
    assert await call.ask() == list(prompts.TRANSFER_UNMATCHED.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: unmatched"
    assert not call.telephone.hung_up


@in_virtual_time
async def test_the_line_is_left_only_when_the_announcement_was_heard(stage: Opening) -> None:
    call = stage([ELSEWHERE])
    await call.telephone.reply()
    call.say()
    await call.telephone.said()
    await asyncio.sleep(1)
    assert not call.running.done()
    call.telephone.played_out()
    await asyncio.wait_for(call.running, 5)


@in_virtual_time
async def test_a_failing_recogniser_leads_to_a_person(stage: Opening) -> None:
    call = stage([None])
    await call.telephone.reply()
    assert await call.ask() == list(prompts.TRANSFER_TROUBLE.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: trouble"


@in_virtual_time
async def test_a_failing_voice_ends_the_conversation_with_its_error(stage: Opening) -> None:
    call = stage([QUESTION])
    call.mouth.error = SynthesisError("no voice could speak")
    with pytest.raises(SynthesisError):
        await asyncio.wait_for(call.running, 5)


@in_virtual_time
async def test_after_goodbye_was_heard_the_call_is_hung_up(stage: Opening) -> None:
    call = stage([QUESTION, "không, cảm ơn"])
    await call.telephone.reply()
    await call.ask()
    assert await call.ask() == list(prompts.GOODBYE.sentences)
    await asyncio.wait_for(call.running, 5)
    assert call.telephone.hung_up
    assert str(call.conversation.outcome) == "finished"


@in_virtual_time
async def test_a_silent_caller_is_helped_and_in_the_end_connected(stage: Opening) -> None:
    call = stage([])
    await call.telephone.reply()
    for prompt in (*prompts.NO_INPUT, prompts.TRANSFER_UNHEARD):
        await asyncio.sleep(1)
        call.quiet(9)
        assert await call.telephone.reply() == list(prompt.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: no_input"


@in_virtual_time
async def test_the_caller_can_break_in_and_is_heard(stage: Opening) -> None:
    call = stage([QUESTION])
    await call.telephone.said()
    call.say()
    assert await call.telephone.reply() == [*TOPIC.sentences, prompts.ANYTHING_ELSE.sentences[0]]
    assert call.telephone.cleared == 1


@in_virtual_time
async def test_a_short_word_over_our_voice_neither_stops_it_nor_counts_as_a_turn(stage: Opening) -> None:
    call = stage([])
    await call.telephone.said()
    call.speak(0.35)
    call.quiet(1.5)
    await asyncio.sleep(1)
    assert call.telephone.cleared == 0
    assert not call.parrot.utterances


@in_virtual_time
async def test_after_a_yes_that_stopped_our_voice_it_goes_on_where_it_was(stage: Opening) -> None:
    call = stage(["dạ vâng"])
    said = await call.telephone.said()
    call.speak(1.0)
    call.quiet(1.5)
    assert await call.telephone.reply() == said
    assert call.telephone.cleared == 1
    assert not call.record.turns


@in_virtual_time
async def test_a_noise_is_no_turn(stage: Opening) -> None:
    call = stage(["", QUESTION])
    await call.telephone.reply()
    call.speak(0.25)
    call.quiet(1.5)
    assert await call.ask() == [*TOPIC.sentences, prompts.ANYTHING_ELSE.sentences[0]]
    assert len(call.record.turns) == 1


@in_virtual_time
async def test_a_key_stops_our_voice_and_is_obeyed(stage: Opening) -> None:
    call = stage([])
    await call.telephone.said()
    call.conversation.pressed("0")
    assert await call.telephone.reply() == list(prompts.TRANSFER_WISH.sentences)
    assert call.telephone.cleared == 1
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: asked_for_person"


@in_virtual_time
async def test_a_call_that_lasts_too_long_is_handed_over_in_the_middle_of_our_words(stage: Opening) -> None:
    call = stage([])
    await call.telephone.said()
    call.policy.limits = Limits(call_ms=1_000)
    call.quiet(1)
    assert await call.telephone.reply() == list(prompts.TRANSFER_LONG.sentences)
    await asyncio.wait_for(call.running, 5)
    assert call.conversation.transfer is TransferReason.TOO_LONG


# While our voice is being made.


@in_virtual_time
async def test_whoever_breaks_in_silences_the_line_while_the_next_sentence_is_being_made(
    stage: Opening,
) -> None:
    call = stage([QUESTION])
    call.mouth.hangs_on = prompts.WHAT.sentences[0]
    await call.mouth.hanging.wait()
    assert call.telephone.played == [*prompts.OPENING.sentences]
    call.speak(1.0)
    await asyncio.sleep(0)
    assert call.telephone.cleared == 1
    call.quiet(1.5)
    assert await call.telephone.reply() == [*prompts.OPENING.sentences], "nothing more of what was stopped"
    assert await call.telephone.reply() == [*TOPIC.sentences, *prompts.ANYTHING_ELSE.sentences]


@in_virtual_time
async def test_a_key_silences_the_line_while_a_sentence_is_being_made_and_is_obeyed_before_it_is(
    stage: Opening,
) -> None:
    call = stage([])
    call.mouth.hangs_on = prompts.WHAT.sentences[0]
    await call.mouth.hanging.wait()
    call.conversation.pressed("0")
    await asyncio.sleep(0)
    assert call.telephone.cleared == 1
    await heard_to_the_end(call)
    assert not call.mouth.go_on.is_set()
    assert call.conversation.transfer is TransferReason.ASKED_FOR_PERSON


@in_virtual_time
async def test_a_call_that_lasts_too_long_waits_for_no_voice(stage: Opening) -> None:
    call = stage([])
    call.mouth.hangs_on = prompts.OPENING.sentences[0]
    call.policy.limits = Limits(call_ms=1_000)
    await call.mouth.hanging.wait()
    call.quiet(1)
    await heard_to_the_end(call)
    assert call.conversation.transfer is TransferReason.TOO_LONG


async def heard_to_the_end(call: Stage) -> None:
    """The carrier plays whatever it is sent, for a minute at most."""
    async with asyncio.timeout(60):
        while not call.running.done():
            call.telephone.played_out()
            await asyncio.sleep(1)


# Goodbyes.


async def at_goodbye(stage: Opening, *then: str) -> Stage:
    """A call in which the goodbye is being played."""
    call = stage([QUESTION, "không, cảm ơn", *then])
    await call.telephone.reply()
    await call.ask()
    call.say()
    assert await call.telephone.said() == [*prompts.GOODBYE.sentences]
    return call


@in_virtual_time
async def test_whoever_asks_over_the_goodbye_is_heard_and_answered(stage: Opening) -> None:
    call = await at_goodbye(stage, QUESTION)
    call.speak(1.5)
    await asyncio.sleep(1)
    assert call.conversation.caller_speaks
    assert not call.running.done()
    call.quiet(1.5)
    assert await call.telephone.reply() == [*TOPIC.sentences, *prompts.ANYTHING_ELSE.sentences]
    assert not call.telephone.hung_up


@in_virtual_time
@pytest.mark.parametrize("aside", ["", "dạ", "dạ vâng"])
async def test_over_a_goodbye_a_noise_or_a_yes_changes_nothing(stage: Opening, aside: str) -> None:
    call = await at_goodbye(stage, aside)
    call.speak(1.0)
    call.quiet(1.5)
    assert await call.telephone.reply() == [*prompts.GOODBYE.sentences], "from where it was stopped"
    await asyncio.wait_for(call.running, 5)
    assert call.telephone.hung_up
    assert str(call.conversation.outcome) == "finished"


@in_virtual_time
async def test_a_key_over_the_goodbye_still_leads_to_a_person(stage: Opening) -> None:
    call = await at_goodbye(stage)
    call.conversation.pressed("0")
    assert await call.telephone.reply() == [*prompts.TRANSFER_WISH.sentences]
    await asyncio.wait_for(call.running, 5)
    assert not call.telephone.hung_up


# Marks that never come back.


@in_virtual_time
async def test_where_no_mark_comes_back_a_silent_caller_is_helped_all_the_same(stage: Opening) -> None:
    call = stage([])
    call.telephone.loses_marks = True
    await call.telephone.reply()
    for prompt in (*prompts.NO_INPUT, prompts.TRANSFER_UNHEARD):
        await feed_silence_until(call, call.telephone.sent)
        assert await call.telephone.reply() == list(prompt.sentences)
    await feed_silence_until(call, call.running)
    assert str(call.conversation.outcome) == "transferred: no_input"


@in_virtual_time
async def test_where_no_mark_comes_back_a_short_answer_counts(stage: Opening) -> None:
    call = stage([QUESTION, "không"])
    call.telephone.loses_marks = True
    await call.telephone.reply()
    call.quiet(9)
    call.say()
    assert await call.telephone.reply() == [*TOPIC.sentences, *prompts.ANYTHING_ELSE.sentences]
    call.quiet(9)
    await asyncio.sleep(1)
    call.speak(0.5)
    call.quiet(1.5)
    assert await call.telephone.reply() == [*prompts.GOODBYE.sentences]


@in_virtual_time
async def test_a_mark_is_not_given_up_before_what_was_sent_can_have_been_played(stage: Opening) -> None:
    call = stage([ELSEWHERE])
    call.telephone.loses_marks = True
    await call.telephone.reply()
    call.quiet(9)
    call.say()
    announcement = await call.telephone.reply()
    length_s = 3 * len(announcement)
    call.quiet(length_s + 1)
    await asyncio.sleep(1)
    assert not call.running.done()
    call.quiet(2)
    await asyncio.sleep(1)
    assert call.running.done()


async def feed_silence_until(call: Stage, happens: asyncio.Event | asyncio.Task[None]) -> None:
    """A caller of whom nothing is heard, for half a minute at most."""
    for _ in range(300):
        if happens.is_set() if isinstance(happens, asyncio.Event) else happens.done():
            return
        call.quiet(0.1)
        await asyncio.sleep(0)
    raise AssertionError("nothing came of half a minute of silence")

"""How visits to a counter end and follow one another, what is recorded of them, and what survives a fault."""

import asyncio
import logging

import pytest

from telephony.counter import wording
from telephony.counter.messages import Ask, CallOfficer, Heard, Next, Press, Talk
from telephony.records.outcome import Ending, Outcome, TransferReason
from tests.doubles.counter_page import Opening, Page
from tests.doubles.one_topic import QUESTION, TOPIC
from voice.hearing.hearing import Hearing
from voice.samples import Samples


async def ending(counter: Page, visit: int = 0) -> Outcome:
    await counter.until(lambda: counter.bench.records[visit].outcome is not None)
    outcome = counter.bench.records[visit].outcome
    assert outcome is not None
    return outcome


async def test_a_counter_hears_on_after_a_fault_that_nobody_foresaw(
    page: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}")
    hears = counter.bench.parrot.recognize
    faults = []

    def fail_once(samples: Samples) -> Hearing:
        if faults:
            return hears(samples)
        faults.append(ValueError("nobody foresaw this"))
        raise faults[0]

    monkeypatch.setattr(counter.bench.parrot, "recognize", fail_once)
    counter.say()
    await counter.until(lambda: bool(caplog.records))
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)
    (logged,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert logged.exc_info is not None
    assert logged.exc_info[1] is faults[0]


async def test_a_fault_in_turning_to_somebody_is_logged_and_the_next_is_turned_to(
    page: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}", f"Sổ tay ơi, {QUESTION}")
    with monkeypatch.context() as broken:
        broken.setattr(counter.bench.journal, "open", None)
        counter.say()
        await counter.until(lambda: "could not turn to" in caplog.text)
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)


async def test_nothing_of_a_visit_that_was_cut_off_is_heard_or_shown_in_the_next(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    old = counter.of("mark")[-1]["mark"]
    counter.session.told(Next(type="next"))
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: len(counter.of("mark")) == 2)
    first, second = counter.bench.records
    assert first.ended is not None
    counter.session.told(Heard(type="played", mark=old))
    for _ in range(10):
        await asyncio.sleep(0)
    assert counter.state == "answering", "the old mark says nothing of the new answer"
    assert len(counter.audio) == 2 * len(TOPIC.sentences)
    assert [len(record.turns) for record in (first, second)] == [1, 1]


async def test_a_visit_begins_only_when_the_one_before_is_gone(page: Opening) -> None:
    counter = page()
    for _ in range(20):
        counter.session.told(Ask(type="ask", text=QUESTION))
        counter.session.told(Next(type="next"))
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    *cut_off, last = counter.bench.records
    assert {record.outcome for record in cut_off} == {Outcome(Ending.NEXT_CITIZEN)}
    assert last.outcome is None
    assert len(counter.of("mark")) == 1
    assert len(counter.audio) == len(TOPIC.sentences)


async def test_nobody_on_duty_is_told_in_the_same_words_by_voice_and_on_the_card(
    page: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = page()
    counter.bench.officers.clear()
    counter.session.told(CallOfficer(type="officer"))
    await counter.until(lambda: bool(counter.of("mark")))
    (shown,) = counter.of("officers")
    assert shown["officers"] == []
    assert shown["nobody"] == " ".join(wording.NOBODY_ON_DUTY)
    assert counter.of("prompt")[-1]["text"].endswith(shown["nobody"])
    await counter.reply()
    assert await ending(counter) == Outcome(Ending.OUT_OF_HOURS, TransferReason.ASKED_FOR_PERSON)


async def test_a_visit_ends_in_its_record_as_it_ended_at_the_counter(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.reply()
    counter.quiet(11)
    assert await ending(counter, 0) == Outcome(Ending.VISIT_OVER)
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.reply()
    counter.session.told(Ask(type="ask", text="mời người tiếp theo"))
    assert await ending(counter, 1) == Outcome(Ending.NEXT_CITIZEN)
    counter.session.told(CallOfficer(type="officer"))
    await counter.reply()
    assert await ending(counter, 2) == Outcome(Ending.OFFICER_SHOWN, TransferReason.ASKED_FOR_PERSON)


async def test_a_counter_that_was_woken_for_nothing_claims_no_answer(page: Opening) -> None:
    counter = page("Sổ tay ơi")
    counter.say()
    await counter.reply()
    counter.quiet(11)
    assert await ending(counter) == Outcome(Ending.NOT_ANSWERED)


async def test_while_the_service_winds_down_a_visit_goes_on_and_no_other_begins(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    counter.session.wind_down()
    assert counter.of("closing") == [{"type": "closing"}]
    assert counter.session.visited
    await counter.reply()
    counter.quiet(11)
    await counter.until(lambda: not counter.session.visited)
    counter.session.told(Ask(type="ask", text=QUESTION))
    counter.session.told(CallOfficer(type="officer"))
    counter.session.told(Press(type="press", key="1"))
    counter.session.told(Talk(type="talk"))
    counter.say()
    assert not counter.session.visited
    assert len(counter.of("closing")) == 5
    assert counter.bench.parrot.utterances == []
    assert [record.outcome for record in counter.bench.records] == [Outcome(Ending.VISIT_OVER)]

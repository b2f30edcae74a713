"""The life of a call whose line misbehaves: every end has an outcome, and a person behind it."""

import asyncio
import logging
from datetime import UTC, datetime

import numpy as np
import pytest
from prometheus_client import REGISTRY

from telephony.calls import prompts
from telephony.calls.conversation import Conversation
from telephony.calls.line import Line
from telephony.calls.run import Audio, CallerLeft, Calls, Key, Marked, Media, MediaEvent, WatchdogLimits
from telephony.logs import CallFilter
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord
from tests.doubles.loudness import Loudness
from tests.doubles.one_topic import QUESTION, TOPIC, Parrot
from tests.doubles.plain_mouth import PlainMouth
from tests.doubles.stage import CALLER, Theatre, spoken
from tests.doubles.synthetic_voice import babble, hiss
from tests.doubles.telephone import Telephone
from tests.doubles.virtual_time import in_virtual_time, work
from voice.mulaw import FRAME_BYTES

FRAME_S = 0.02
FRAME = b"\xff" * FRAME_BYTES
TRANSFER = Outcome(Ending.TRANSFERRED, TransferReason.UNMATCHED)


class Script:
    """Stands where a conversation does; it ends when the test says so, and writes down what it was given."""

    def __init__(self) -> None:
        self.outcome = Outcome(Ending.CALLER_HUNG_UP)
        self.transfer: TransferReason | None = None
        self.field: str | None = "Hộ tịch"
        self.over = asyncio.Event()
        self.heard: list[bytes] = []
        self.marks: list[str] = []
        self.keys: list[str] = []
        self.silences_ms: list[float] = []
        self.fault: Exception | None = None
        self.stopped = False

    def hear(self, codes: bytes) -> None:
        self.heard.append(codes)

    def silence(self, ms: float) -> None:
        self.silences_ms.append(ms)

    def marked(self, name: str) -> None:
        self.marks.append(name)

    def pressed(self, key: str) -> None:
        self.keys.append(key)
        if key == "9":
            raise RuntimeError("a fault in what a key does")

    async def run(self) -> None:
        try:
            await self.over.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.5)  # a conversation has something to put away
            raise
        finally:
            self.stopped = True
        if self.fault:
            raise self.fault

    def wants_a_person(self) -> None:
        self.outcome, self.transfer = TRANSFER, TransferReason.UNMATCHED
        self.over.set()


class Wire:
    """A media connection, on which the test sends."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[MediaEvent | Exception | None] = asyncio.Queue()

    def send(self, *events: MediaEvent) -> None:
        for event in events:
            self._events.put_nowait(event)

    def cut(self) -> None:
        self._events.put_nowait(None)

    def fail(self, error: Exception) -> None:
        self._events.put_nowait(error)

    async def media(self) -> Media:
        while (event := await self._events.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event


class House:
    """Calls, and how they end."""

    def __init__(self, limits: WatchdogLimits | None = None) -> None:
        self.journal = Journal(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        self.scripts: dict[str, Script] = {}
        self.calls = Calls(self.journal, self._converse, limits)
        self.can_hand_over = True
        self.fault: Exception | None = None
        """What handing over fails with."""
        self.handed_over: list[tuple[str, TransferReason, str | None]] = []

    def _converse(self, line: Line, record: CallRecord) -> Script:
        script = self.scripts[record.call_sid] = Script()
        return script

    async def begin(self, call_sid: str = "CA1") -> tuple[CallRecord, Script, Wire, asyncio.Task[None]]:
        record, wire = self.journal.open(call_sid, CALLER), Wire()
        running = asyncio.create_task(self.calls.run(record, Telephone(), wire.media(), self._hand_over))
        await asyncio.sleep(0)
        return record, self.scripts[call_sid], wire, running

    async def _hand_over(self, record: CallRecord, reason: TransferReason, field: str | None) -> bool:
        self.handed_over.append((record.call_sid, reason, field))
        if self.fault:
            raise self.fault
        return self.can_hand_over


# What comes in.


@in_virtual_time
async def test_media_marks_and_keys_reach_the_conversation_in_order() -> None:
    _, script, wire, running = await House().begin()
    wire.send(Audio(b"a"), Marked("said-1"), Audio(b"b"), Key("5"), CallerLeft())
    await running
    assert (script.heard, script.marks, script.keys) == ([b"a", b"b"], ["said-1"], ["5"])


@in_virtual_time
async def test_where_no_media_comes_the_clock_gives_as_much_silence_as_time_passes() -> None:
    _, script, wire, running = await House().begin()
    await asyncio.sleep(10)
    assert sum(script.silences_ms) == pytest.approx(10_000, abs=200)
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_while_media_comes_the_clock_adds_nothing() -> None:
    _, script, wire, running = await House().begin()
    for _ in range(500):
        wire.send(Audio(FRAME))
        await asyncio.sleep(FRAME_S)
    assert len(script.heard) == 500
    assert script.silences_ms == []
    await asyncio.sleep(1)
    assert sum(script.silences_ms) == pytest.approx(1_000, abs=200)
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_marks_and_keys_are_no_media() -> None:
    _, script, wire, running = await House().begin()
    for _ in range(50):
        wire.send(Marked("said-1"), Key("1"))
        await asyncio.sleep(FRAME_S)
    assert sum(script.silences_ms) == pytest.approx(1_000, abs=200)
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_a_network_that_holds_back_a_moment_adds_no_silence() -> None:
    _, script, wire, running = await House(WatchdogLimits(no_media_s=0.2, tick_s=0.01)).begin()
    for _ in range(20):
        wire.send(*[Audio(FRAME)] * 9)
        await asyncio.sleep(9 * FRAME_S)
    assert script.silences_ms == []
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_silence_begins_after_a_moment_without_media_and_is_told_with_that_moment() -> None:
    _, script, wire, running = await House().begin()
    await asyncio.sleep(0.15)
    assert script.silences_ms == []
    await asyncio.sleep(0.1)
    assert script.silences_ms == [pytest.approx(200)]
    await asyncio.sleep(0.1)
    assert script.silences_ms == [pytest.approx(200), pytest.approx(100)]
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_a_second_silence_is_told_as_the_first() -> None:
    _, script, wire, running = await House().begin()
    await asyncio.sleep(1.05)
    first = sum(script.silences_ms)
    wire.send(Audio(FRAME))
    await asyncio.sleep(1)
    assert sum(script.silences_ms) - first == pytest.approx(first, abs=1)
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_a_moment_in_which_something_held_the_loop_is_no_silence() -> None:
    _, script, wire, running = await House().begin()
    wire.send(Audio(FRAME))
    await asyncio.sleep(0.05)
    work(3)
    wire.send(*[Audio(FRAME)] * 150)
    await asyncio.sleep(0.05)
    assert (len(script.heard), script.silences_ms) == (151, [])
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_the_frames_of_one_call_that_piled_up_let_other_calls_have_their_turn() -> None:
    house = House()
    _, script, wire, running = await house.begin("CA1")
    _, other, another, going_on = await house.begin("CA2")
    wire.send(*[Audio(FRAME)] * 100)
    another.send(Audio(FRAME))
    while not other.heard:
        await asyncio.sleep(0)
    assert len(script.heard) < 100
    wire.send(CallerLeft())
    another.send(CallerLeft())
    await asyncio.gather(running, going_on)
    assert len(script.heard) == 100


# How it ends.


@in_virtual_time
async def test_a_conversation_that_is_over_is_closed_with_its_outcome() -> None:
    record, script, _, running = await House().begin()
    script.outcome = Outcome(Ending.FINISHED)
    script.over.set()
    await running
    assert record.outcome == Outcome(Ending.FINISHED)


@in_virtual_time
async def test_a_caller_who_hangs_up_ends_the_conversation() -> None:
    record, script, wire, running = await House().begin()
    wire.send(CallerLeft())
    await running
    assert record.outcome == Outcome(Ending.CALLER_HUNG_UP)
    assert script.stopped


@in_virtual_time
async def test_a_connection_lost_without_a_word_is_a_stream_lost(caplog: pytest.LogCaptureFixture) -> None:
    record, script, wire, running = await House().begin()
    wire.cut()
    await running
    assert record.outcome == Outcome(Ending.STREAM_LOST)
    assert script.stopped
    assert "connected to a person" in caplog.text


@in_virtual_time
async def test_a_transfer_decided_as_the_connection_closes_is_still_a_transfer() -> None:
    house = House()
    record, script, wire, running = await house.begin()
    script.wants_a_person()
    wire.cut()
    await running
    assert house.handed_over == [("CA1", TransferReason.UNMATCHED, "Hộ tịch")]
    assert record.ended is None


@in_virtual_time
async def test_a_caller_who_leaves_before_the_announced_transfer_is_handed_to_nobody() -> None:
    house = House()
    record, script, wire, running = await house.begin()
    script.transfer = TransferReason.UNMATCHED
    wire.send(CallerLeft())
    await running
    assert house.handed_over == []
    assert record.outcome == Outcome(Ending.CALLER_HUNG_UP)


@in_virtual_time
async def test_a_call_longer_than_any_call_is_stuck_and_ended(caplog: pytest.LogCaptureFixture) -> None:
    record, script, _, running = await House(WatchdogLimits(tick_s=100, longest_s=1200)).begin()
    await asyncio.sleep(1199)
    assert record.ended is None
    await asyncio.sleep(2)
    assert running.done()
    assert record.outcome == Outcome(Ending.STUCK)
    assert script.stopped
    assert "stuck" in caplog.text


@in_virtual_time
async def test_a_fault_in_the_conversation_is_an_outcome_and_named_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record, script, _, running = await House().begin()
    script.fault = RuntimeError("a fault in the conversation")
    script.over.set()
    await running
    assert record.outcome == Outcome(Ending.FAILED)
    assert "call CA1 broke off" in caplog.text
    assert "a fault in the conversation" in caplog.text


@in_virtual_time
@pytest.mark.parametrize("in_media", [True, False])
async def test_a_fault_in_what_comes_in_stops_the_conversation_too(in_media: bool) -> None:
    record, script, wire, running = await House().begin()
    if in_media:
        wire.fail(OSError("the socket broke"))
    else:
        wire.send(Key("9"))
    await running
    assert record.outcome == Outcome(Ending.FAILED)
    assert script.stopped


@in_virtual_time
async def test_nothing_goes_on_after_the_call() -> None:
    _, _, wire, running = await House().begin()
    wire.send(CallerLeft())
    await running
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@in_virtual_time
async def test_a_service_that_stops_leaves_no_call_open() -> None:
    house = House()
    record, script, _, running = await house.begin()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert script.stopped
    assert house.calls.active == 0
    assert record.ended is not None


# The way to a person.


@in_virtual_time
async def test_a_transfer_under_way_keeps_the_record_open_for_its_own_outcome() -> None:
    house = House()
    record, script, _, running = await house.begin()
    script.wants_a_person()
    await running
    assert house.handed_over == [("CA1", TransferReason.UNMATCHED, "Hộ tịch")]
    assert record.ended is None


@in_virtual_time
async def test_a_transfer_that_cannot_be_told_is_on_record_as_failed() -> None:
    house = House()
    house.can_hand_over = False
    record, script, _, running = await house.begin()
    script.wants_a_person()
    await running
    assert record.outcome == Outcome(Ending.TRANSFER_FAILED, TransferReason.UNMATCHED)


@in_virtual_time
async def test_a_fault_in_handing_over_is_an_outcome_too() -> None:
    house = House()
    house.fault = OSError("the carrier's interface is gone")
    record, script, _, running = await house.begin()
    script.wants_a_person()
    await running
    assert record.outcome == Outcome(Ending.FAILED)


# Several calls.


def active() -> float:
    return REGISTRY.get_sample_value("helpline_calls_active") or 0.0


@in_virtual_time
async def test_calls_are_counted_and_known_while_they_go_on() -> None:
    house, before = House(), active()
    _, _, first, running = await house.begin("CA1")
    _, _, second, other = await house.begin("CA2")
    assert (house.calls.active, active() - before) == (2, 2)
    assert house.calls.is_going_on("CA1")
    first.send(CallerLeft())
    await running
    assert (house.calls.active, active() - before) == (1, 1)
    assert not house.calls.is_going_on("CA1")
    assert house.calls.is_going_on("CA2")
    second.cut()
    await other
    assert (house.calls.active, active() - before) == (0, 0)


@in_virtual_time
async def test_a_fault_in_one_call_is_not_heard_in_another() -> None:
    house = House()
    record, script, _, running = await house.begin("CA1")
    healthy, other, wire, going_on = await house.begin("CA2")
    script.fault = RuntimeError("a fault")
    script.over.set()
    await running
    wire.send(Audio(FRAME), CallerLeft())
    await going_on
    assert record.outcome == Outcome(Ending.FAILED)
    assert healthy.outcome == Outcome(Ending.CALLER_HUNG_UP)
    assert other.heard == [FRAME]


@in_virtual_time
async def test_every_log_line_of_a_call_bears_its_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(CallFilter())
    caplog.set_level(logging.INFO)
    house = House()
    _, _, wire, running = await house.begin("CA7")
    _, script, _, other = await house.begin("CA8")
    script.fault = RuntimeError("a fault")
    script.over.set()
    wire.cut()
    await asyncio.gather(running, other)
    assert {vars(line)["call"] for line in caplog.records} == {"[CA7] ", "[CA8] "}


# A whole conversation.


@in_virtual_time
async def test_the_question_of_a_caller_who_then_mutes_the_telephone_is_answered() -> None:
    telephone, wire, theatre = Telephone(), Wire(), Theatre(Loudness())
    conversation: list[Conversation] = []

    def converse(line: Line, record: CallRecord) -> Conversation:
        conversation.append(theatre.conversation(line, record, Parrot([QUESTION]), PlainMouth())[0])
        return conversation[0]

    async def hand_over(*_: object) -> bool:
        raise AssertionError("nobody is needed")

    record = theatre.journal.open("CA1", CALLER)
    running = asyncio.create_task(
        Calls(theatre.journal, converse).run(record, telephone, wire.media(), hand_over)
    )
    assert (await telephone.said())[-1] == prompts.WHAT.sentences[-1]
    for name in telephone.marks:
        wire.send(Marked(name))
    for codes in frames(spoken(np.concatenate([hiss(0.5), babble(1.5)]))):
        wire.send(Audio(codes))
        await asyncio.sleep(FRAME_S)
    muted = asyncio.get_running_loop().time()
    assert await telephone.said() == [*TOPIC.sentences, *prompts.ANYTHING_ELSE.sentences]
    assert asyncio.get_running_loop().time() - muted < 3
    assert [turn.heard for turn in record.turns] == [QUESTION]
    wire.send(CallerLeft())
    await running


@in_virtual_time
async def test_a_caller_of_whom_nothing_comes_at_all_is_helped_and_then_connected() -> None:
    telephone, wire, theatre = Telephone(), Wire(), Theatre(Loudness())
    telephone.marked = lambda name: wire.send(Marked(name))
    handed_over: list[TransferReason] = []

    def converse(line: Line, record: CallRecord) -> Conversation:
        return theatre.conversation(line, record, Parrot([]), PlainMouth())[0]

    async def hand_over(record: CallRecord, reason: TransferReason, field: str | None) -> bool:
        handed_over.append(reason)
        return True

    record = theatre.journal.open("CA1", CALLER)
    running = asyncio.create_task(
        Calls(theatre.journal, converse).run(record, telephone, wire.media(), hand_over)
    )
    said = [await telephone.reply() for _ in range(2 + len(prompts.NO_INPUT))]
    assert said[1:-1] == [list(prompt.sentences) for prompt in prompts.NO_INPUT]
    assert said[-1] == list(prompts.TRANSFER_UNHEARD.sentences)
    await asyncio.wait_for(running, 5)
    assert handed_over == [TransferReason.NO_INPUT]


def frames(codes: bytes) -> list[bytes]:
    return [codes[at : at + FRAME_BYTES] for at in range(0, len(codes), FRAME_BYTES)]

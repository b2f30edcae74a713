"""Whatever the caller does and whoever is there to help, every call ends well, and the record says how."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import pytest
import yaml

from telephony.officers.roster import Roster
from telephony.records.record import CallRecord, MessageKind
from telephony.simulator import (
    Behaviour,
    CallTimeline,
    Ended,
    Event,
    EventKind,
    Manners,
    OfficerLeg,
    Utterance,
)
from telephony.twilio import twiml
from tests.doubles.simulated_network import (
    CALLER,
    DECISIONS,
    NIGHT,
    PATIENT,
    ROSTER,
    TOKEN,
    WORKING_HOURS,
    World,
    say,
)

PERSON = say("cho tôi gặp cán bộ")


@dataclass(frozen=True)
class Way:
    """How a caller comes to ask for an officer."""

    says: tuple[Utterance, ...]
    reason: str
    decisions: tuple[str, ...]


WAYS = {
    "matched": Way((say("hôn nhân"), PERSON), "asked_for_person", ("answer", "person")),
    "confirm": Way(
        (say("hôn nhân à"), say("đúng rồi"), PERSON), "asked_for_person", ("confirm", "yes", "person")
    ),
    "choose": Way(
        (say("đăng ký"), say("cái thứ hai"), PERSON), "asked_for_person", ("choose", "transfer", "person")
    ),
    "no input": Way((), "no_input", ()),
    "unmatched": Way((say("giá vàng"), say("vàng hôm nay")), "unmatched", ("transfer", "transfer")),
    "asks for a person": Way((PERSON,), "asked_for_person", ("person",)),
    "keypad only": Way((Utterance.pressed("0"),), "asked_for_person", ()),
}


@dataclass(frozen=True)
class Duty:
    """Who is there, what the caller then does, and how it should end."""

    officers: tuple[Behaviour, ...]
    attempts: tuple[tuple[str, str], ...]
    outcome: str
    alive: Ended
    killed: Ended
    then_says: tuple[Utterance, ...] = ()
    leaves: MessageKind | None = None
    ring_patience_s: float = float("inf")
    at_night: bool = False


DUTIES = {
    "officer accepts": Duty(
        (Behaviour.ACCEPT,), (("An", "accepted"),), "transferred", Ended.TRANSFERRED, Ended.TRANSFERRED
    ),
    "busy, then the next accepts": Duty(
        (Behaviour.BUSY, Behaviour.ACCEPT),
        (("An", "busy"), ("Bình", "accepted")),
        "transferred",
        Ended.TRANSFERRED,
        Ended.TRANSFERRED,
    ),
    "all decline": Duty(
        (Behaviour.DECLINE,),
        (("An", "declined"), ("Bình", "declined")),
        "unreached",
        Ended.UNREACHED,
        Ended.RECORDER,
        (Utterance.pressed("2"),),
        MessageKind.CALLBACK,
    ),
    "nobody answers": Duty(
        (Behaviour.NO_ANSWER, Behaviour.VOICEMAIL),
        (("An", "no_answer"), ("Bình", "voicemail")),
        "unreached",
        Ended.RECORDER,
        Ended.TRANSFERRED,
        (say("xin gọi lại cho tôi"),),
        MessageKind.MESSAGE,
    ),
    "out of hours": Duty(
        (Behaviour.ACCEPT,), (), "out_of_hours", Ended.RECORDER, Ended.RECORDER, at_night=True
    ),
    "caller hangs up while ringing": Duty(
        (Behaviour.ACCEPT,),
        (("An", "canceled"),),
        "left_while_ringing",
        Ended.LEFT_WHILE_RINGING,
        Ended.LEFT_WHILE_RINGING,
        ring_patience_s=1.0,
    ),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    world.understanding.decisions = DECISIONS
    yield world
    world.service.journal.shut()


class Death(Enum):
    """When the server is killed."""

    NEVER = auto()
    IN_CONVERSATION = auto()
    WHILE_RINGING = auto()


async def placed(
    world: World, way: Way, duty: Duty, death: Death = Death.NEVER, fallback: str | None = None
) -> tuple[CallTimeline, CallRecord]:
    world.now = NIGHT if duty.at_night else WORKING_HOURS
    world.wire.dead = False
    told = 0

    def watch(event: Event) -> None:
        nonlocal told
        told += event.kind in (EventKind.CALLER_SPOKE, EventKind.DTMF)
        silent = not way.says and event.kind is EventKind.HELPLINE_SPOKE
        if death is Death.IN_CONVERSATION and (silent or (way.says and told == len(way.says))):
            world.wire.cut()
        if death is Death.WHILE_RINGING and event.kind is EventKind.REDIRECTED:
            world.wire.cut()

    manners = Manners(
        turn_pause_s=PATIENT.turn_pause_s,
        goodbye_pause_s=PATIENT.goodbye_pause_s,
        silence_limit_s=PATIENT.silence_limit_s,
        ring_patience_s=duty.ring_patience_s,
    )
    officers = [OfficerLeg(behaviour, rings_s=2.0) for behaviour in duty.officers]
    # Whoever says nothing at all leaves no word in the end either.
    says = (*way.says, *duty.then_says) if way.says else ()
    timeline = await world.call(says, officers, manners, watch, fallback)
    record = world.service.journal.find(timeline.call_sid)
    assert record is not None
    return timeline, record


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_every_way_to_an_officer_ends_well(world: World, way: Way, duty: Duty) -> None:
    timeline, record = await placed(world, way, duty)
    leaves = duty.leaves if way.says else None
    assert timeline.ended is (duty.alive if leaves is duty.leaves else Ended.RECORDER), timeline.reason
    assert str(record.outcome) == f"{duty.outcome}: {way.reason}"
    assert tuple((attempt.officer, attempt.outcome) for attempt in record.transfers) == duty.attempts
    assert tuple(turn.decision for turn in record.turns) == way.decisions
    assert [message.kind for message in record.messages] == ([leaves] if leaves else [])
    assert not [event.text for event in timeline.events if event.kind is EventKind.PROBLEM]


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_every_call_whose_server_dies_still_leads_to_a_person(
    world: World, way: Way, duty: Duty
) -> None:
    timeline, record = await placed(world, way, duty, Death.IN_CONVERSATION)
    assert timeline.ended is duty.killed, timeline.reason
    assert record.transfers == [], "no webhook reached us any more"


FALLBACK = twiml.answer_without_us(Roster.model_validate(yaml.safe_load(ROSTER)).officers)


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_a_server_that_dies_while_officers_are_rung_leaves_the_caller_to_the_fallback_at_twilio(
    world: World, way: Way, duty: Duty
) -> None:
    timeline, record = await placed(world, way, duty, Death.WHILE_RINGING, FALLBACK)
    # Whoever is then rung without a briefing may turn out to be a voicemail; the fallback has no recorder.
    unreached = duty.killed is Ended.RECORDER and not duty.at_night
    assert timeline.ended is (Ended.UNREACHED if unreached else duty.killed), timeline.reason
    tried = [(attempt.officer, attempt.outcome) for attempt in record.transfers]
    assert tried == ([("An", None)] if duty.attempts else []), "no webhook reached us any more"
    if duty.ring_patience_s > 1:
        rung = [dial.targets for dial in timeline.dials]
        assert rung == ([("+84900000001",), ("+84900000001", "+84900000002")] if duty.attempts else [])


async def test_a_server_that_is_down_when_the_call_comes_leaves_the_caller_to_the_fallback_too(
    world: World,
) -> None:
    world.wire.cut()
    timeline = await world.call((), [OfficerLeg()], fallback=FALLBACK)
    assert timeline.ended is Ended.TRANSFERRED
    assert (await world.call((), [OfficerLeg()])).ended is Ended.FAILED, "which is why there has to be one"


async def test_the_officer_hears_who_asks_and_what_and_in_our_own_voice(world: World) -> None:
    timeline, _ = await placed(world, WAYS["matched"], DUTIES["officer accepts"])
    [leg] = timeline.dials[0].legs
    # Opening, commune, reason, question, answered and the keys, a fifth of a second each.
    assert leg.heard == ["audio of 1 s"]
    assert leg.pressed == "1"
    [fetched] = [event for event in timeline.events if event.text.startswith("GET /twilio/spoken/")]
    assert fetched.data["bytes"] == pytest.approx(6 * 1600, abs=100)


async def test_an_officer_who_hangs_up_first_ends_the_callers_call_too(world: World) -> None:
    world.now, world.wire.dead = WORKING_HOURS, False
    timeline = await world.call([PERSON], [OfficerLeg(hangs_up_first=True)])
    assert timeline.ended is Ended.TRANSFERRED
    assert [event.text for event in timeline.events if event.text == "<Hangup>"] == ["<Hangup>"]


async def test_when_twilio_refuses_the_transfer_the_verbs_behind_the_stream_ring_the_officers(
    world: World,
) -> None:
    world.twilio.refusing = True
    try:
        timeline, record = await placed(world, WAYS["asks for a person"], DUTIES["officer accepts"])
    finally:
        world.twilio.refusing = False
    assert timeline.ended is Ended.TRANSFERRED
    assert [leg.number for leg in timeline.dials[0].legs] == ["+84900000001", "+84900000002"]
    assert str(record.outcome) == "transferred: asked_for_person"
    assert [attempt.outcome for attempt in record.transfers] == ["accepted", "canceled"]


async def test_after_the_last_answer_the_helpline_says_goodbye_and_ends_the_call(world: World) -> None:
    way = Way((say("hôn nhân"), say("không, cảm ơn")), "", ())
    timeline, record = await placed(world, way, DUTIES["officer accepts"])
    assert timeline.ended is Ended.ENDED_BY_HELPLINE
    assert str(record.outcome) == "finished"
    [closed] = [event for event in timeline.events if event.kind is EventKind.STREAM_CLOSED]
    assert closed.data["unplayed_ms"] == 0, "the goodbye was heard to its end"


async def test_neither_the_log_nor_the_database_of_any_call_holds_a_secret_or_a_whole_number(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for duty in DUTIES.values():
            await placed(world, WAYS["unmatched"], duty)
        await placed(world, WAYS["matched"], DUTIES["all decline"], Death.IN_CONVERSATION)
    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert "ended: transferred" in lines
    assert await asyncio.to_thread(world.service.journal.flush)
    stored = b"".join(file.read_bytes() for file in world.folder.glob("helpline.sqlite3*"))
    assert "Người gọi từ xã Sóc Sơn".encode() in stored
    for secret in (TOKEN, CALLER, CALLER[1:], "+84900000001", "+84900000002"):
        assert secret not in lines
        assert secret.encode() not in stored


@pytest.mark.parametrize("caller", ["sip:lan@pbx.example", "anonymous", "Restricted", "+266696687"])
async def test_a_caller_without_a_number_reaches_an_officer_too(world: World, caller: str) -> None:
    world.now, world.wire.dead = WORKING_HOURS, False
    timeline = await world.call([PERSON], [OfficerLeg()], caller=caller)
    assert timeline.ended is Ended.TRANSFERRED, timeline.reason
    assert not [event.text for event in timeline.events if event.kind is EventKind.PROBLEM]


async def test_a_caller_without_a_number_reaches_an_officer_when_the_server_dies(world: World) -> None:
    world.wire.cut()
    timeline = await world.call((), [OfficerLeg()], fallback=FALLBACK, caller="sip:lan@pbx.example")
    assert timeline.ended is Ended.TRANSFERRED, timeline.reason

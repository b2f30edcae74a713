"""A transfer from its first step to its last, in terms that every carrier has."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from telephony.officers import transfer
from telephony.officers.briefing import KEYS, OPENING
from telephony.officers.handover import TransferOutcome
from telephony.officers.roster import RosterFile
from telephony.officers.transfer import (
    FORGOTTEN_S,
    REPEATED_S,
    EndCall,
    LegInstruction,
    Offer,
    RingAll,
    RingOfficers,
    Step,
    Told,
    Transfers,
)
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord
from tests.doubles import virtual_time
from tests.doubles.call_samples import a_turn
from tests.doubles.manual_clock import ManualClock
from tests.doubles.plain_mouth import PlainMouth, words
from voice.speaking.speech import SynthesisError

CALLER, AN, BINH = "+84912345678", "+84900000001", "+84900000002"
ALWAYS, NEVER = "mon-sun 00:00-24:00", "sat 08:00-09:00"
ROSTER = f"""
officers:
  - {{name: An, phone: "{AN}", hours: "{ALWAYS}", order: 1}}
  - {{name: Bình, phone: "{BINH}", hours: "{ALWAYS}", order: 2, fields: [Hộ tịch]}}
communes: {{"{CALLER}": xã Sóc Sơn}}
"""
TOGETHER = "ring: together" + ROSTER
BUSY, SILENT = TransferOutcome.BUSY, TransferOutcome.NO_ANSWER
WORDS = "tôi tên là Trần Văn Bình hỏi giá đất"


class Carrier:
    """Carries out the first step as the test wants, and asks the rest."""

    def __init__(self, folder: Path, roster: str) -> None:
        path = folder / "officers.yaml"
        path.write_text(roster, encoding="utf-8")
        self.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        self.clock, self.mouth = ManualClock(), PlainMouth()
        self.journal = Journal(lambda: self.now)
        self.transfers = Transfers(
            self.journal, RosterFile(path, lambda: self.now), self.mouth, 10, lambda: self.now, self.clock
        )
        self.answer = Told.DONE
        self.told: list[Step] = []
        self.begun: bool | None = None

    async def begin(self, call_sid: str = "CA1", field: str | None = None) -> CallRecord:
        record = self.journal.open(call_sid, CALLER)
        self.journal.add_turn(record, a_turn(WORDS, decision="transfer", entry=None, title=None))
        self.begun = await self.transfers.begin(
            record, TransferReason.UNMATCHED, field, CALLER, self._carry_out
        )
        return record

    async def _carry_out(self, step: Step) -> Told:
        self.told.append(step)
        return self.answer

    def round_over(
        self,
        number: int,
        outcome: TransferOutcome = SILENT,
        call_sid: str = "CA1",
        *,
        caller_left: bool = False,
        bridged: bool = False,
    ) -> Step:
        step, lines = self.transfers.round_over(
            call_sid, number, outcome, caller_left=caller_left, bridged=bridged
        )
        assert caller_left or not lines, "only a caller who leaves makes an officer's line useless"
        return step


@pytest.fixture
async def carrier(tmp_path: Path) -> AsyncIterator[Carrier]:
    carrier = Carrier(tmp_path, ROSTER)
    yield carrier
    await carrier.transfers.shut()


@pytest.fixture
async def all_at_once(tmp_path: Path) -> AsyncIterator[Carrier]:
    carrier = Carrier(tmp_path, TOGETHER)
    yield carrier
    await carrier.transfers.shut()


def names(step: Step) -> list[str]:
    assert isinstance(step, RingOfficers | RingAll)
    return [officer.name for officer in step.officers]


def attempts(record: CallRecord) -> Sequence[tuple[str, str | None]]:
    return [(attempt.officer, attempt.outcome) for attempt in record.transfers]


# The first step.


async def test_the_first_step_rings_one_officer_and_is_on_record_with_the_briefing(carrier: Carrier) -> None:
    record = await carrier.begin()
    (step,) = carrier.told
    assert isinstance(step, RingOfficers)
    assert (names(step), step.number) == (["An"], 1)
    assert carrier.begun is True
    assert attempts(record) == [("An", None)]
    assert record.briefing is not None
    assert "giá đất" in record.briefing
    assert record.ended is None
    assert carrier.transfers.ringing == 1


async def test_an_expert_in_the_field_of_the_call_is_rung_first(carrier: Carrier) -> None:
    await carrier.begin(field="Hộ tịch")
    assert names(carrier.told[0]) == ["Bình"]


async def test_rung_together_all_are_rung_in_one_round(all_at_once: Carrier) -> None:
    record = await all_at_once.begin()
    assert names(all_at_once.told[0]) == ["An", "Bình"]
    assert attempts(record) == [("An", None), ("Bình", None)]


async def test_with_nobody_on_duty_the_first_step_is_the_offer_and_the_record_is_closed(
    tmp_path: Path,
) -> None:
    carrier = Carrier(tmp_path, ROSTER.replace(ALWAYS, NEVER))
    record = await carrier.begin()
    assert carrier.told == [Offer(in_hours=False)]
    assert carrier.begun is True
    assert record.outcome == Outcome(Ending.OUT_OF_HOURS, TransferReason.UNMATCHED)
    assert record.briefing is None, "nobody was briefed"
    assert record.transfers == []
    assert carrier.transfers.ringing == 0
    await asyncio.sleep(0)
    assert carrier.mouth.asked == [], "nothing is said to nobody"


async def test_a_carrier_that_cannot_be_told_leaves_no_transfer_and_no_attempt(carrier: Carrier) -> None:
    carrier.answer = Told.FAILED
    record = await carrier.begin()
    assert carrier.begun is False
    assert (record.ended, record.transfers, record.briefing) == (None, [], None)
    assert carrier.transfers.ringing == 0
    assert await carrier.transfers.picked_up("CA1", "leg", AN) is None


async def test_a_caller_who_hung_up_before_the_first_step_left_while_ringing(carrier: Carrier) -> None:
    carrier.answer = Told.CALL_OVER
    record = await carrier.begin()
    assert carrier.begun is True
    assert record.outcome == Outcome(Ending.LEFT_WHILE_RINGING, TransferReason.UNMATCHED)
    assert record.transfers == [], "nobody was rung"
    assert carrier.transfers.ringing == 0


async def test_a_call_after_a_conversation_that_could_not_be_handed_over_is_recorded_as_taken_once_it_is(
    carrier: Carrier,
) -> None:
    carrier.answer = Told.FAILED
    record = await carrier.begin()
    carrier.journal.close(record, Outcome(Ending.TRANSFER_FAILED, TransferReason.UNMATCHED))
    assert str(record.outcome) == "transfer_failed: unmatched", "nobody has answered yet"
    carrier.journal.reached(record)
    assert str(record.outcome) == "transferred: unmatched"


async def test_a_call_that_nobody_took_does_not_become_transferred(carrier: Carrier) -> None:
    record = await carrier.begin()
    carrier.round_over(1, caller_left=True)
    carrier.journal.reached(record)
    assert record.outcome is not None
    assert record.outcome.ending is Ending.LEFT_WHILE_RINGING


# An officer picks up.


async def test_whoever_picks_up_hears_the_briefing_in_our_voice_said_in_private(carrier: Carrier) -> None:
    await carrier.begin()
    briefing = await carrier.transfers.picked_up("CA1", "leg", AN)
    assert briefing is not None
    assert WORDS in words(briefing.codes)
    assert words(briefing.codes).startswith(OPENING)
    assert carrier.mouth.in_public == [], "a caller's words are private"
    assert WORDS not in briefing.words
    assert briefing.words.startswith(f"{OPENING} Người gọi từ xã Sóc Sơn.")
    assert briefing.words.endswith(KEYS)


@pytest.mark.parametrize("error", [SynthesisError("no voice"), RuntimeError("unforeseen"), OSError("disk")])
async def test_whatever_goes_wrong_with_our_voice_the_carriers_has_words_without_the_callers(
    carrier: Carrier, error: Exception
) -> None:
    carrier.mouth.error = error
    await carrier.begin()
    briefing = await carrier.transfers.picked_up("CA1", "leg", AN)
    assert briefing is not None
    assert briefing.codes == b""
    assert KEYS in briefing.words
    assert WORDS not in briefing.words


def test_an_officer_waits_for_our_voice_no_longer_than_the_carrier_does(tmp_path: Path) -> None:
    async def picked_up() -> tuple[bytes, float, bytes]:
        carrier = Carrier(tmp_path, ROSTER)
        carrier.mouth.hangs_on = OPENING
        await carrier.begin()
        began = asyncio.get_running_loop().time()
        briefing = await carrier.transfers.picked_up("CA1", "leg", AN)
        waited = asyncio.get_running_loop().time() - began
        carrier.mouth.go_on.set()
        later = await carrier.transfers.picked_up("CA1", "leg", AN)
        assert briefing is not None
        assert later is not None
        return briefing.codes, waited, later.codes

    at_first, waited, again = virtual_time.run(picked_up())
    assert at_first == b""
    assert waited == pytest.approx(5.0)
    assert OPENING in words(again), "the voice itself was not given up"


async def test_nobody_is_briefed_about_a_call_that_waits_for_nobody(carrier: Carrier) -> None:
    assert await carrier.transfers.picked_up("CA1", "leg", AN) is None
    await carrier.begin()
    assert carrier.transfers.pressed("CA1", AN, "1") is LegInstruction.CONNECT
    assert await carrier.transfers.picked_up("CA1", "leg", BINH) is None


# Keys.


async def test_key_1_connects_closes_the_record_and_is_counted(carrier: Carrier) -> None:
    before = accepted()
    record = await carrier.begin()
    await carrier.transfers.picked_up("CA1", "leg", AN)
    assert carrier.transfers.pressed("CA1", AN, "1") is LegInstruction.CONNECT
    assert record.outcome == Outcome(Ending.TRANSFERRED, TransferReason.UNMATCHED)
    assert attempts(record) == [("An", "accepted")]
    assert accepted() == before + 1
    assert carrier.transfers.ringing == 0


def accepted() -> float:
    return REGISTRY.get_sample_value("helpline_transfer_attempts_total", {"outcome": "accepted"}) or 0.0


async def test_key_1_twice_connects_twice_and_a_second_officer_is_too_late(all_at_once: Carrier) -> None:
    await all_at_once.begin()
    assert all_at_once.transfers.pressed("CA1", BINH, "1") is LegInstruction.CONNECT
    assert all_at_once.transfers.pressed("CA1", BINH, "1") is LegInstruction.CONNECT
    assert all_at_once.transfers.pressed("CA1", AN, "1") is LegInstruction.HANG_UP


async def test_key_2_passes_the_call_on(carrier: Carrier) -> None:
    record = await carrier.begin()
    await carrier.transfers.picked_up("CA1", "leg", AN)
    assert carrier.transfers.pressed("CA1", AN, "2") is LegInstruction.HANG_UP
    assert record.ended is None
    assert names(carrier.round_over(1)) == ["Bình"]
    assert attempts(record) == [("An", "declined"), ("Bình", None)]


async def test_any_other_key_briefs_again_and_decides_nothing(carrier: Carrier) -> None:
    record = await carrier.begin()
    for key in ("3", "0", "*", ""):
        assert carrier.transfers.pressed("CA1", AN, key) is LegInstruction.BRIEF_AGAIN
    assert attempts(record) == [("An", None)]


async def test_a_key_in_a_call_that_is_unknown_hangs_up(carrier: Carrier) -> None:
    assert carrier.transfers.pressed("CA1", AN, "1") is LegInstruction.HANG_UP
    assert carrier.transfers.pressed("CA1", AN, "7") is LegInstruction.HANG_UP


# A round is over.


async def test_after_the_last_round_comes_the_offer_and_the_record_says_who_was_tried(
    carrier: Carrier,
) -> None:
    record = await carrier.begin()
    second = carrier.round_over(1, BUSY)
    assert isinstance(second, RingOfficers)
    assert (names(second), second.number) == (["Bình"], 2)
    assert carrier.round_over(2, SILENT) == Offer(in_hours=True)
    assert attempts(record) == [("An", "busy"), ("Bình", "no_answer")]
    assert record.outcome == Outcome(Ending.UNREACHED, TransferReason.UNMATCHED)
    assert carrier.transfers.ringing == 0


async def test_a_machine_that_picked_up_is_voicemail_and_the_others_are_rung_again(
    all_at_once: Carrier,
) -> None:
    record = await all_at_once.begin()
    await all_at_once.transfers.picked_up("CA1", "leg", AN)
    assert names(all_at_once.round_over(1)) == ["Bình"]
    assert attempts(record) == [("An", "voicemail"), ("Bình", "canceled"), ("Bình", None)]


async def test_the_report_of_a_round_that_came_twice_gets_the_same_step_and_rings_nobody_anew(
    carrier: Carrier,
) -> None:
    record = await carrier.begin()
    second = carrier.round_over(1, BUSY)
    assert carrier.round_over(1, BUSY) is second
    assert attempts(record) == [("An", "busy"), ("Bình", None)]


@pytest.mark.parametrize("caller_left", [False, True])
async def test_the_report_of_the_last_round_gets_the_same_step_for_a_while(
    carrier: Carrier, caller_left: bool
) -> None:
    await carrier.begin()
    carrier.round_over(1)
    offer = carrier.round_over(2)
    carrier.clock.now = REPEATED_S - 1
    assert carrier.round_over(2, caller_left=caller_left) == offer == Offer(in_hours=True)
    assert carrier.round_over(1) == offer, "whichever round it asks about"
    carrier.clock.now = REPEATED_S
    assert carrier.round_over(2, caller_left=True) == EndCall()
    assert names(carrier.round_over(2)) == ["An", "Bình"]


async def test_after_an_officer_has_spoken_with_the_caller_the_line_is_hung_up(carrier: Carrier) -> None:
    record = await carrier.begin()
    await carrier.transfers.picked_up("CA1", "leg", AN)
    carrier.transfers.pressed("CA1", AN, "1")
    step, lines = carrier.transfers.round_over(
        "CA1", 1, TransferOutcome.VOICEMAIL, caller_left=True, bridged=True
    )
    assert (step, lines) == (EndCall(), frozenset()), "the officer's line is the carrier's to end"
    assert str(record.outcome) == "transferred: unmatched"
    assert attempts(record) == [("An", "accepted")]
    assert carrier.round_over(1) == EndCall(), "also when it is asked again"


async def test_a_caller_who_leaves_frees_the_officers_who_listen_and_nobody_is_rung_any_more(
    all_at_once: Carrier,
) -> None:
    record = await all_at_once.begin()
    await all_at_once.transfers.picked_up("CA1", "leg of An", AN)
    await all_at_once.transfers.picked_up("CA1", "leg of Bình", BINH)
    step, lines = all_at_once.transfers.round_over(
        "CA1", 1, TransferOutcome.CANCELED, caller_left=True, bridged=False
    )
    assert (step, lines) == (EndCall(), {"leg of An", "leg of Bình"})
    assert record.outcome == Outcome(Ending.LEFT_WHILE_RINGING, TransferReason.UNMATCHED)
    assert attempts(record) == [("An", "canceled"), ("Bình", "canceled")]
    assert all_at_once.transfers.pressed("CA1", AN, "1") is LegInstruction.HANG_UP
    assert all_at_once.transfers.ringing == 0


async def test_lines_of_an_earlier_round_are_not_hung_up_again(carrier: Carrier) -> None:
    await carrier.begin()
    await carrier.transfers.picked_up("CA1", "leg of An", AN)
    carrier.round_over(1)
    _, lines = carrier.transfers.round_over("CA1", 2, SILENT, caller_left=True, bridged=False)
    assert lines == frozenset()


async def test_a_call_of_which_nothing_is_known_any_more_rings_everybody_there(carrier: Carrier) -> None:
    assert names(carrier.round_over(1)) == ["An", "Bình"]


@pytest.mark.parametrize(("caller_left", "bridged"), [(True, False), (False, True)])
async def test_a_call_of_which_nothing_is_known_and_which_is_over_is_hung_up(
    carrier: Carrier, caller_left: bool, bridged: bool
) -> None:
    assert carrier.round_over(1, caller_left=caller_left, bridged=bridged) == EndCall()


async def test_of_ended_transfers_only_the_latest_are_remembered(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "REPEATED_AT_MOST", 2)
    for number in range(3):
        await carrier.begin(f"CA{number}")
        carrier.round_over(1, call_sid=f"CA{number}", caller_left=True)
    assert isinstance(carrier.round_over(1, call_sid="CA0"), RingAll), "the oldest is forgotten"
    assert carrier.round_over(1, call_sid="CA1") == EndCall()


# Ends that nobody reports.


async def test_a_transfer_that_the_carrier_never_came_back_to_is_closed_as_lost(carrier: Carrier) -> None:
    record = await carrier.begin()
    carrier.clock.now = FORGOTTEN_S - 1
    await carrier.begin("CA2")
    assert record.ended is None
    carrier.clock.now = FORGOTTEN_S
    await carrier.begin("CA3")
    assert record.outcome == Outcome(Ending.LOST_IN_TRANSFER, TransferReason.UNMATCHED)
    assert attempts(record) == [("An", "canceled")]
    assert carrier.transfers.ringing == 2


async def test_shutting_stops_what_is_being_said_and_forgets_who_waits(carrier: Carrier) -> None:
    carrier.mouth.hangs_on = OPENING
    await carrier.begin()
    await carrier.mouth.hanging.wait()
    async with asyncio.timeout(1):
        await carrier.transfers.shut()
    assert len(asyncio.all_tasks()) == 1, "nothing goes on behind it"
    assert carrier.transfers.ringing == 0
    assert carrier.mouth.asked == [OPENING]

"""Warm transfers as Twilio asks about them, question by question."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from telephony.officers.roster import RosterFile
from telephony.officers.transfer import FORGOTTEN_S, Told, Transfers
from telephony.records.journal import Journal
from telephony.records.outcome import TransferReason
from telephony.records.record import CallRecord
from telephony.twilio.rest import CallControl
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.tickets import Ticket
from telephony.twilio.transfers import TwilioTransfers
from tests.doubles.plain_mouth import PlainMouth
from voice.speaking.speech import SynthesisError

BASE = "https://hotline.example"
CALLER, HOTLINE = "+84912345678", "+842412345678"
AN, BINH = "+84900000001", "+84900000002"
ROSTER = f"""
officers:
  - {{name: An, phone: "{AN}", hours: "mon-sun 00:00-24:00", order: 1}}
  - {{name: Bình, phone: "{BINH}", hours: "mon-sun 00:00-24:00", order: 2, fields: [Hộ tịch]}}
"""


class Control:
    """Twilio's REST interface, as far as it is told something."""

    def __init__(self) -> None:
        self.answer = Told.DONE
        self.redirected: list[tuple[str, str]] = []
        self.ended: list[str] = []

    async def redirect(self, call_sid: str, twiml: str) -> Told:
        self.redirected.append((call_sid, twiml))
        return self.answer

    async def end(self, call_sid: str) -> bool:
        self.ended.append(call_sid)
        return True


class Desk:
    """The transfers of one helpline."""

    def __init__(self, folder: Path, roster: str = ROSTER) -> None:
        path = folder / "officers.yaml"
        path.write_text(roster, encoding="utf-8")
        self.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        self.clock = 0.0
        self.control, self.mouth = Control(), PlainMouth(0.02)
        self.journal = Journal(lambda: self.now)
        self.transfers = Transfers(
            self.journal,
            RosterFile(path, lambda: self.now),
            self.mouth,
            10,
            lambda: self.now,
            lambda: self.clock,
        )
        clips = SpokenClips(lambda: self.clock)
        self.twilio = TwilioTransfers(self.transfers, cast(CallControl, self.control), clips)

    async def begin(self, call_sid: str = "CA1", field: str | None = None) -> CallRecord:
        record = self.journal.open(call_sid, "+84912345678")
        ticket = Ticket(call_sid, CALLER, HOTLINE, 0.0)
        self.begun = await self.twilio.hand_over(record, TransferReason.UNMATCHED, field, ticket, BASE)
        return record

    async def brief(self) -> str:
        return await self.twilio.brief(BASE, "CA1", "CA9", AN)

    async def pressed(self, key: str) -> str:
        return await self.twilio.briefed(BASE, "CA1", "CA9", AN, key)

    async def dialed(self, number: int, status: str, caller_left: bool = False) -> ET.Element:
        ticket = Ticket("CA1", CALLER, HOTLINE, 0.0)
        return ET.fromstring(
            await self.twilio.dialed(BASE, ticket, number, status, caller_left=caller_left, bridged=False)
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rung(document: ET.Element | str) -> list[str | None]:
    root = ET.fromstring(document) if isinstance(document, str) else document
    return [number.text for number in root.iterfind("./Dial/Number")]


def tags(document: str | ET.Element) -> list[str]:
    return [verb.tag for verb in (ET.fromstring(document) if isinstance(document, str) else document)]


def outcomes(record: CallRecord) -> Sequence[tuple[str, str | None]]:
    return [(attempt.officer, attempt.outcome) for attempt in record.transfers]


async def test_the_expert_is_rung_first_with_a_briefing_and_whole_addresses(desk: Desk) -> None:
    await desk.begin(field="Hộ tịch")
    [(call_sid, document)] = desk.control.redirected
    assert (call_sid, rung(document)) == ("CA1", [BINH])
    dial = ET.fromstring(document).find("Dial")
    assert dial is not None
    assert dial.attrib["action"] == f"{BASE}/twilio/dialed?round=1"
    assert dial[0].attrib["url"] == f"{BASE}/twilio/briefing"
    assert len(document) < 4000


async def test_the_officer_is_briefed_in_our_voice_accepts_and_is_connected(desk: Desk) -> None:
    record = await desk.begin()
    briefing = ET.fromstring(await desk.brief())
    play = briefing.find("./Gather/Play")
    assert play is not None
    assert (play.text or "").startswith(f"{BASE}/twilio/spoken/")
    assert tags(briefing) == ["Gather", "Hangup"], "whoever presses nothing is no officer"
    assert tags(await desk.pressed("1")) == []
    assert str(record.outcome) == "transferred: unmatched"
    assert outcomes(record) == [("An", "accepted")]
    assert tags(await desk.dialed(1, "completed")) == ["Hangup"]
    assert desk.transfers.ringing == 0


async def test_without_our_voice_the_carriers_reads_the_briefing(desk: Desk) -> None:
    desk.mouth.error = SynthesisError("no voice could speak")
    await desk.begin()
    briefing = ET.fromstring(await desk.brief())
    said = briefing.find("./Gather/Say")
    assert said is not None
    assert "bấm 1 để nhận" in (said.text or "").lower()


async def test_any_other_key_briefs_again(desk: Desk) -> None:
    await desk.begin()
    await desk.brief()
    assert tags(await desk.pressed("7")) == ["Gather", "Hangup"]


async def test_declining_leads_to_the_next_officer_and_in_the_end_to_the_offer(desk: Desk) -> None:
    record = await desk.begin()
    await desk.brief()
    assert tags(await desk.pressed("2")) == ["Hangup"]
    following = await desk.dialed(1, "completed")
    assert rung(following) == [BINH]
    assert tags(following) == ["Say", "Dial"], "the caller is told that it goes on"
    assert tags(await desk.dialed(2, "no-answer"))[0] == "Gather"
    assert outcomes(record) == [("An", "declined"), ("Bình", "no_answer")]
    assert str(record.outcome) == "unreached: unmatched"


async def test_twilio_asking_twice_is_answered_twice_the_same(desk: Desk) -> None:
    await desk.begin()
    first = await desk.dialed(1, "busy")
    assert ET.tostring(await desk.dialed(1, "busy")) == ET.tostring(first)
    assert rung(first) == [BINH]


async def test_a_caller_who_hangs_up_frees_the_officer_who_listens_to_the_briefing(desk: Desk) -> None:
    record = await desk.begin()
    await desk.brief()
    await desk.dialed(1, "canceled", caller_left=True)
    assert desk.control.ended == ["CA9"]
    assert outcomes(record) == [("An", "canceled")]
    assert str(record.outcome) == "left_while_ringing: unmatched"
    assert tags(await desk.pressed("1")) == ["Hangup"], "too late"


async def test_out_of_hours_nobody_is_rung_and_the_offer_says_why(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ROSTER.replace("mon-sun 00:00-24:00", "sat 08:00-09:00"))
    record = await desk.begin()
    [(_, document)] = desk.control.redirected
    assert "ngoài giờ" in document
    assert "<Dial" not in document
    assert str(record.outcome) == "out_of_hours: unmatched"


async def test_rung_together_one_telephone_call_reaches_everybody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "ring: together" + ROSTER)
    await desk.begin()
    assert rung(desk.control.redirected[0][1]) == [AN, BINH]


@pytest.mark.parametrize("ring", ["together", "in_turn"])
async def test_a_telephone_that_officers_share_is_rung_once_and_the_record_names_them_all(
    tmp_path: Path, ring: str
) -> None:
    desk = Desk(tmp_path, f"ring: {ring}" + ROSTER.replace(BINH, AN))
    record = await desk.begin()
    assert rung(desk.control.redirected[0][1]) == [AN]
    await desk.brief()
    await desk.pressed("2")
    assert tags(await desk.dialed(1, "completed"))[0] == "Gather", "there is no other telephone"
    assert outcomes(record) == [("An / Bình", "declined")]


async def test_a_transfer_that_twilio_refuses_leaves_the_caller_to_the_verbs_behind_the_stream(
    desk: Desk,
) -> None:
    desk.control.answer = Told.FAILED
    record = await desk.begin()
    assert not desk.begun
    assert record.ended is None
    assert record.transfers == []
    assert desk.transfers.ringing == 0


async def test_a_caller_who_has_left_already_is_no_transfer(desk: Desk) -> None:
    desk.control.answer = Told.CALL_OVER
    record = await desk.begin()
    assert desk.begun
    assert str(record.outcome) == "left_while_ringing: unmatched"


async def test_a_transfer_that_twilio_forgets_is_forgotten_too(desk: Desk) -> None:
    record = await desk.begin()
    desk.clock = FORGOTTEN_S
    await desk.begin("CA2")
    assert str(record.outcome) == "lost_in_transfer: unmatched"
    assert desk.transfers.ringing == 1


async def test_shutting_waits_for_no_voice(desk: Desk) -> None:
    await desk.begin()
    await asyncio.wait_for(desk.transfers.shut(), 1)
    assert desk.transfers.ringing == 0

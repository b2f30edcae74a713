"""Whom to ring next, and what came of it."""

from datetime import UTC, datetime, timedelta

import pytest

from telephony.officers.handover import Handover, TransferOutcome
from telephony.officers.roster import Hours, Officer, Ring
from telephony.records.record import TransferAttempt

ALWAYS = Hours.parse("mon-sun 00:00-24:00")
AN, BINH, CHI = (
    Officer(name=name, phone=f"+8490000000{number}", hours=ALWAYS)
    for number, name in enumerate(("An", "Bình", "Chi"), start=1)
)


class Story:
    """A handover and what it told."""

    def __init__(self, *officers: Officer, ring: Ring = Ring.IN_TURN) -> None:
        self.time = datetime(2026, 1, 5, 9, tzinfo=UTC)
        self.attempts: dict[int, TransferAttempt] = {}
        self.handover = Handover(officers, ring, 10, self._now, self._note)

    def _now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def _note(self, attempt: TransferAttempt) -> None:
        self.attempts[attempt.position] = attempt

    def round(self) -> list[str]:
        officers = self.handover.next_round()
        self.handover.rings()
        return [officer.name for officer in officers]

    def told(self) -> list[tuple[str, str | None]]:
        return [(attempt.officer, attempt.outcome) for attempt in self.attempts.values()]


def test_officers_are_rung_one_after_the_other_until_one_accepts() -> None:
    story = Story(AN, BINH, CHI)
    assert story.round() == ["An"]
    story.handover.round_over(TransferOutcome.BUSY)
    assert story.round() == ["Bình"]
    story.handover.picked_up(BINH.phone)
    assert story.handover.accept(BINH.phone)
    assert story.told() == [("An", "busy"), ("Bình", "accepted")]
    assert story.attempts[1].ended is not None
    assert story.attempts[1].ended > story.attempts[1].started


def test_nobody_is_left_when_all_were_tried() -> None:
    story = Story(AN)
    story.round()
    story.handover.round_over(TransferOutcome.NO_ANSWER)
    assert story.round() == []


def test_who_picks_up_and_presses_nothing_is_a_machine() -> None:
    story = Story(AN)
    story.round()
    story.handover.picked_up(AN.phone)
    story.handover.round_over(TransferOutcome.VOICEMAIL)
    assert story.told() == [("An", "voicemail")]


def test_rung_together_the_others_are_rung_again_after_one_declined() -> None:
    story = Story(AN, BINH, CHI, ring=Ring.TOGETHER)
    assert story.round() == ["An", "Bình", "Chi"]
    story.handover.picked_up(BINH.phone)
    story.handover.decline(BINH.phone)
    story.handover.round_over(TransferOutcome.VOICEMAIL)
    assert story.told() == [("An", "canceled"), ("Bình", "declined"), ("Chi", "canceled")]
    assert story.round() == ["An", "Chi"]
    story.handover.round_over(TransferOutcome.NO_ANSWER)
    assert story.round() == []


def test_only_one_officer_can_accept_and_only_while_it_rings() -> None:
    story = Story(AN, BINH, ring=Ring.TOGETHER)
    story.round()
    assert story.handover.accept(AN.phone)
    assert story.handover.accept(AN.phone), "a request that the carrier repeats changes nothing"
    assert not story.handover.accept(BINH.phone)
    assert not story.handover.accept("+84999999999")


def test_a_caller_who_hangs_up_ends_it_for_everybody() -> None:
    story = Story(AN, BINH)
    story.round()
    story.handover.abandon()
    assert story.told() == [("An", "canceled")]
    assert story.round() == []


def test_an_attempt_is_told_only_when_the_carrier_was() -> None:
    story = Story(AN)
    story.handover.next_round()
    assert story.told() == []


@pytest.mark.parametrize("outcome", [TransferOutcome.BUSY, TransferOutcome.FAILED, TransferOutcome.CANCELED])
def test_the_carriers_word_is_taken_for_those_who_did_not_pick_up(outcome: TransferOutcome) -> None:
    story = Story(AN)
    story.round()
    story.handover.round_over(outcome)
    assert story.told() == [("An", outcome)]

"""Who gets a conversation, who an officer, and who has called too often."""

import pytest

from telephony.calls.admission import (
    CALLS_A_CALLER,
    WINDOW_S,
    Admission,
    Admittance,
)

OFFICE, HOTLINE = "+842438850000", "+842433334444"


class House:
    """An admission with its time and its calls."""

    def __init__(self, max_calls: int = 2, calls_a_caller: int = CALLS_A_CALLER) -> None:
        self.time, self.active = 0.0, 0
        self.admission = Admission(
            max_calls, lambda: self.active, lambda: self.time, calls_a_caller, lambda caller: caller == OFFICE
        )


def test_when_all_conversations_are_taken_the_officers_are_rung() -> None:
    house = House(max_calls=1)
    assert house.admission.admit("+84900000001") is Admittance.CONVERSATION
    house.active = 1
    assert house.admission.admit("+84900000002") is Admittance.OFFICERS


def test_while_the_service_winds_down_new_callers_go_to_the_officers() -> None:
    house = House()
    house.admission.draining = True
    assert house.admission.admit("+84900000001") is Admittance.OFFICERS


def test_a_caller_who_calls_too_often_is_turned_away_until_the_window_has_passed() -> None:
    house = House()
    for _ in range(CALLS_A_CALLER):
        assert house.admission.admit("+84900000001") is Admittance.CONVERSATION
    assert house.admission.admit("+84900000001") is Admittance.TURNED_AWAY
    assert house.admission.admit("+84900000002") is Admittance.CONVERSATION
    house.time = WINDOW_S
    assert house.admission.admit("+84900000001") is Admittance.CONVERSATION


@pytest.mark.parametrize(
    "caller",
    [
        "", "anonymous", "Restricted", "+266696687", "+7378742833", "sip:lan@pbx.example", "+840912345678",
        OFFICE,
        HOTLINE,
    ],
)  # fmt: skip
def test_a_number_that_is_no_single_telephones_is_never_turned_away(caller: str) -> None:
    house = House()
    for _ in range(CALLS_A_CALLER * 3):
        assert house.admission.admit(caller, HOTLINE) is Admittance.CONVERSATION
    house.active = 2
    assert house.admission.admit(caller, HOTLINE) is Admittance.OFFICERS


def test_the_operator_may_set_how_often_one_may_call() -> None:
    strict, generous = House(calls_a_caller=1), House(calls_a_caller=0)
    assert strict.admission.admit("+84900000001") is Admittance.CONVERSATION
    assert strict.admission.admit("+84900000001") is Admittance.TURNED_AWAY
    for _ in range(1_000):
        assert generous.admission.admit("+84900000001") is Admittance.CONVERSATION


def test_being_turned_away_does_not_lengthen_the_wait() -> None:
    house = House()
    for _ in range(CALLS_A_CALLER * 3):
        house.admission.admit("+84900000001")
        house.time += 1.0
    house.time = WINDOW_S + CALLS_A_CALLER
    assert house.admission.admit("+84900000001") is Admittance.CONVERSATION

"""A call reads as a story."""

from rich.console import Console

from telephony import story
from telephony.carrier import CallTimeline, Dial, Ended, Event, EventKind, Turn


def told(timeline: CallTimeline) -> str:
    console = Console(width=200, force_terminal=False)
    with console.capture() as capture:
        story.tell(console, timeline)
    return capture.get()


def test_an_answered_turn_tells_what_was_said_heard_found_and_how_long_it_took() -> None:
    turn = Turn(label="cưới mất bao lâu", spoke_from=1.0, spoke_to=2.0, answer_ms=640.0)
    turn.heard, turn.decision, turn.entry, turn.title = (
        "cưới mất bao lâu",
        "answer",
        "1.000894",
        "Đăng ký kết hôn",
    )
    turn.aspect, turn.said = "time", "Ba ngày."
    turn.parts_ms = {"pause": 500.0, "recognition": 100.0, "match": 20.0, "first_audio": 20.0}
    timeline = CallTimeline(
        "CA1", "2026-01-01", turns=[turn], ended=Ended.ANSWERED_AND_HUNG_UP, reason="done"
    )
    text = told(timeline)
    for part in ("cưới mất bao lâu", "Đăng ký kết hôn", "1.000894", "time", "Ba ngày.", "640 ms", "match 20"):
        assert part in text


def test_a_transfer_names_who_was_rung_and_what_came_of_it() -> None:
    timeline = CallTimeline(
        "CA1",
        "2026-01-01",
        dials=[Dial(3.0, ("+84900000001",), "no-answer")],
        ended=Ended.TRANSFERRED,
        reason="x",
    )
    assert "+84900000001: no-answer" in told(timeline)


def test_what_a_caller_said_cannot_be_taken_for_markup() -> None:
    timeline = CallTimeline(
        "CA1", "2026-01-01", turns=[Turn(label="[bold]a[/x]", spoke_from=0.0)], reason="[/]"
    )
    assert "[bold]a[/x]" in told(timeline)


def test_events_worth_seeing_are_shown_while_the_call_goes_on() -> None:
    console = Console(width=200, force_terminal=False)
    with console.capture() as capture:
        story.live(console, Event(1.5, EventKind.CLEAR, "clear"))
        story.live(console, Event(2.0, EventKind.MARK, "mark said-1 was reached"))
    assert "broke in" in capture.get()
    assert "mark" not in capture.get()

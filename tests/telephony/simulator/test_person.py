"""How the caller takes turns, frame by frame, without sockets or real time."""

from dataclasses import dataclass, field

from telephony.simulator.person import HangUp, Manners, Person
from telephony.simulator.utterance import Utterance

FRAME = b"\xff" * 160
QUICK = Manners(turn_pause_s=0.8, goodbye_pause_s=2.0, silence_limit_s=5.0, call_limit_s=60.0)


def utterance(frames: int = 20, speech: range | None = None) -> Utterance:
    return Utterance("clip", (FRAME,) * frames, speech or range(frames))


@dataclass
class Course:
    """What the caller did: the time each turn began, unanswered waits, and the end."""

    turns: list[tuple[int, float]] = field(default_factory=list)
    unanswered: int = 0
    hang_up: HangUp | None = None
    ended: float = 0.0


def play(
    person: Person, audible: list[tuple[float, float]], seconds: float, sent_ahead: float = 0.0
) -> Course:
    """Runs `person` against a helpline that is audible in the given spans, sent `sent_ahead` s before."""
    course = Course()
    person.picks_up(0.0)
    for n in range(int(seconds * 50)):
        now = n * 0.02
        step = person.step(
            now,
            audible=any(start <= now < end for start, end in audible),
            audible_waiting=any(start - sent_ahead <= now < end for start, end in audible),
        )
        if step.turn is not None and step.frame == 0:
            course.turns.append((step.turn, now))
        course.unanswered += step.unanswered
        if step.hang_up:
            course.hang_up, course.ended = step.hang_up, now
            break
    return course


def test_the_caller_waits_until_the_greeting_is_over_and_then_speaks() -> None:
    course = play(Person([utterance()], QUICK), [(0.5, 3.0)], 4.5)
    [(turn, began)] = course.turns
    assert turn == 0
    assert 3.78 <= began <= 3.84


def test_a_short_pause_between_sentences_is_not_the_end_of_them() -> None:
    course = play(Person([utterance()], QUICK), [(0.5, 1.5), (2.0, 3.0)], 4.5)
    assert [round(began, 1) for _, began in course.turns] == [3.8]


def test_speech_that_waits_in_the_buffer_keeps_the_caller_listening() -> None:
    course = play(Person([utterance()], QUICK), [(0.5, 1.5), (3.0, 4.0)], 5.5, sent_ahead=2.0)
    assert [round(began, 1) for _, began in course.turns] == [4.8]


def test_several_utterances_are_said_in_turn_each_after_an_answer() -> None:
    helpline = [(0.0, 1.0), (3.0, 4.0), (6.5, 8.0)]
    course = play(Person([utterance(), utterance()], QUICK), helpline, 12)
    assert [turn for turn, _ in course.turns] == [0, 1]
    assert [round(began, 1) for _, began in course.turns] == [1.8, 4.8]
    assert course.hang_up is HangUp.DONE
    assert round(course.ended, 1) == 10.0


def test_the_caller_hangs_up_when_no_answer_comes() -> None:
    course = play(Person([utterance(), utterance()], QUICK), [(0.0, 1.0)], 20)
    assert course.unanswered == 1
    assert course.hang_up is HangUp.UNANSWERED
    assert 7.1 <= course.ended <= 7.3  # 1.8 + 0.4 of speech + 5


def test_a_caller_who_speaks_on_says_the_next_thing_after_an_unanswered_one() -> None:
    manners = Manners(silence_limit_s=5.0, speaks_on=True)
    course = play(Person([utterance(), utterance()], manners), [(0.0, 1.0)], 30)
    assert [turn for turn, _ in course.turns] == [0, 1]
    assert course.unanswered == 2
    assert course.hang_up is HangUp.UNANSWERED


def test_a_helpline_that_never_greets_is_given_up() -> None:
    course = play(Person([utterance()], QUICK), [], 20)
    assert course.turns == []
    assert course.hang_up is HangUp.UNANSWERED
    assert round(course.ended, 1) == 5.0


def test_an_answer_during_the_recordings_trailing_silence_counts() -> None:
    person = Person([utterance(frames=100, speech=range(20))], QUICK)
    course = play(person, [(0.0, 1.0), (2.6, 3.4)], 20)  # spoken 1.8 to 2.2, recording ends at 3.8
    assert course.hang_up is HangUp.DONE


def test_a_sound_while_the_caller_speaks_is_no_answer() -> None:
    person = Person([utterance(frames=100)], QUICK)
    course = play(person, [(0.0, 1.0), (2.6, 3.0)], 20)
    assert course.hang_up is HangUp.UNANSWERED


def test_a_helpline_that_never_stops_talking_meets_the_call_limit() -> None:
    course = play(Person([utterance()], QUICK), [(0.0, 1e9)], 100)
    assert course.hang_up is HangUp.LIMIT
    assert round(course.ended) == 60


def test_a_caller_with_nothing_to_say_hears_the_greeting_out() -> None:
    course = play(Person([], QUICK), [(0.0, 1.0)], 10)
    assert course.hang_up is HangUp.DONE
    assert round(course.ended, 1) == 3.0


def test_a_caller_who_is_not_satisfied_stays_on_the_line_until_patience_ends() -> None:
    course = play(Person([], QUICK, satisfied=lambda: False), [(0.0, 1.0)], 20)
    assert course.hang_up is HangUp.UNANSWERED
    assert round(course.ended, 1) == 6.0


def test_a_caller_hangs_up_as_soon_as_satisfied() -> None:
    asked = iter([False] * 50 + [True] * 1000)
    course = play(Person([], QUICK, satisfied=lambda: next(asked)), [(0.0, 1.0)], 20)
    assert course.hang_up is HangUp.DONE
    assert round(course.ended, 1) == 4.0


def test_a_second_stream_drops_the_interrupted_turn_and_goes_on_with_the_next() -> None:
    person = Person([utterance(frames=500), utterance()], QUICK)
    assert play(person, [(0.0, 1.0)], 3).turns[0][0] == 0
    assert [turn for turn, _ in play(person, [(0.0, 1.0)], 3).turns] == [1]

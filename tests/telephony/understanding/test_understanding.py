from collections.abc import Callable, Sequence

import pytest

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.steering import Conduct
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.understanding.understanding import Context, Understanding, Understood
from voice.hearing.hearing import Hearing, Scorer
from voice.turns.endpointing import Completeness, Expectation

COMPLETE, UNKNOWN, INCOMPLETE = Completeness
YES_OR_NO = Context(expectation=Expectation.YES_NO)


class Clerk:
    """Knows one procedure by its name, and one topic."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.scores: list[Scorer | None] = []
        self.likely: Sequence[str] = ()

    def decide(self, text: str, *, subject: str | None = None, score: Scorer | None = None) -> Decision:
        self.asked.append((text, subject))
        self.scores.append(score)
        if "kết hôn" in text:
            return Decision(Verdict.ANSWER, "1.000894", (Aspect.TIME,), 0.99)
        if "biên chế" in text:
            wording = "Hà Nội có bao nhiêu biên chế cấp xã"
            return Decision(Verdict.ANSWER, "bien-che", (), 0.99, wording=wording)
        return Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED)


def hearing(text: str) -> Hearing:
    def score(texts: Sequence[str]) -> Sequence[float]:
        return [0.0 for _ in texts]

    return Hearing(text, 0.8, "test", 1_000.0, 100.0, score)


async def at_once(job: Callable[[], Understood]) -> Understood:
    return job()


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def understanding(clerk: Clerk, language: Language) -> Understanding:
    return Understanding(clerk, language, at_once)


async def sounds(
    understanding: Understanding, text: str, expectation: Expectation = Expectation.OPEN
) -> Completeness:
    return await understanding.completeness(hearing(text), Context(expectation=expectation))


async def test_an_utterance_is_thought_about_once(understanding: Understanding, clerk: Clerk) -> None:
    heard = hearing("đăng ký kết hôn mất bao lâu")
    await understanding.completeness(heard, Context())
    assert (await understanding.understand(heard, Context())) is (
        await understanding.understand(heard, Context())
    )
    assert clerk.asked == [("đăng ký kết hôn mất bao lâu", None)]
    assert clerk.scores == [heard.score]


async def test_the_same_words_said_again_or_about_another_subject_are_thought_about_anew(
    understanding: Understanding, clerk: Clerk
) -> None:
    heard = hearing("mất bao lâu")
    await understanding.understand(heard, Context())
    await understanding.understand(heard, Context(subject="1.000894"))
    await understanding.understand(hearing("mất bao lâu"), Context(subject="1.000894"))
    assert len(clerk.asked) == 3


async def test_the_same_sound_means_another_thing_where_another_thing_was_asked_for(
    understanding: Understanding, clerk: Clerk
) -> None:
    heard = Hearing("đồng ruộng", 0.3, "test", 900.0, 1.0, lambda texts: [9.0 * (t == "đúng") for t in texts])
    assert (await understanding.understand(heard, Context())).conduct is None
    assert (await understanding.understand(heard, YES_OR_NO)).conduct is Conduct.YES
    choosing = Context(expectation=Expectation.YES_NO, choices=("đúng", "việc kia"))
    assert (await understanding.understand(heard, choosing)).option == 0
    assert (await understanding.understand(heard, Context())).conduct is None
    assert len(clerk.asked) == 2, "each meaning is thought about once"


async def test_what_steers_the_call_is_not_asked_of_the_handbook(
    understanding: Understanding, clerk: Clerk
) -> None:
    understood = await understanding.understand(hearing("cho tôi gặp cán bộ"), Context())
    assert (understood.conduct, understood.decision) == (Conduct.PERSON, None)
    assert (await understanding.understand(hearing(""), Context())).decision is None
    assert not clerk.asked


async def test_a_question_that_the_handbook_answers_sounds_complete(understanding: Understanding) -> None:
    assert await sounds(understanding, "Đăng ký kết hôn mất bao lâu?") is COMPLETE
    assert await sounds(understanding, "Hà Nội có bao nhiêu biên chế cấp xã") is COMPLETE


async def test_a_subject_alone_may_yet_be_asked_something_about(understanding: Understanding) -> None:
    assert await sounds(understanding, "Tôi muốn đăng ký kết hôn") is UNKNOWN


async def test_the_first_half_of_a_topics_question_may_go_on(understanding: Understanding) -> None:
    assert await sounds(understanding, "Hà Nội có bao nhiêu biên chế") is UNKNOWN
    assert await sounds(understanding, "Dạ em chào chị, chị cho em hỏi là biên chế cấp xã ạ") is UNKNOWN


async def test_a_known_question_with_a_hanging_last_word_neither_ends_soon_nor_waits_long(
    understanding: Understanding,
) -> None:
    assert await sounds(understanding, "Đăng ký kết hôn mất bao lâu thì") is UNKNOWN


async def test_a_question_that_is_not_known_may_go_on(understanding: Understanding) -> None:
    assert await sounds(understanding, "Hôm qua tôi có ra phường") is UNKNOWN
    assert await sounds(understanding, "") is UNKNOWN


@pytest.mark.parametrize("text", ["Đăng ký kết hôn thì", "lệ phí là", "ờ", "giấy tờ và", "Thông tư số."])
async def test_a_sentence_that_hangs_sounds_incomplete(understanding: Understanding, text: str) -> None:
    assert await sounds(understanding, text) is INCOMPLETE


async def test_yes_is_complete_only_where_it_was_asked_for(understanding: Understanding) -> None:
    assert await sounds(understanding, "không", Expectation.YES_NO) is COMPLETE
    assert await sounds(understanding, "không") is UNKNOWN
    assert await sounds(understanding, "nhắc lại đi em") is COMPLETE


@pytest.mark.parametrize(
    ("text", "completeness"),
    [
        ("không chín một hai", INCOMPLETE),
        ("0912 345", INCOMPLETE),
        ("không chín một hai ba bốn năm sáu bảy tám", COMPLETE),
        ("0912345678", COMPLETE),
        ("mười hai", UNKNOWN),
    ],
)
async def test_a_telephone_number_is_complete_with_its_last_digit(
    understanding: Understanding, text: str, completeness: Completeness
) -> None:
    assert await sounds(understanding, text, Expectation.NUMBER) is completeness


def heard_by_ear(text: str, word: str, audio_ms: float = 900.0) -> Hearing:
    """Sounds like `word`, whatever the transcript says."""
    return Hearing(text, 0.3, "test", audio_ms, 100.0, lambda texts: [9.0 * (form == word) for form in texts])


@pytest.mark.parametrize(("word", "conduct"), [("đúng", Conduct.YES), ("không phải", Conduct.NO)])
@pytest.mark.parametrize("transcript", ["", "đồng ruộng"])
async def test_a_misheard_yes_or_no_is_told_by_ear_where_it_was_asked_for(
    understanding: Understanding, word: str, conduct: Conduct, transcript: str
) -> None:
    heard = heard_by_ear(transcript, word)
    assert (await understanding.understand(heard, YES_OR_NO)).conduct is conduct


async def test_a_sound_is_not_taken_for_yes_where_nobody_asked(understanding: Understanding) -> None:
    assert (await understanding.understand(heard_by_ear("", "đúng"), Context())).conduct is None


async def test_a_question_is_no_yes_or_no_however_it_sounds(understanding: Understanding) -> None:
    question = heard_by_ear("đăng ký kết hôn mất bao lâu", "có", audio_ms=3_000.0)
    understood = await understanding.understand(question, YES_OR_NO)
    assert understood.conduct is None
    assert understood.decision is not None
    assert understood.decision.entry == "1.000894"


async def test_a_sound_unlike_any_allowed_word_stays_unknown(understanding: Understanding) -> None:
    assert (await understanding.understand(heard_by_ear("", "mèo"), YES_OR_NO)).conduct is None


CHOICES = ("đăng ký lại khai sinh", "cấp bản sao trích lục hộ tịch")
CHOOSING = Context(expectation=Expectation.YES_NO, choices=CHOICES)


def short(text: str, nats: dict[str, float]) -> Hearing:
    """A short utterance for which the ear gives `nats`, and little for other texts."""
    return Hearing(text, 0.2, "test", 1_200.0, 100.0, lambda texts: [nats.get(text, -3.0) for text in texts])


@pytest.mark.parametrize(
    ("nats", "option"),
    [
        ({"cái thứ hai": 9.0, "số hai": 3.0, "cái thứ nhất": 1.0}, 1),
        ({"một": 8.0}, 0),
        ({CHOICES[1]: 20.0, CHOICES[0]: 4.0}, 1),
        ({"không phải": 9.0, "một": 2.0}, None),
        ({}, None),
        ({"một": 8.0, "hai": 8.0}, None),
    ],
)
async def test_a_choice_is_heard_among_numbers_and_names_where_the_words_do_not_tell(
    understanding: Understanding, nats: dict[str, float], option: int | None
) -> None:
    heard = short("cá thu hay", nats)
    assert (await understanding.understand(heard, CHOOSING)).option == option
    complete = (await understanding.completeness(heard, CHOOSING)) is COMPLETE
    assert complete is (option is not None)


async def test_words_that_choose_need_no_ear(understanding: Understanding) -> None:
    for words in ("cái thứ hai", "hai", "trích lục hộ tịch"):
        heard = short(words, {"một": 20.0})
        assert (await understanding.understand(heard, CHOOSING)).option == 1


async def test_a_new_question_in_place_of_a_choice_is_not_taken_for_one(understanding: Understanding) -> None:
    heard = short("đăng ký kết hôn mất bao lâu", {"một": 20.0})
    understood = await understanding.understand(heard, CHOOSING)
    assert understood.option is None
    assert understood.decision is not None
    assert understood.decision.entry == "1.000894"


@pytest.mark.parametrize("words", ["ừm", "à thì", "hmm"])
async def test_thinking_aloud_is_the_beginning_of_something(understanding: Understanding, words: str) -> None:
    assert await sounds(understanding, words) is INCOMPLETE
    assert await sounds(understanding, words, Expectation.YES_NO) is INCOMPLETE


async def test_what_denies_alone_asks_nothing_of_the_handbook(
    understanding: Understanding, clerk: Clerk
) -> None:
    understood = await understanding.understand(hearing("tôi có hỏi kết hôn đâu"), Context())
    assert understood.conduct is Conduct.DENIAL
    assert not clerk.asked


async def test_who_gives_name_and_place_is_greeted(understanding: Understanding) -> None:
    greeted = await understanding.understand(hearing("chào em, anh là Tuấn ở Sơn Tây"), Context())
    assert (greeted.conduct, greeted.decision) == (Conduct.GREETING, None)
    asked = await understanding.understand(hearing("chào em, anh ở Sơn Tây đăng ký kết hôn"), Context())
    assert asked.conduct is None

"""Who is spoken to: the wake phrase in what a recogniser makes of it."""

from collections.abc import Sequence

import pytest

from telephony.counter.wake import Addressed, WakePhrase, WakePhraseError
from voice.hearing.hearing import Scorer

PHRASE = WakePhrase("Sổ tay ơi")


def ear(nats: float) -> Scorer:
    def score(texts: Sequence[str]) -> list[float]:
        assert list(texts) == [PHRASE.phrase]
        return [nats]

    return score


@pytest.mark.parametrize(
    "opening", ["Sổ tay ơi", "số tai ơi", "Xổ tay ới", "so tay oi", "Sổ tayơi", "Ờ, sổ tay ơi", "Sô ta ơi"]
)
def test_what_follows_the_phrase_is_the_question_however_the_phrase_is_spelt(opening: str) -> None:
    assert PHRASE.find(f"{opening}, đăng ký kết hôn mất bao lâu?") == Addressed(
        "đăng ký kết hôn mất bao lâu?"
    )


def test_the_phrase_alone_asks_nothing_yet() -> None:
    assert PHRASE.find("Sổ tay ơi!") == Addressed("")


@pytest.mark.parametrize(
    "talk",
    [
        "",
        "Chị nộp giấy chứng sinh bản chính nhé",
        "Số tài khoản của anh là bao nhiêu?",
        "Sổ tay nghiệp vụ có ghi việc này",
        "Anh cho tôi xem quyển sổ tay",
        "Ơi, tôi đây",
    ],
)
def test_talk_to_a_citizen_is_not_addressed_to_the_helpline(talk: str) -> None:
    assert PHRASE.find(talk) is None


def test_what_was_said_before_the_phrase_is_left_out() -> None:
    found = PHRASE.find("Anh Nam sinh năm 1980 nhé, sổ tay ơi, lệ phí bao nhiêu?")
    assert found == Addressed("lệ phí bao nhiêu?")


def test_a_phrase_that_is_only_nearly_right_counts_at_the_start_alone() -> None:
    assert PHRASE.find("Anh xem giúp tôi quyển số tay mới này") is None


def test_whoever_starts_over_is_taken_at_their_second_word() -> None:
    assert PHRASE.find("Sổ tay ơi đăng ký, à sổ tay ơi, khai sinh cần gì") == Addressed("khai sinh cần gì")


def test_the_ear_overrules_a_transcript_that_only_resembles_the_phrase() -> None:
    assert PHRASE.find("Sổ tay nói giúp tôi", ear(-3.0)) is None


def test_the_ear_finds_a_phrase_that_the_transcript_has_lost() -> None:
    assert PHRASE.find("sâu ta ưu", ear(15.0)) == Addressed("")
    assert PHRASE.find("", ear(19.5)) == Addressed("")


def test_a_phrase_that_is_spelt_out_needs_no_ear() -> None:
    def deaf(texts: Sequence[str]) -> list[float]:
        raise AssertionError(texts)

    assert PHRASE.find("Sổ tay ơi, lệ phí bao nhiêu?", deaf) == Addressed("lệ phí bao nhiêu?")


def test_another_phrase_can_be_chosen() -> None:
    assert WakePhrase("Tổng đài ơi").find("tổng đài ơi kết hôn ở đâu") == Addressed("kết hôn ở đâu")


def test_a_single_word_is_no_wake_phrase() -> None:
    with pytest.raises(WakePhraseError, match=r"HELPLINE_WAKE_PHRASE is 'Ơi'.*two words or more"):
        WakePhrase("Ơi")

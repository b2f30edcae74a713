"""What an officer is told before taking a call."""

from handbook.matching.decision import Verdict
from telephony.officers.briefing import KEYS, OPENING, briefing
from telephony.records.outcome import TransferReason
from telephony.records.record import Turn


def turn(heard: str, decision: str | None, title: str | None = None) -> Turn:
    return Turn(heard, "whisper", 0.9, decision, entry=title, title=title, aspects=(), confidence=0.9)


def test_the_officer_hears_who_asks_what_was_asked_and_what_was_answered() -> None:
    turns = [
        turn("đăng ký kết hôn mất bao lâu?", Verdict.ANSWER, "Đăng ký kết hôn"),
        turn("có", "yes"),
        turn("giá đất ở đây là bao nhiêu?", Verdict.TRANSFER),
    ]
    told = briefing("xã Sóc Sơn", TransferReason.UNMATCHED, turns)
    assert told.sentences == (
        OPENING,
        "Người gọi từ xã Sóc Sơn.",
        "Sổ tay chưa có câu trả lời.",
        "Câu hỏi nghe được là: giá đất ở đây là bao nhiêu.",
        "Tổng đài đã trả lời về: Đăng ký kết hôn.",
        KEYS,
    )
    assert not any("giá đất" in sentence for sentence in told.without_words)
    assert told.without_words[0] == OPENING
    assert told.without_words[-1] == KEYS


def test_what_is_not_known_is_not_said() -> None:
    assert briefing(None, TransferReason.NO_INPUT, []).sentences == (
        OPENING,
        "Tổng đài không nghe thấy người gọi nói.",
        KEYS,
    )


def test_a_long_question_is_cut_and_an_answer_told_once() -> None:
    turns = [turn("câu hỏi " * 100, Verdict.ANSWER, "Khai sinh")] * 3
    told = briefing(None, TransferReason.ASKED_FOR_PERSON, turns).sentences
    assert max(len(sentence.split()) for sentence in told) <= 45
    assert " ".join(told).count("Khai sinh") == 1


def test_every_reason_has_its_words() -> None:
    for reason in TransferReason:
        assert len(briefing(None, reason, []).sentences) == 3

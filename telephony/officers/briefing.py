"""What an officer hears before taking a call: who asks, what was asked, what was answered already."""

from collections.abc import Sequence
from dataclasses import dataclass

from handbook.matching.decision import Verdict
from telephony.records.outcome import TransferReason
from telephony.records.record import Turn

OPENING = "Tổng đài sổ tay nghiệp vụ chuyển một cuộc gọi."
KEYS = "Bấm 1 để nhận, bấm 2 để chuyển tiếp."
_REASONS = {
    TransferReason.UNMATCHED: "Sổ tay chưa có câu trả lời.",
    TransferReason.ASKED_FOR_PERSON: "Người gọi muốn gặp cán bộ.",
    TransferReason.NOT_HEARD: "Tổng đài không nghe rõ người gọi.",
    TransferReason.NO_INPUT: "Tổng đài không nghe thấy người gọi nói.",
    TransferReason.TROUBLE: "Tổng đài đang gặp trục trặc.",
    TransferReason.TOO_LONG: "Cuộc gọi đã kéo dài.",
}
_LONGEST = 40
"""Words of the question; some ten seconds, as long as anyone holds a ringing caller's question in mind."""
_ASKED = frozenset(Verdict)


@dataclass(frozen=True, slots=True)
class Briefing:
    """The sentences, the keys last."""

    sentences: tuple[str, ...]
    """With the caller's own words: for a voice that runs here, never for another."""
    without_words: tuple[str, ...]
    """The same without them."""


def briefing(commune: str | None, reason: TransferReason, turns: Sequence[Turn]) -> Briefing:
    """What an officer is told of a call with these turns."""
    opening = [OPENING, f"Người gọi từ {commune}." if commune else "", _REASONS[reason]]
    questions = [turn.heard for turn in turns if turn.decision in _ASKED and turn.heard]
    question = f"Câu hỏi nghe được là: {_shortened(questions[-1])}." if questions else ""
    titles = dict.fromkeys(turn.title for turn in turns if turn.decision == Verdict.ANSWER and turn.title)
    answered = f"Tổng đài đã trả lời về: {'; '.join(titles)}." if titles else ""
    return Briefing(
        tuple(filter(None, (*opening, question, answered, KEYS))),
        tuple(filter(None, (*opening, answered, KEYS))),
    )


def _shortened(question: str) -> str:
    words = question.rstrip(" .?!").split()
    return " ".join(words[:_LONGEST])

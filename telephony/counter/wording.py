"""What the helpline says at a counter where a telephone's words would be wrong."""

from collections.abc import Iterator

from telephony.calls.dialogue import Cue, Kind, Passage

NOTED = Passage(Kind.PROMPT, ("Vâng.",), Cue.NOTED)
"""Where a telephone would ask what else is wanted."""

SEE_SCREEN = ("Số của cán bộ trực ở trên màn hình.",)
NOBODY_ON_DUTY = ("Lúc này chưa có cán bộ trực.", "Anh chị hỏi lại trong giờ làm việc.")
"""Said aloud and written on the card."""

INSTEAD: dict[Cue, tuple[str, ...]] = {
    Cue.TRANSFER_UNMATCHED: ("Sổ tay chưa có câu trả lời cho việc này.",),
    Cue.TRANSFER_WISH: ("Vâng.",),
    Cue.TRANSFER_UNHEARD: ("Xin lỗi, tôi vẫn chưa nghe rõ.",),
    Cue.TRANSFER_TROUBLE: ("Xin lỗi, máy đang gặp trục trặc.",),
    Cue.TRANSFER_LONG: (),
    Cue.GOODBYE: ("Vâng, chào anh chị.",),
}
"""Announcements of a transfer: nothing is put through here, the officer's number is shown."""

UNSAID = frozenset({Cue.ANYTHING_ELSE})
"""Left out: the counter listens after each answer anyway, and asking would wear on whoever sits there."""


def at_the_counter(passages: tuple[Passage, ...], officers_there: bool) -> tuple[Passage, ...]:
    """What is said here in place of a telephone's `passages`; never empty."""
    return tuple(_replaced(passages, officers_there)) or (NOTED,)


def _replaced(passages: tuple[Passage, ...], officers_there: bool) -> Iterator[Passage]:
    for passage in passages:
        if passage.cue in UNSAID:
            continue
        if passage.cue not in INSTEAD:
            yield passage
            continue
        sentences = INSTEAD[passage.cue]
        if passage.kind is Kind.TRANSFER:
            sentences = (*sentences, *(SEE_SCREEN if officers_there else NOBODY_ON_DUTY))
        yield Passage(passage.kind, sentences, passage.cue)


SENTENCES = tuple(
    dict.fromkeys(
        [*NOTED.sentences, *(s for said in INSTEAD.values() for s in said), *SEE_SCREEN, *NOBODY_ON_DUTY]
    )
)
"""Each sentence once, for rendering ahead of the first visit."""

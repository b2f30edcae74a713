"""What the helpline says at a counter where a telephone's words would be wrong."""

from telephony.calls import prompts

READY = ("Vâng, tôi nghe.",)
"""After the wake phrase alone."""

NOTED = ("Vâng.",)
"""Where a telephone would ask what else is wanted."""

SEE_SCREEN = "Số của cán bộ trực ở trên màn hình."

INSTEAD: dict[tuple[str, ...], tuple[str, ...]] = {
    prompts.TRANSFER_UNMATCHED: ("Sổ tay chưa có câu trả lời cho việc này.", SEE_SCREEN),
    prompts.TRANSFER_WISH: (f"Vâng. {SEE_SCREEN}",),
    prompts.TRANSFER_UNHEARD: ("Xin lỗi, tôi vẫn chưa nghe rõ.", SEE_SCREEN),
    prompts.TRANSFER_TROUBLE: ("Xin lỗi, máy đang gặp trục trặc.", SEE_SCREEN),
    prompts.TRANSFER_LONG: (SEE_SCREEN,),
    prompts.GOODBYE: ("Vâng, chào anh chị.",),
}
"""Announcements of a transfer: nothing is put through here, the officer's number is shown."""

UNSAID = frozenset({prompts.ANYTHING_ELSE})
"""Left out: the counter listens after each answer anyway, and asking would wear on whoever sits there."""

ALL = tuple(dict.fromkeys(sentence for said in (READY, NOTED, *INSTEAD.values()) for sentence in said))
"""Each sentence once, for rendering ahead of the first visit."""

"""Everything the helpline says that is not in the handbook."""

GREETING = ("Tổng đài sổ tay nghiệp vụ Hà Nội xin nghe.", "Anh chị cần hỏi việc gì ạ?")

RECORDED = "Cuộc gọi này được ghi âm để nâng cao chất lượng phục vụ."

NOT_HEARD = ("Xin lỗi, tôi chưa nghe rõ.", "Anh chị nói lại giúp tôi.")
REWORD = ("Tôi chưa hiểu rõ câu hỏi.", "Anh chị hỏi lại bằng cách khác giúp tôi.")
NO_INPUT = (
    ("Tôi chưa nghe thấy anh chị nói.", "Anh chị cần hỏi việc gì ạ?"),
    ("Tôi vẫn chưa nghe thấy anh chị.", "Anh chị có thể hỏi, ví dụ: đăng ký kết hôn mất bao lâu?"),
    ("Nếu khó nghe, anh chị dùng bàn phím giúp tôi.", "Bấm phím 0 để gặp cán bộ trực, phím sao để nghe lại."),
)
"""One after the other; after the last the caller is connected to a person."""

ANYTHING_ELSE = "Anh chị cần hỏi gì nữa không ạ?"
HEAR_MORE = "Anh chị có muốn nghe tiếp không ạ?"
SEE_OFFICER = "Anh chị có muốn gặp cán bộ trực không ạ?"
ASK_AGAIN = ("Vâng, anh chị hỏi lại giúp tôi.",)
LISTENING = ("Vâng, anh chị cứ hỏi ạ.",)

TRANSFER_UNMATCHED = ("Sổ tay chưa có câu trả lời cho việc này.", "Tôi xin nối máy anh chị đến cán bộ trực.")
TRANSFER_WISH = ("Vâng, tôi nối máy anh chị đến cán bộ trực.",)
TRANSFER_UNHEARD = ("Xin lỗi, tôi vẫn chưa nghe rõ.", "Tôi xin nối máy anh chị đến cán bộ trực.")
TRANSFER_TROUBLE = ("Xin lỗi, tổng đài đang gặp trục trặc.", "Tôi xin nối máy anh chị đến cán bộ trực.")
TRANSFER_LONG = ("Cuộc gọi đã dài.", "Tôi xin nối máy anh chị đến cán bộ trực để được giúp kỹ hơn.")
NOBODY_ON_DUTY = "Lúc này chưa có cán bộ trực, tôi xin nhận lời nhắn của anh chị."
"""In place of the last sentence of those above when nobody can be rung."""

GOODBYE = ("Cảm ơn anh chị đã gọi.", "Xin chào anh chị.")


def confirm(subject: str) -> tuple[str, ...]:
    """Asks whether this subject was meant."""
    return (f"Anh chị hỏi về {subject}, phải không ạ?",)


def elsewhere(agency: str, instrument: str) -> tuple[str, ...]:
    """Says who does what was asked for, and offers an officer."""
    return (f"Việc này do {agency} giải quyết, theo {instrument}.", SEE_OFFICER)


def choose(subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Asks which of two or three subjects was meant, by word or by key."""
    spoken = "; ".join(f"{number}, {subject}" for number, subject in enumerate(subjects, start=1))
    return (f"Anh chị hỏi về việc nào: {spoken}?", "Anh chị nói tên việc, hoặc bấm số.")


ALL = tuple(
    dict.fromkeys(
        sentence
        for prompt in (
            GREETING, (RECORDED,), NOT_HEARD, REWORD, *NO_INPUT, (ANYTHING_ELSE, HEAR_MORE, SEE_OFFICER),
            ASK_AGAIN, LISTENING, TRANSFER_UNMATCHED, TRANSFER_WISH, TRANSFER_UNHEARD, TRANSFER_TROUBLE,
            TRANSFER_LONG, (NOBODY_ON_DUTY,), GOODBYE,
        )
        for sentence in prompt
    )
)  # fmt: skip
"""Each sentence once, for rendering ahead of the first call."""

"""Everything the helpline says that is not in the handbook."""

from telephony.calls.dialogue import Cue, Kind, Passage, fact


def _prompt(cue: Cue, *sentences: str) -> Passage:
    return Passage(Kind.PROMPT, sentences, cue)


def _question(cue: Cue, *sentences: str) -> Passage:
    return Passage(Kind.QUESTION, sentences, cue)


def _transfer(cue: Cue, *sentences: str) -> Passage:
    return Passage(Kind.TRANSFER, sentences, cue)


OPENING = _prompt(Cue.GREETING, "Tổng đài sổ tay nghiệp vụ Hà Nội xin nghe.")
WHAT = _question(Cue.GREETING, "Anh chị cần hỏi việc gì ạ?")
RECORDED = _prompt(Cue.RECORDED, "Cuộc gọi này được ghi âm để nâng cao chất lượng phục vụ.")

NOT_HEARD = _question(Cue.NOT_HEARD, "Xin lỗi, tôi chưa nghe rõ.", "Anh chị nói lại giúp tôi.")
REWORD = _question(Cue.REWORD, "Tôi chưa hiểu rõ câu hỏi.", "Anh chị hỏi lại bằng cách khác giúp tôi.")
NO_INPUT = (
    _question(Cue.NO_INPUT, "Tôi chưa nghe thấy anh chị nói.", "Anh chị cần hỏi việc gì ạ?"),
    _question(
        Cue.NO_INPUT,
        "Tôi vẫn chưa nghe thấy anh chị.",
        "Anh chị có thể hỏi, ví dụ: đăng ký kết hôn mất bao lâu?",
    ),
    _question(
        Cue.NO_INPUT,
        "Nếu khó nghe, anh chị dùng bàn phím giúp tôi.",
        "Bấm phím 0 để gặp cán bộ trực, phím sao để nghe lại.",
    ),
)
"""One after the other; after the last the caller is connected to a person."""

ANYTHING_ELSE = _question(Cue.ANYTHING_ELSE, "Anh chị cần hỏi gì nữa không ạ?")
HEAR_MORE = _question(Cue.HEAR_MORE, "Anh chị có muốn nghe tiếp không ạ?")
SEE_OFFICER = _question(Cue.SEE_OFFICER, "Anh chị có muốn gặp cán bộ trực không ạ?")
ASK_AGAIN = _question(Cue.ASK_AGAIN, "Vâng, anh chị hỏi lại giúp tôi.")
ASK_ONCE_MORE = _question(Cue.ASK_AGAIN, "Anh chị hỏi lại giúp tôi ạ.")
"""Behind an apology."""
LISTENING = _question(Cue.LISTENING, "Vâng, anh chị cứ hỏi ạ.")
WAITING = _prompt(Cue.WAITING, "Vâng, tôi chờ ạ.")
STILL_WAITING = _prompt(Cue.STILL_WAITING, "Tôi vẫn chờ anh chị ạ.")
"""After a long wait that the caller asked for, before the question that is open is asked again."""
NOTED = _prompt(Cue.NOTED, "Vâng ạ.")
AT_HAND = _question(Cue.AT_HAND, "Vâng ạ.", "Khi nào cần hỏi, anh chị cứ nói.")
"""In answer to a goodbye before anything was answered, which may be a misheard greeting."""
APOLOGY = _prompt(Cue.APOLOGY, "Xin lỗi, tôi trả lời chưa đúng ý anh chị.")
MACHINE = _prompt(Cue.MACHINE, "Tôi là máy trả lời tự động, chỉ biết việc trong sổ tay.")
CALM = _prompt(Cue.CALM, "Tôi xin lỗi đã làm anh chị chưa hài lòng.")

_TO_AN_OFFICER = "Tôi xin nối máy anh chị đến cán bộ trực."
TRANSFER_UNMATCHED = _transfer(
    Cue.TRANSFER_UNMATCHED, "Sổ tay chưa có câu trả lời cho việc này.", _TO_AN_OFFICER
)
TRANSFER_WISH = _transfer(Cue.TRANSFER_WISH, "Vâng, tôi nối máy anh chị đến cán bộ trực.")
TRANSFER_UNHEARD = _transfer(Cue.TRANSFER_UNHEARD, "Xin lỗi, tôi vẫn chưa nghe rõ.", _TO_AN_OFFICER)
TRANSFER_TROUBLE = _transfer(Cue.TRANSFER_TROUBLE, "Xin lỗi, tổng đài đang gặp trục trặc.", _TO_AN_OFFICER)
TRANSFER_LONG = _transfer(
    Cue.TRANSFER_LONG, "Cuộc gọi đã dài.", "Tôi xin nối máy anh chị đến cán bộ trực để được giúp kỹ hơn."
)
NOBODY_ON_DUTY = "Lúc này chưa có cán bộ trực, tôi xin nhận lời nhắn của anh chị."
"""In place of the last sentence of a transfer when nobody can be rung."""

GOODBYE = Passage(Kind.GOODBYE, ("Cảm ơn anh chị đã gọi.", "Xin chào anh chị."), Cue.GOODBYE)


def confirm(subject: str) -> Passage:
    """Asks whether this subject was meant."""
    return _question(Cue.CONFIRM, f"Anh chị hỏi về {subject}, phải không ạ?")


def in_turn(subjects: tuple[str, ...]) -> Passage:
    """Says which subjects are answered now, one after the other."""
    spoken = "; ".join(f"{number}, {subject}" for number, subject in enumerate(subjects, start=1))
    return _prompt(Cue.IN_TURN, f"Tôi xin trả lời lần lượt: {spoken}.")


def elsewhere(agency: str, instrument: str) -> Passage:
    """Says who does what was asked for."""
    return fact(f"Việc này do {agency} giải quyết, theo {instrument}.")


def choose(subjects: tuple[str, ...]) -> Passage:
    """Asks which of two or three subjects was meant, by word or by key."""
    spoken = "; ".join(f"{number}, {subject}" for number, subject in enumerate(subjects, start=1))
    return _question(Cue.CHOOSE, f"Anh chị hỏi về việc nào: {spoken}?", "Anh chị nói tên việc, hoặc bấm số.")


PASSAGES = (
    OPENING, WHAT, RECORDED, NOT_HEARD, REWORD, *NO_INPUT, ANYTHING_ELSE, HEAR_MORE, SEE_OFFICER, ASK_AGAIN,
    ASK_ONCE_MORE, LISTENING, WAITING, STILL_WAITING, NOTED, AT_HAND, APOLOGY, MACHINE, CALM,
    TRANSFER_UNMATCHED, TRANSFER_WISH, TRANSFER_UNHEARD, TRANSFER_TROUBLE, TRANSFER_LONG, GOODBYE,
)  # fmt: skip
SENTENCES = tuple(
    dict.fromkeys([*(sentence for passage in PASSAGES for sentence in passage.sentences), NOBODY_ON_DUTY])
)
"""Each sentence once, for rendering ahead of the first call."""

"""Words that steer a conversation rather than ask the handbook: yes, no, again, go on, goodbye, a person."""

import re
import unicodedata
from enum import StrEnum


class Conduct(StrEnum):
    """What a caller wants of the conversation itself."""

    YES = "yes"
    NO = "no"
    REPEAT = "repeat"
    SLOWER = "slower"
    LOUDER = "louder"
    GO_ON = "go_on"
    GOODBYE = "goodbye"
    PERSON = "person"
    GREETING = "greeting"


_PARTICLES = frozenset(
    (
        "dạ vâng ạ à ơi nhé nha nhỉ em anh chị cô chú bác tôi mình "
        "cho xin thôi rồi thì là đi giúp với được làm đâu"
    ).split(" ")
)
_FILLERS = frozenset("nhiều câu gì nữa vừa lần một chút tí hơn lại quá lên cái nào cả hết".split(" "))

_WISHES_FOR_A_PERSON = (
    "gặp cán bộ", "gặp nhân viên", "gặp tổng đài viên", "gặp chuyên viên", "gặp lãnh đạo", "gặp người thật",
    "gặp người phụ trách", "nối máy", "chuyển máy", "nói chuyện với cán bộ", "nói chuyện với người thật",
)  # fmt: skip
"""Obeyed wherever they stand in an utterance."""

_STEERING: tuple[tuple[Conduct, tuple[str, ...]], ...] = (
    (Conduct.PERSON, ("gặp người", "gặp ai đó", "người thật")),
    (
        Conduct.SLOWER,
        ("nói chậm", "đọc chậm", "chậm lại", "chậm thôi", "chậm chậm", "từ từ", "nhanh quá", "nói nhanh"),
    ),
    (
        Conduct.LOUDER,
        (
            "nói to", "nói lớn", "to lên", "lớn lên", "to hơn", "lớn hơn", "nhỏ quá", "bé quá", "nói nhỏ",
            "hơi nhỏ",
        ),
    ),
    (
        Conduct.REPEAT,
        ("nhắc lại", "nói lại", "đọc lại", "nghe lại", "lặp lại", "chưa nghe rõ", "nghe không rõ"),
    ),
    (Conduct.GO_ON, ("nghe tiếp", "nói tiếp", "đọc tiếp", "tiếp tục", "tiếp đi")),
    (
        Conduct.GOODBYE,
        (
            "tạm biệt", "chào em", "chào anh", "chào chị", "hết rồi", "đủ rồi", "xong rồi", "cảm ơn",
            "cám ơn",
            "không hỏi gì nữa", "không cần gì nữa",
            "không cần nữa", "không có gì nữa",
        ),
    ),
    (Conduct.GREETING, ("a lô", "alô", "alo", "xin chào")),
    (
        Conduct.NO,
        ("không phải", "hổng phải", "không đúng", "sai rồi", "không", "chưa", "khỏi", "hổng", "thôi"),
    ),
    (Conduct.YES, ("đúng", "phải", "chính xác", "có", "ừ", "ờ", "được", "đồng ý", "vâng", "dạ", "rồi")),
)  # fmt: skip
"""Tried in this order, since "nghe không rõ" is no "không"."""

_KNOWN = _FILLERS | {word for _, phrases in _STEERING for phrase in phrases for word in phrase.split(" ")}

MAX_WORDS = 8
"""A longer utterance is a question, whatever steering words it holds, unless it asks for a person."""


def recognize(text: str) -> Conduct | None:
    """What `text` asks of the conversation; None when it is (also) a question for the handbook.

    An utterance counts as conduct only when little but a steering phrase and politeness is in it, so that
    "không có hộ khẩu thì đăng ký khai sinh thế nào" stays a question.
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    if not words:
        return None
    spoken = f" {' '.join(words)} "
    if any(f" {wish} " in spoken for wish in _WISHES_FOR_A_PERSON):
        return Conduct.PERSON
    if len(words) > MAX_WORDS:
        return None
    for conduct, phrases in _STEERING:
        for phrase in phrases:
            left, found, right = spoken.partition(f" {phrase} ")
            if found and all(word in _PARTICLES or word in _KNOWN for word in f"{left} {right}".split()):
                return conduct
    return None

"""Hides personal data in text before it is stored: telephone and identity card numbers, and names.

What is hidden is gone; nothing can bring it back. In doubt it hides too much: a masked year costs a reader of
records little, a stored number may cost a caller much.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER_MASK = "[số]"
NAME_MASK = "[tên]"

MIN_DIGITS = 8
"""Telephone numbers have 9 to 12 digits, identity cards 9 or 12; hearing loses one now and then. Codes of
procedures ("1.004946") have 7 and stay readable."""
MIN_DIGITS_AFTER_CUE = 5
"""After "số điện thoại" and the like, where a number may come in pieces; a year has 4."""
CUE_REACH = 8
"""Words between such a cue and its number."""
MAX_NAME_WORDS = 5


def mask(text: str) -> str:
    """`text` in NFC with NUMBER_MASK and NAME_MASK for personal data; masking twice changes nothing."""
    text = unicodedata.normalize("NFC", text).replace("\x00", "")  # PostgreSQL stores no NUL
    # What is covered may turn the words beside it into a cue: "tên [tên] là a".
    while (masked := _mask_once(text)) != text:
        text = masked
    return text


def _mask_once(text: str) -> str:
    words = [_Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    spans = [(*span, NUMBER_MASK) for span in _numbers(text, words)]
    spans += [(*span, NAME_MASK) for span in _names(text, words)]
    for start, end, cover in sorted(spans, reverse=True):
        text = f"{text[: words[start].start]}{cover}{text[words[end - 1].end :]}"
    return text


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()


_Span = tuple[int, int]
"""First word and the one after the last."""

_WORD = re.compile(r"[^\W_]+")

_DIGITS = frozenset("không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười".split())
_PLACES = frozenset("mươi trăm linh lẻ".split())
"""Said between digits, worth none: "chín mươi mốt" is two digits."""
_PAUSES = frozenset("ờ ừ à ạ dạ vâng rồi thì là chấm gạch cộng".split())
_LARGE = frozenset("nghìn ngàn triệu tỷ tỉ".split())
_MONEY = frozenset("đồng đ vnđ vnd nghìn ngàn triệu tỷ tỉ".split())
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")
_HARMLESS = re.compile(r"(năm )?(19|20)\d\d(\s?[-–]?\s?(19|20)\d\d)?|[1-9]\.\d{6}(\.\d+)*")
"""Years and spans of years; codes of procedures, "1.000894.000.00.00.H26"."""
_CUES = re.compile(
    r"\b(số điện thoại|điện thoại|số máy|di động|zalo|số liên hệ|liên hệ|gọi lại|"
    r"căn cước|chứng minh|cccd|cmnd|định danh|hộ chiếu)\b"
)


def _numbers(text: str, words: list[_Word]) -> Iterator[_Span]:
    at = 0
    while at < len(words):
        end = _number_end(text, words, at)
        if end == at:
            at += 1
            continue
        said = text[words[at].start : words[end - 1].end]
        follower = words[end].lower if end < len(words) else ""
        digits = sum(_digits(word) for word in words[at:end])
        is_money = bool(_THOUSANDS.fullmatch(said)) and (follower in _MONEY or digits < 9)
        if not is_money and not _HARMLESS.fullmatch(said.lower()) and digits >= _least(text, words, at):
            yield at, end
        at = end


def _number_end(text: str, words: list[_Word], start: int) -> int:
    """The word after the digits that begin at `start`; `start` itself when none do."""
    end = at = start
    while at < len(words):
        if at > start and not _joined(text[words[at - 1].end : words[at].start]):
            break
        if _digits(words[at]):
            end = at + 1
        elif at == start or words[at].lower not in _PLACES | _PAUSES:
            break
        at += 1
    # "ba trăm nghìn": the digits before a large unit are an amount of their own.
    if end < len(words) and words[end].lower in _LARGE:
        while end > start and words[end - 1].lower in _DIGITS | _PLACES:
            end -= 1
        return max(end, start + 1)
    return end


def _joined(between: str) -> bool:
    """Whether what stands between two words can stand inside one number; a slash cannot (123/2015/NĐ-CP)."""
    return not set(between) - set(" .,-–()+…")


def _digits(word: _Word) -> int:
    if word.text.isdecimal():
        return len(word.text)
    return int(word.lower in _DIGITS)


def _least(text: str, words: list[_Word], at: int) -> int:
    before = text[words[max(0, at - CUE_REACH)].start : words[at].start].lower()
    return MIN_DIGITS_AFTER_CUE if _CUES.search(before) else MIN_DIGITS


_SURNAMES = frozenset(
    (
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trương đoàn lâm mai "
        "trịnh đào hà cao lưu lương thái tạ tô chu phùng vương quách kiều khuất nghiêm doãn đàm ngụy triệu "
        "cù bạch nông hứa giang tống văn lại thạch la lò quàng cầm sùng giàng vàng mã thào"
    ).split()
)
_COMPOUNDS = frozenset(
    (
        "hồ sơ|hồ đồ|hà nội|hà đông|văn phòng|văn bản|văn thư|văn hóa|văn hoá|lý do|lý lịch|mai này|"
        "mai kia|cao đẳng|cao tuổi|cao học|lê thê|la hét|lại là|chu cấp|chu đáo|lưu trữ|lưu trú|lương hưu|"
        "lương y|cầm cố|mã số|mã hồ|kiều bào|giang hồ|triệu tập|triệu đồng|đào tạo|đoàn viên|đoàn thanh|"
        "thái độ|vàng mã"
    ).split("|")
)
"""Everyday words that begin like a surname."""
_NAME_CUES = (
    "tên là|tên tôi là|tên em là|tên cháu là|tên con là|tên mình là|tên của tôi là|tên đầy đủ là|tên tuổi là|"
    "tôi tên|em tên|cháu tên|con tên|mình tên|chị tên|anh tên|chồng tên|vợ tên|bố tên|mẹ tên|tên gọi là"
).split("|")
"""After these a name follows, however it is written."""
_PRESENTATIONS = "tôi là|em là|cháu là|mình là".split("|")
_MAYBE_NAME_CUES = [
    *_PRESENTATIONS,
    *"con là|anh là|chị là|đây là|tên|họ tên|họ và tên|ông|bà|anh|chị".split("|"),
]
"""After these a name follows if it looks like one."""
_NO_NAME = frozenset(
    (
        "gì chi sao nào thế vậy như ai đâu là ở tại xã phường thôn tổ xóm phố quận huyện tỉnh số đang muốn "
        "cần hỏi xin nhờ ạ à ơi và thì mà sinh năm ngày bị có được đến gọi làm cho của với quê bên trong "
        "ngoài trên theo khai giấy đăng thủ người cán công chuyên chủ phó bí trưởng dân đảng một các những "
        "cái không chưa đã sẽ phải rồi này đó kia hiện nay hay hoặc nhưng để từ về lên xuống ra vào mới "
        "vừa cũng còn nữa bao mấy địa nên bây giờ nhân viên kế toán giáo bác sĩ con cháu vợ chồng bố mẹ "
        "khách mình tôi em anh chị ông bà đứng"
    ).split()
)
"""Words with which no name goes on in everyday questions."""
_MIDDLE = frozenset(("văn", "thị"))
_NO_PERSON = frozenset("đường phố phường ngõ trường cầu chợ viện ngách quản".split())
"""After these a street or school is called after somebody ("quản lý thị trường" is nobody)."""
_GOES_ON = frozenset("ở tại bên công cán đang xin muốn cần hỏi".split())
"""What callers say right after "tôi là" and their given name."""


def _names(text: str, words: list[_Word]) -> Iterator[_Span]:
    at = 0
    while at < len(words):
        length = _name_length(text, words, at)
        if length:
            yield at, at + length
        at += length or 1


def _name_length(text: str, words: list[_Word], at: int) -> int:
    """Words of the name that begins at `at`; 0 when none does."""
    longest = _until_stop(text, words, at)
    if not longest:
        return 0
    looks_like_one = _has_surname(words, at)
    if _follows(text, words, at, _NAME_CUES):
        return longest
    if _follows(text, words, at, _MAYBE_NAME_CUES) and (looks_like_one or words[at].text.istitle()):
        return longest
    follower = words[at + 1].lower if at + 1 < len(words) else ""
    if longest == 1 and follower in _GOES_ON and _follows(text, words, at, _PRESENTATIONS):
        return longest
    called_after = at > 0 and words[at - 1].lower in _NO_PERSON
    if looks_like_one and not called_after and longest > 2 and words[at + 1].lower in _MIDDLE:
        return longest
    return 0


def _until_stop(text: str, words: list[_Word], at: int) -> int:
    titled = words[at].text.istitle()
    length = 0
    for word in words[at : at + MAX_NAME_WORDS]:
        apart = length and text[words[at + length - 1].end : word.start].strip()
        # A name in capitals ends where the capitals do; without them, where a word says that it has ended.
        goes_on = word.text.istitle() if titled and length else word.lower not in _NO_NAME
        if apart or not goes_on or not word.text.isalpha():
            break
        length += 1
    return length if titled else min(length, MAX_NAME_WORDS - 1)


def _has_surname(words: list[_Word], at: int) -> bool:
    if words[at].lower not in _SURNAMES or at + 1 >= len(words):
        return False
    return f"{words[at].lower} {words[at + 1].lower}" not in _COMPOUNDS


def _follows(text: str, words: list[_Word], at: int, cues: list[str]) -> bool:
    before = " ".join(word.lower for word in words[max(0, at - 4) : at])
    adjoining = at > 0 and not text[words[at - 1].end : words[at].start].strip(" :,")
    return adjoining and any(before == cue or before.endswith(f" {cue}") for cue in cues)

"""Addresses down to a house: "số 12 ngõ 5 phố Hàng Bông", "căn hộ 1205 tòa CT2".

A street, a hamlet or a commune alone is nobody's; together with a house, an alley or a parcel of land it is
somebody's. The commune stays readable: it tells an operator where the question came from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from telephony.records.masking.digits import COUNTED, LETTERS, PLACES, SAID
from telephony.records.masking.names import STOPS, SURNAMES
from telephony.records.masking.sentence import MASKS, Sentence, Span

_HOUSE, _ALLEY, _STREET, _BUILDING, _HAMLET = "house", "alley", "street", "building", "hamlet"
_PLOT, _FLOOR = "plot", "floor"
_KEYWORDS = {
    **dict.fromkeys(("số nhà", "nhà số", "số"), _HOUSE),
    **dict.fromkeys(("căn hộ số", "căn hộ", "căn số", "phòng số", "phòng", "căn"), _HOUSE),
    **dict.fromkeys(("ngõ số", "ngõ", "ngách số", "ngách", "hẻm số", "hẻm", "kiệt", "ngỏ"), _ALLEY),
    **dict.fromkeys(("phố", "đường số", "đường"), _STREET),
    **dict.fromkeys(("tòa nhà", "toà nhà", "tòa", "toà", "chung cư", "khu tập thể", "tập thể"), _BUILDING),
    **dict.fromkeys(("khu đô thị", "nhà", "block", "lô"), _BUILDING),
    "tầng": _FLOOR,
    **dict.fromkeys(
        ("thôn", "xóm", "ấp", "tổ dân phố số", "tổ dân phố", "tổ số", "tổ", "cụm", "khu phố"), _HAMLET
    ),
    **dict.fromkeys(("bản", "làng", "đội"), _HAMLET),
    **dict.fromkeys(("thửa đất số", "thửa số", "thửa đất", "thửa"), _PLOT),
    **dict.fromkeys(("tờ bản đồ số", "tờ bản đồ", "tờ số"), _PLOT),
}
_FIRST_WORDS = frozenset(keyword.split()[0] for keyword in _KEYWORDS)
_LONGEST_KEYWORD = 4
_NUMBERED_ONLY = frozenset((_HOUSE, _PLOT))
_NAMED = frozenset((_ALLEY, _STREET, _BUILDING, _HAMLET))
_PAPERS = frozenset(
    (
        "định tư luật mẫu điều văn hoạch thị quyết lệnh khai biểu khoản phụ lục thoại tổng đa một mã "
        "phiếu hiệu "
        "tiền đơn kỳ"
    ).split()
)
"""Before "số" these make it a paper's or a sum's."""
_NO_STREET = frozenset(
    "dây bộ sắt thủy thuỷ lối biên truyền ống link huyết phố đi nào gì nội liên mòn".split()
)
"""After "đường" these make another word."""
_BEFORE_STREET = frozenset("thành dân khu con làm mở".split())
"""Before "phố" or "đường" these do."""
_AREAS = frozenset("phường xã quận huyện tỉnh thành thị thủ hà".split())
"""Where an address goes on with what is nobody's."""
_AREA_NAMES = frozenset("nội phố trấn xã đô đông nam tĩnh giang".split())
"""What the last four of them are followed by there; before another word they begin a street's name."""
_NUMBER = re.compile(r"\d{1,5}[a-zđ]{0,2}\d?|[a-zđ]{1,3}\d{1,4}[a-z]?")
_STROKES = frozenset(("trên", "xuyệt", "xoẹt", "xẹt", "xuỵt", "gạch", "chéo", "bis"))
_STREETS = SURNAMES | frozenset(
    "hàng láng xuân giải tây khâm bà hai đội ngọc trường cầu minh thanh yên phú quang tôn".split()
)
"""First words of most of Hanoi's streets, which often go without "phố"."""
_PLAIN_STREETS = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi ngô đinh trương trịnh tôn".split()
)
"""Those that are no everyday words, and need nothing before the house's number but "số"."""
_CUES = re.compile(r"\b(địa chỉ|thường trú|tạm trú|trú tại|sống ở|sống tại|cư trú|hộ khẩu|nhà|ở tại|ở)\b")
_FILLERS = frozenset("là ở tại của tôi em cháu mình chị anh ông bà nhà con".split())
_CUE_REACH = 5
_VERBS = frozenset("mất sổ xây bán mua chuyển cấp đổi tách nhập thuê nộp bị mở sửa".split())
"""What callers go on with after a street in lower case."""
_MOST_NUMBER = 10
"""Words of a house number, "một trăm hai mươi ba trên bốn mươi lăm"."""
_MOST_NAME = 3
_MOST_TITLED = 5


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    end: int
    is_numbered: bool


def addresses(sentence: Sentence) -> Iterator[Span]:
    """From the house, or what stands before it, to the street; commune and city stay."""
    at = 0
    while at < len(sentence):
        end = _end(sentence, at)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _end(sentence: Sentence, start: int) -> int:
    parts: list[_Part] = []
    at = start
    while part := _part(sentence, at) or _bare(sentence, at, bool(parts)):
        if parts and set(sentence.gap(at)) - set(",-"):
            break
        parts.append(part)
        at = part.end
    if not parts:
        return start
    if _is_somebodys(parts):
        # "số nhà 45 ngõ 78 giải phóng": the street behind the last alley.
        last = parts[-1]
        goes_on = last.is_numbered and last.kind in (_HOUSE, _ALLEY) and sentence.word(at) in _STREETS
        return _name_end(sentence, at) if goes_on and not sentence.gap(at).strip(",") else at
    return _housed(sentence, start, parts)


def _is_somebodys(parts: list[_Part]) -> bool:
    kinds = [part.kind for part in parts if part.kind != _FLOOR]
    if kinds.count(_PLOT) >= 2:
        return True
    if _HOUSE in kinds:
        return len(kinds) >= 2
    numbered = any(part.kind == _ALLEY and part.is_numbered for part in parts)
    return numbered and len(kinds) >= 2


def _housed(sentence: Sentence, start: int, parts: list[_Part]) -> int:
    """ "số 12 Hàng Bông", "ở 12/5 hàng bông", "ngõ 175 Xuân Thủy": a street that goes without its word."""
    first = parts[0]
    if len(parts) > 1 or not first.is_numbered or first.kind not in (_HOUSE, _ALLEY):
        return start
    end = _name_end(sentence, first.end)
    if end == first.end or sentence.word(first.end) in COUNTED:
        return start
    is_titled = all(sentence.is_titled(at) for at in range(first.end, end)) and end - first.end >= 2
    is_street = sentence.lower[first.end] in _STREETS
    is_cued = bool(_CUES.search(sentence.before(start, _CUE_REACH)))
    said_so = (
        first.kind == _ALLEY or sentence.lower[start] in ("số", "nhà") or "/" in sentence.said(start, end)
    )
    is_plain = sentence.lower[first.end] in _PLAIN_STREETS and end - first.end >= 2
    if is_street and (is_titled or is_cued or is_plain or first.kind == _ALLEY):
        return end
    return end if is_cued and said_so and (is_titled or sentence.is_titled(first.end)) else start


def _bare(sentence: Sentence, at: int, is_inside: bool) -> _Part | None:
    """A number that is a house's by what stands around it: "ở 12/5 hàng bông", "12 ngõ 5 phố Huế"."""
    end = _number_end(sentence, at)
    if is_inside or end == at or sentence.word(end) in COUNTED - {"thôn", "xóm", "tổ"}:
        return None
    following = _part(sentence, end)
    is_flat = sentence.lower[at][:1] in LETTERS and sentence.lower[at][-1:].isdecimal()
    streets = (_ALLEY, _STREET, _BUILDING) if is_flat else (_ALLEY, _STREET)
    if following and following.kind in streets and not sentence.gap(end):
        # "điều 12 đường ...": the number is another's.
        return None if sentence.word(at - 1) in _PAPERS | {"khoản", "thứ"} else _Part(_HOUSE, end, True)
    return _Part(_HOUSE, end, True) if _lives(sentence, at) and sentence.word(end) in _STREETS else None


def _lives(sentence: Sentence, at: int) -> bool:
    """Whether what leads up to `at` says where somebody lives."""
    cue = _CUES.search(sentence.before(at, 2))
    while not cue and at > 0 and sentence.lower[at - 1] in _FILLERS:
        at -= 1
        cue = _CUES.search(sentence.before(at, 2))
    return bool(cue)


def _part(sentence: Sentence, at: int) -> _Part | None:
    if sentence.word(at) not in _FIRST_WORDS:
        return None
    for length in range(_LONGEST_KEYWORD, 0, -1):
        words = sentence.lower[at : at + length]
        kind = _KEYWORDS.get(" ".join(words))
        if kind is None or len(words) < length:
            continue
        if any(sentence.gap(place) for place in range(at + 1, at + length)) or _is_other(sentence, at, words):
            return None
        behind = at + length
        if sentence.gap(behind):
            return None
        end = _number_end(sentence, behind)
        if end > behind:
            return _Part(kind, end, True)
        if kind in _NAMED and (end := _name_end(sentence, behind)) > behind:
            return _Part(kind, end, False)
        return None
    return None


def _is_other(sentence: Sentence, at: int, words: list[str]) -> bool:
    before = sentence.word(at - 1)
    if words[0] == "số":
        return before in _PAPERS
    if words[0] in ("phố", "đường"):
        return before in _BEFORE_STREET or sentence.word(at + len(words)) in _NO_STREET
    return False


def _number_end(sentence: Sentence, start: int) -> int:
    """Behind a house number: "12", "12a", "12/34/5", "mười hai trên năm"."""
    at = start
    while at < min(len(sentence), start + _MOST_NUMBER):
        word = sentence.lower[at]
        is_number = bool(_NUMBER.fullmatch(word)) or word in SAID
        goes_on = at > start and (word in PLACES or word in _STROKES)
        if at > start and set(sentence.gap(at)) - set("/-"):
            break
        if not is_number and not goes_on:
            break
        # Figures after figures with nothing between: another number begins.
        is_another = at > start and is_number and not sentence.gap(at) and word not in SAID
        if is_another and sentence.lower[at - 1] not in _STROKES:
            break
        at += 1
    while at > start and sentence.lower[at - 1] in _STROKES - {"bis"}:
        at -= 1
    return at


def _name_end(sentence: Sentence, start: int) -> int:
    at = start
    titled = sentence.is_titled(start)
    most = _MOST_TITLED if titled else _MOST_NAME
    while at < len(sentence) and at - start < most:
        word = sentence.lower[at]
        ends = (
            word in STOPS
            or word in _AREAS
            or word in _VERBS
            or word in _KEYWORDS
            or sentence.words[at] in MASKS
        )
        if ends or not word.isalpha() or sentence.gap(at) or (titled and not sentence.is_titled(at)):
            # "Hà Nội" is nobody's, "Hà Trung" is a street.
            is_name = (
                word in ("thành", "thị", "thủ", "hà")
                and at == start
                and sentence.word(at + 1) not in _AREA_NAMES
            )
            if not is_name or sentence.gap(at):
                break
        at += 1
    return at

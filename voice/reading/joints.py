"""Third pass: dashes, slashes and the like are read by the kinds of the spans on both sides."""

import re
from dataclasses import replace
from typing import Final

from voice.reading.spans import Kind, Span

_AMOUNTS: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.MEASURE, Kind.TIME, Kind.FRACTION})
_RANGED: Final = _AMOUNTS | {Kind.DATE, Kind.NUMBERED}
_DASHES: Final = frozenset("-–−~")
_NUMBER_WORDS = re.compile(
    r"\d|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu|tỷ|mấy|vài|nhiêu|rưỡi|nửa|mỗi)(?!\w)"
)
_MONEY_WORD = re.compile(
    r"(?:(?<!\w)(?:nghìn|triệu|tỷ|tính:?|mức|giá|tiền|vị|thu|chi|"
    r"\() ?)?(?<!\w)(?<!hợp )(?<!hội )(?<!cộng )đồng$"
)

_TERRITORIES = (
    "xã|phường|thị trấn|đặc khu|thôn|làng|ấp|tổ dân phố|tdp|quận|huyện|tỉnh|thành phố|khu dân cư|xóm|bản"
)
_PEOPLE = (
    "người|cá nhân|cán bộ|công chức|viên chức|học sinh|em|cháu|giáo viên|đại biểu|công dân|nhân khẩu|khẩu|"
    "lao động|nhân viên|đồng chí|hộ|chủ hộ|vạn dân|nghìn dân|triệu dân"
)
_PAPERS = "hồ sơ|giấy|tờ khai|đơn|văn bản|bản|bản chính|bản sao|tờ|trang|bộ|phiếu|mẫu|bản gốc"
_TIMES = (
    "giây|phút|giờ|ngày|tuần|tháng|quý|năm|buổi|ca|kỳ|vụ|đợt|tiết|ngày đêm|học kỳ|năm học|nhiệm kỳ|"
    "ngày làm việc"
)
_OCCASIONS = (
    "lần|lượt|trường hợp|việc|vụ việc|suất|cuộc|chuyến|vụ|đầu người|cặp|thửa|căn|phòng|lớp|trường|đơn vị|"
    "cơ sở|xe|chiếc|con|cây|điểm|tổ|nhóm|đoàn|ban|chi bộ|cơ quan|mét vuông|km|ha|m2|m|lít|"
    "công|sào|mẫu|héc ta|giường|bàn|quầy|hợp đồng|giao dịch|doanh nghiệp"
)
_WEIGHTS = "tấn|tạ|yến|kg"
_CLASSES: Final = tuple(
    re.compile(rf"(?:{words})(?!\w)")
    for words in (_TERRITORIES, _PEOPLE, _PAPERS, _TIMES, _OCCASIONS, _WEIGHTS)
)
_PER_MEMBER = re.compile(r"(?:hộ|khẩu|đầu người|vạn dân|nghìn dân|triệu dân)(?!\w)")
_AFTER_NUMBER = re.compile(
    r"(?:[\d%]|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu|tỷ|mấy|vài))\s(?!là|trong|"
    r"các|những|số)(?P<noun>[^\W\d_]+(?: [^\W\d_]+){0,3})$"
)


def join(text: str, spans: list[Span]) -> list[Span]:
    """`spans` of `text` with words for the signs between them, and without what is said twice."""
    joined = list(spans)
    rate_until = -1
    for index, span in enumerate(spans):
        previous = spans[index - 1] if index else None
        following = spans[index + 1] if index + 1 < len(spans) else None
        sign = text[span.start : span.end]
        if span.kind in _AMOUNTS and _said_before(text, span):
            joined[index] = replace(span, words="")
        elif (
            span.kind is Kind.FRACTION
            and previous
            and previous.kind is Kind.NUMBER
            and " phần " in span.words
        ):
            if span.start == previous.end + 1 and text[previous.end] == " ":
                joined[index] = replace(span, words=f"và {span.words}", why="")
        elif previous is None or following is None:
            continue
        elif span.kind is Kind.SIGN and sign in _DASHES:
            joined[index] = replace(span, words=_dash(text, spans, index))
        elif sign == "/" and span.kind is Kind.SIGN:
            in_rate = rate_until == index - 1 or _chain(text, spans, index, rate_until)
            words = _slash(text, spans, index, in_rate=in_rate)
            joined[index] = replace(span, words=words)
            if words in ("mỗi", "trên"):
                rate_until = index + 1
                if words == "mỗi" and _is_one(text, following):
                    joined[index + 1] = replace(following, words="")
        elif (
            sign == ":"
            and _glued(span, previous, following)
            and following.kind in _AMOUNTS
            and previous.kind in _AMOUNTS
        ):
            joined[index] = replace(span, words="trên")
        elif sign == "+" and previous.kind not in _AMOUNTS:
            joined[index] = replace(span, words=",")
        elif sign == "~" and following.kind not in _RANGED:
            joined[index] = replace(span, words="")
        elif sign == "(" and span.kind is Kind.SIGN:
            _repeated(text, spans, joined, index)
    return joined


def _glued(span: Span, previous: Span, following: Span) -> bool:
    return previous.end == span.start and span.end == following.start


def _dash(text: str, spans: list[Span], index: int) -> str:
    span, previous, following = spans[index], spans[index - 1], spans[index + 1]
    glued = _glued(span, previous, following)
    if previous.kind is following.kind is Kind.TELEPHONE:
        return ","
    if previous.kind in _RANGED and following.kind in _RANGED:
        if _range(text, previous, following, glued=glued):
            return "đến"
    elif (
        (following.kind in _RANGED and not glued and _same_noun(text, span, following))
        or _named_days(text, span)
        or _letters(text, previous, following, glued=glued)
        or (previous.kind is Kind.NUMBER and _same_label(text, spans, index))
    ):
        return "đến"
    # Between words a dash with spaces is a pause only where a new phrase starts ("Độc lập - Tự do").
    spaced = previous.end < span.start and span.end < following.start
    return "," if spaced and text[following.start].isupper() else ""


def _range(text: str, previous: Span, following: Span, *, glued: bool) -> bool:
    kinds = {previous.kind, following.kind}
    if Kind.NUMBERED in kinds:
        heads = [
            re.match(r"[^\W\d_]*", text[span.start : span.end].lower()) for span in (previous, following)
        ]
        first, second = (head[0] if head else "" for head in heads)
        return first == second or (not second and glued) or (following.kind is not Kind.NUMBERED and glued)
    if kinds == {Kind.DATE, Kind.NUMBER}:
        return glued
    numbers = [text[span.start : span.end].replace(".", "") for span in (previous, following)]
    if not glued and previous.kind is following.kind is Kind.NUMBER and all(map(str.isdigit, numbers)):
        return int(numbers[0]) < int(numbers[1])  # "kế hoạch 2025 - 5 nhiệm vụ" is a title
    return True


def _same_noun(text: str, dash: Span, following: Span) -> bool:
    """ "10 người - 15 người"."""
    before = re.search(
        r"\d[\d.,]* (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?) $", text[max(0, dash.start - 40) : dash.start]
    )
    return (
        before is not None
        and text[following.start : following.end + 24].lower().find(before["noun"].lower()) > 0
    )


def _letters(text: str, previous: Span, following: Span, *, glued: bool) -> bool:
    """ "loại A-C"."""
    first, last = (text[span.start : span.end] for span in (previous, following))
    return glued and len(first) == len(last) == 1 and first.isalpha() and last.isalpha() and first < last


def _same_label(text: str, spans: list[Span], index: int) -> bool:
    """ "ngày 5 - ngày 8"."""
    if index < 2 or index + 2 >= len(spans) or spans[index + 2].kind is not Kind.NUMBER:
        return False
    first, second = spans[index - 2], spans[index + 1]
    return text[first.start : first.end].lower() == text[second.start : second.end].lower()


_DAYS = re.compile(r"(?:thứ|tháng|quý) (?:hai|ba|tư|năm|sáu|bảy|tám|chín|mười|một)(?: một| hai)?$")
_NEXT_DAYS = re.compile(r"(?:(?:thứ|tháng|quý) (?:hai|ba|tư|năm|sáu|bảy|tám|chín|mười|một)|chủ nhật)(?!\w)")


def _named_days(text: str, dash: Span) -> bool:
    """ "thứ Hai - thứ Sáu", "tháng Ba - tháng Năm"."""
    before = text[max(0, dash.start - 24) : dash.start].lower().rstrip()
    behind = text[dash.end : dash.end + 24].lower().lstrip()
    return _DAYS.search(before) is not None and _NEXT_DAYS.match(behind) is not None


def _chain(text: str, spans: list[Span], index: int, rate_until: int) -> bool:
    """Whether this slash belongs to a rate that began before: "đồng/người/lần", "đồng/hộ gia đình/năm"."""
    return (
        0 < index - rate_until <= 4
        and rate_until > 0
        and all(span.kind in (Kind.WORD, Kind.MEASURE) for span in spans[rate_until:index])
    )


def _is_one(text: str, span: Span) -> bool:
    return text[span.start : span.end] in ("1", "01") and text[span.end : span.end + 1] == " "


def _slash(text: str, spans: list[Span], index: int, *, in_rate: bool) -> str:
    span, previous, following = spans[index], spans[index - 1], spans[index + 1]
    before = text[max(0, span.start - 48) : span.start].lower().rstrip()
    behind = text[span.end : span.end + 32].lower().lstrip()
    if re.search(r"(?<!\w)và$", before) and behind.startswith("hoặc"):
        return ""
    if re.search(r"ngày(?: ?/ ?tháng)?$", before) and re.match(r"tháng ?/|năm", behind) and not in_rate:
        return ","
    per = re.sub(r"^0?1 ", "", behind)
    measured = previous.kind in (Kind.MONEY, Kind.MEASURE) and text[previous.start].isdigit()
    if measured or in_rate or _MONEY_WORD.search(before):
        if (
            following.kind is Kind.MEASURE
            or not measured
            or following.kind is not Kind.NUMBER
            or _is_one(text, following)
        ):
            if following.kind is Kind.MEASURE and previous.kind is Kind.MEASURE:
                return "trên"
            if measured or following.kind is Kind.MEASURE or _class(per) is not None:
                return "mỗi"
        else:
            return "trên"
    if noun := _AFTER_NUMBER.search(before):
        if following.kind is Kind.NUMBER and not _is_one(text, following):
            return "trên"
        if _is_rate(noun["noun"], per):
            return "mỗi"
    if previous.kind in _AMOUNTS and following.kind in _AMOUNTS:
        return "trên"
    if previous.kind in _AMOUNTS and following.kind is Kind.WORD:
        return "mỗi" if _class(per) is not None else "trên"
    if Kind.SIGN in (previous.kind, following.kind):
        return ""
    return "hoặc"


def _class(noun: str) -> int | None:
    return next((number for number, words in enumerate(_CLASSES) if words.match(noun)), None)


def _is_rate(counted: str, per: str) -> bool:
    """ "3 ngày/tuần", "2 công chức/xã" are rates, "5 xã/phường" and "1 bản chính/bản sao" are
    alternatives."""
    denominator = _class(per)
    if denominator is None:
        return False
    if denominator == 3:
        return True
    numerator = _class(counted)
    return numerator != denominator or (_PER_MEMBER.match(per) is not None and counted.startswith("người"))


def _said_before(text: str, span: Span) -> bool:
    """ "một trăm phần trăm, 100 %, tổng số": the importer made commas of the brackets."""
    if " " not in span.words:
        return False
    before = text[max(0, span.start - 160) : span.start].lower()
    stripped = before.rstrip(" ,(")
    return (
        stripped != before.rstrip()
        and re.search(rf"(?<!\w){re.escape(span.words)}$", stripped) is not None
        and re.match(r"\s*(?:[,.;)]|$)", text[span.end : span.end + 3]) is not None
    )


def _repeated(text: str, spans: list[Span], joined: list[Span], index: int) -> None:
    """ "01 (một) bản", "mười lăm ngày (15 ngày)": what is written twice, for safety on paper, is said
    once."""
    closing = next(
        (i for i in range(index + 1, min(index + 24, len(spans))) if _is(text, spans[i], ")")), None
    )
    if closing is None or not any(
        span.kind in _AMOUNTS for span in (spans[index - 1], *spans[index + 1 : closing])
    ):
        return
    inner = " ".join(span.words for span in spans[index + 1 : closing]).lower()
    inner = inner.removeprefix("bằng chữ").lstrip(": ")
    before = " ".join(span.words for span in spans[max(0, index - 24) : index]).lower()
    if inner and f" {before}".endswith((f" {inner}", f" {inner.removesuffix(' đồng')}")):
        for place in range(index, closing + 1):
            joined[place] = replace(joined[place], words="")


def _is(text: str, span: Span, sign: str) -> bool:
    return text[span.start : span.end] == sign

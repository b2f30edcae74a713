"""Running words of the portal, its steps and conditions, as short sentences for the ear.

What cannot be said aloud safely, such as a rule that only points to another article, is left out whole.
"""

import re
import unicodedata
from collections.abc import Iterator

from handbook.book.entries import Narrative
from handbook.importing.wording import clean, item, stated

_GOOD = 45
"""Words of a sentence that a listener can keep; 10 s aloud."""
_LONGEST = 70
"""Words that may still be said in one go; 16 s aloud."""
_SHORTEST = 4
_CLAUSE = 6
_MOST = 10
"""Steps or conditions of one procedure; more than that nobody listens to."""
_STEP = re.compile(
    r"(?:[a-zđ]\)\s*)?\bBước\s*(?:thứ\s*)?(?:\d+|[IVX]+|một|hai|ba|bốn)\s*[:.)-]?\s*", re.IGNORECASE
)
_OTHER_CELL = re.compile(r"(?:\d\.\d\.?\s*|[-b*]\)?\s*)?Cách thức thực hiện\s*[:.]?\s.*$", re.DOTALL)
_TITLE = re.compile(r"^\W*(?:(?:\d\.)*\d*\.?\s*)?Trình tự thực hiện\s*:?\s*", re.IGNORECASE)
_ITEM = re.compile(
    r"\n+(?=\W*(?:[A-ZĐÀ-Ỵ]|[a-zđ]\d?\)|\d))|(?<=[.;:])\s+(?=(?:[a-zđ]\d?\)|\(?\d{1,2}\)|\([ivx]+\)|"
    r"[-+*•–]\s?[A-ZĐÀ-Ỵ]))|(?<=[.;:])\s*(?=\d\.\s[A-ZĐ])"
)
_BULLET = re.compile(
    r"^(?:[-–—+*•.,;:)(\s]+|(?:\d{1,2}\.)+\d*\s+|\(?\d{1,2}[.)]\s*|\(?[a-zđ]\d?[.)]\s+|"
    r"\(?[a-zđ]\d?\)\s*|\(?[ivx]+\)\s*)+"
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d])\.\s+(?=[A-ZĐÀ-Ỵ])")
_CASE_HEADING = re.compile(r"^\W*((?:trường hợp|đối với|nếu|khi)\b[^:]{3,110}):\s*(?=\S)", re.IGNORECASE)

# What refers elsewhere: a form's number, an article; the sentence stands without it.
_INSTRUMENT = (
    r"(?:các )?(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Nghị quyết)"
    r"(?:\s+số)?\s+\d[\w/.-]*(?:,? ngày \d+(?:/\d+/\d+| tháng \d+ năm \d+))?"
    r"(?:\s+của (?:Chính phủ|Thủ tướng Chính phủ|Quốc hội|"
    r"(?:Bộ trưởng )?Bộ [A-ZĐ][\w ]{2,25}?)(?=[,;.)]| (?:quy định|về|hướng dẫn)|$))?"
)
_PLACE = (
    r"(?:(?:các )?(?:điểm|khoản|Điều|Mục|Chương|Phụ lục)\s+[\dIVXa-zđ.]+(?:,\s*|\s+và\s+|"
    r"\s+(?=[đkĐMCPc])|(?=\W|$)))+"
)
_CITED = re.compile(
    rf",?\s*(?:theo|đúng) (?:(?:quy định|hướng dẫn) )?(?:tại |của )?{_PLACE}(?:\s*(?:của |"
    rf"ban hành kèm theo )?{_INSTRUMENT})?"
    r"(?!\s*(?:của |và |hoặc )?(?:Luật|Bộ luật|Pháp lệnh|Nghị))"
)
# An application needs no article to be understood.
_DOSSIER = re.compile(
    rf"(?<=hồ sơ) quy định tại {_PLACE}(?:\s*(?:của |ban hành kèm theo )?{_INSTRUMENT}| này)?"
)
_FORM = re.compile(
    rf",?\s*\(?(?:theo )?(?:[Mm]ẫu|[Bb]iểu mẫu|Phụ lục)(?: số)? [\w./-]*\d[\w./-]*(?: Phụ lục(?: [IVX\d]+)?)?"
    rf"(?:,?\s*(?:được )?(?:ban hành )?(?:kèm theo|tại|của) {_INSTRUMENT})?\)?"
)
_ATTACHED = re.compile(
    rf",?\s*(?:được )?(?:ban hành )?(?:kèm theo|theo quy định (?:tại|của)|theo) {_INSTRUMENT}"
)
_RULE = re.compile(
    r",?\s*(?:theo|đúng) (?:các )?quy định(?: (?:(?:của )?pháp luật|hiện hành|nêu trên|tại thủ tục này))?"
    r"(?: về [\w ]{3,40}?(?=[,;.]|$))?(?! (?:tại|của|trong|về|cụ thể))"
)
_BRACKET = re.compile(r"\s*\([^()]*\)")
_POINTER = re.compile(
    r"\b(?:điểm [a-zđ]|khoản \d|Điều \d|Mục [\dIVX]|Phụ lục|Mẫu số|mẫu [A-Z]*\d|nêu trên|nói trên|"
    r"sau đây|dưới đây|"
    r"bước \(|Điều này|khoản này|điểm này)|\d/\d{4}/|/(?:NĐ|TT|QĐ|NQ)-|[…_]|\.\.|[a-zà-ỹ](?:\d|[A-ZĐ])|"
    r"\b[A-Z]{1,4}\d|\b[A-Z]{2}-[A-Z]{2}\b",
)
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{4})?\b")
_DISTRICT = re.compile(r"cấp huyện|quận, huyện|huyện|thị xã", re.IGNORECASE)
_COMMUNE = re.compile(
    r"(?:cấp )?xã, phường(?: hoặc|,| và)? (?:thị trấn|đặc khu)(?: \(.*?\)| trực thuộc tỉnh| nơi(?= )|)|"
    r"(?:cấp )?xã, phường, thị trấn"
)
_LABEL = re.compile(r"^(?:nộp hồ sơ|giải quyết)(?: thủ tục hành chính)?:\s*(?=\S)", re.IGNORECASE)
_SPELT = re.compile(r"\b0(\d)\b")
_COUNTED = re.compile(r"(\d)\s*\((?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười \w+|hai mươi|ba mươi)\)")
_WORDS = (
    (re.compile(r"khai tâm Phục vụ"), "khai sinh tại Trung tâm Phục vụ"),  # misprinted in the source
    (re.compile(r"\bPỦy ban\b"), "Ủy ban"),  # misprinted in the source
    (re.compile(r"\bCNNT\b"), "công nghiệp nông thôn"),
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"),
    (re.compile(r"\bUỷ ban\b"), "Ủy ban"),
    (re.compile(r"Ủy ban [Nn]hân (?=xã|cấp)"), "Ủy ban nhân dân "),
    (re.compile(r"\bTTHC\b"), "thủ tục hành chính"),
    (re.compile(r"\bDVC\b"), "dịch vụ công"),
    (re.compile(r"\bvục công\b"), "vụ công"),
    (re.compile(r"Nếu lựa chọn hình thức nộp hồ sơ"), "Nếu nộp"),
    (
        re.compile(r"(người (?:có )?yêu cầu) [^,;.]{3,110}? nộp hồ sơ(?: [^,;.]{0,90}?)? tại"),
        r"\1 nộp hồ sơ tại",
    ),
    (re.compile(r"([Nn]gười (?:có )?yêu cầu) [^,;.]{3,110}? (truy cập|cung cấp)"), r"\1 \2"),
    (re.compile(r"mẫu hộ tịch điện tử tương tác [^,;.]{3,80}(?=,)"), "mẫu điện tử"),
    (
        re.compile(r"Căn cứ (?:theo )?ngày hẹn trên .*? để nhận .*$"),
        "Đến ngày hẹn trên phiếu thì nhận kết quả",
    ),
    (re.compile(r"\b(?:giấy )?chứng minh nhân dân(?: hoặc|,) (?=thẻ|căn cước|hộ chiếu)", re.IGNORECASE), ""),
    (re.compile(r"\b([^\W\d]+(?: [^\W\d]+)?),? \1\b(?=[ ,.])"), r"\1"),
    (re.compile(r"có thẩm quyền nộp lệ phí nếu thuộc.*$"), "có thẩm quyền"),
)
# What becomes of an incomplete application, at length in every row; it is no step of a good one.
_CONTINGENCY = re.compile(
    r"(?:chưa|không) (?:đầy đủ|hợp lệ|đủ|đúng|đạt|bảo đảm|đáp ứng|thuộc|bổ sung|được (?:cấp|chấp)|"
    r"đồng ý|chấp thuận|công nhận|cho phép|ban hành)"
    r"|Phiếu xin lỗi|được truyền sang|cập nhật thông tin .* trên |dữ liệu .*dùng chung|nguyên nhân khác mà"
    r"|^\W*thời gian (?:tiếp nhận|nhận|trả)|từ chối|nêu rõ lý do|trả lại hồ sơ|thực hiện lại|"
    r"thời gian hoàn thiện|sau \d+ giờ",
    re.IGNORECASE,
)
# An exception or a condition is never cut off; another case, or how it is done in detail, may be.
_CUTS = re.compile(r";\s+|,\s+(?=(?:trường hợp|đồng thời|trong đó|nêu rõ|cụ thể)\b)")
_CONDITIONAL = re.compile(
    r"(?:nếu|trường hợp|sau khi|trước khi|khi|chậm nhất|trong thời hạn)\b", re.IGNORECASE
)
_MAIN_CLAUSE = re.compile(
    r"\bthì\b|:|[,\d] [^,]{0,60}\b(?:người|cán bộ|công chức|viên chức|cơ quan|Ủy ban|Chủ tịch|chủ|"
    r"tổ chức|cá nhân|đơn vị|hộ|trường|"
    r"Công an|Cục|Sở|phải|được|không|có trách nhiệm|gửi|nộp|làm|cấp|ra|trả|tiếp nhận|hướng dẫn|"
    r"thực hiện|Ban|thương nhân|công dân|doanh nhân|"
    r"Biên phòng|Thủ trưởng|Hiệu trưởng|Hội đồng|Trung tâm|Cổng|cổng|tổ|hợp tác xã|mỗi)\b"
)
_DEEDS = (
    (re.compile(r"\b(?:nộp|gửi|xuất trình)\b", re.IGNORECASE), "Người đề nghị nộp hồ sơ"),
    (re.compile(r"thẩm định|kiểm tra|xem xét|xác minh", re.IGNORECASE), "Cơ quan giải quyết xem xét hồ sơ"),
    (re.compile(r"trả kết quả|quyết định|phê duyệt", re.IGNORECASE), "Cơ quan giải quyết trả kết quả"),
)
_OPEN_END = re.compile(
    r"(?:^|\s)(?:của|và|hoặc|tại|theo|cho|với|về|để|trong|là|các|những|một|từ|đến|khi|nếu|do|có|được|"
    r"phải|gồm|như|quy định|kể|(?<!hôm )sau|trách nhiệm|cụ thể|mục|mẫu|gồm có|bao gồm|sử dụng)$",
    re.IGNORECASE,
)


def steps(cell: str) -> Narrative | None:
    """The row's steps in order; None where nothing of them can be said."""
    text = _TITLE.sub("", unicodedata.normalize("NFC", cell))
    text = _OTHER_CELL.sub("", text) if "Bước" in text else text
    marks = list(_STEP.finditer(text))
    numbered = len(marks) > 1
    parts = _STEP.split(text)[1:] if marks else list(_cases(_ITEM.split(text)))
    read = [_step(part) for part in parts]
    gaps = len(parts) if marks or not any(read) else 1  # the place of a numbered or first step is not empty
    told = [
        step or (_deed(part) if position < gaps else None)
        for position, (part, step) in enumerate(zip(parts, read, strict=True))
    ]
    told = list(dict.fromkeys(filter(None, told)))
    if not told:
        return None
    whole = len(told) <= _MOST and 2 * sum(step is None for step in read) <= len(parts)
    return Narrative(said=tuple(told[:_MOST]), numbered=numbered and len(told) > 1, partial=not whole)


def conditions(cell: str) -> Narrative | None:
    """The row's conditions one by one; None where it has none that can be said."""
    if stated(cell) is None or re.match(
        r"\W*không(?: có| yêu cầu| quy định)?(?: yêu cầu, điều kiện)?\W*$", cell, re.I
    ):
        return None
    told: list[str] = []
    partial = False
    for part in _cases(_ITEM.split(cell)):
        heading = part.rstrip().endswith(":")
        for text in _SENTENCE_END.split(part):
            pieces = [text] if len(text.split()) <= _GOOD else _clauses(text)
            said = [_said(piece) for piece in pieces]
            if not all(said):
                partial = True
                if heading:  # what follows depends on it
                    return Narrative(said=tuple(told), partial=True) if told else None
                continue
            told += [each for each in said if each]
    told = list(dict.fromkeys(told))
    if not told:
        return None
    return Narrative(said=tuple(told[:_MOST]), partial=partial or len(told) > _MOST)


def _clauses(text: str) -> list[str]:
    """The clauses of a long sentence, where each says something by itself; else the sentence whole."""
    clauses = text.split("; ")
    return clauses if all(len(clause.split()) >= _CLAUSE for clause in clauses) else [text]


def _cases(parts: list[str]) -> Iterator[str]:
    """The items, each heading of a case in front of what it opens."""
    opening = ""
    for part in parts:
        plain = item(_BULLET.sub("", part.strip()))
        if not plain:
            continue
        if part.rstrip().endswith(":") and re.match(r"(?:trường hợp|đối với|nếu)\b", plain, re.IGNORECASE):
            opening = plain.rstrip(": ")
            continue
        yield f"{opening}: {plain}" if opening else plain + (":" if part.rstrip().endswith(":") else "")
        opening = ""


def _deed(part: str) -> str | None:
    """What a step comes to that cannot be said in its own words."""
    return next((said for words, said in _DEEDS if words.search(part)), None)


def _step(part: str) -> str | None:
    """One step in one or two sentences: what is done when all goes well."""
    found: list[str] = []
    for line in _ITEM.split(part):
        for text in _SENTENCE_END.split(line):
            if _CONTINGENCY.search(text) and not found:
                text = next((head for head in _heads(text) if not _CONTINGENCY.search(head)), "")
            elif _CONTINGENCY.search(text):
                continue
            if said := _said(text, cut=True):
                found.append(said)
        if len(found) > 1:
            break
    words = 0
    kept: list[str] = []
    for each in found[:2]:
        words += len(each.split())
        if words <= _GOOD or not kept:
            kept.append(each)
    return ". ".join(kept) or None


def _said(text: str, *, cut: bool = False) -> str | None:
    """`text` as one sentence for the ear, shortened at a clause where `cut`; None where there is none."""
    plain = _plain(text)
    candidates: tuple[str, ...] = (plain, *(_heads(plain) if cut else ()))
    for longest in (_GOOD, _LONGEST):
        for candidate in candidates:
            if _SHORTEST <= len(candidate.split()) <= longest and _is_whole(candidate):
                return candidate[:1].upper() + candidate[1:]
    return None


def _heads(text: str) -> Iterator[str]:
    """Beginnings of `text` that end with a clause, the longest first."""
    for seam in reversed(list(_CUTS.finditer(text))):
        yield text[: seam.start()].strip(" ,;:")


def _is_whole(text: str) -> bool:
    if _POINTER.search(text) or _DISTRICT.search(text) or _OPEN_END.search(text):
        return False
    if _CONDITIONAL.match(text) and not _MAIN_CLAUSE.search(text):
        return False
    return text.count("“") == text.count("”") and not re.search(r"[()\[\]/]", _DATE.sub("", text))


def _plain(text: str) -> str:
    plain: str = _BULLET.sub("", clean(text))
    plain = _COUNTED.sub(r"\1", plain)
    for _ in range(2):  # brackets stand in brackets
        plain = _BRACKET.sub("", plain)
    for words, other in _WORDS:
        plain = words.sub(other, plain)
    plain = _COMMUNE.sub("cấp xã", plain)
    for pattern in (_DOSSIER, _FORM, _CITED, _ATTACHED, _RULE):
        plain = pattern.sub(" ", plain)
    plain = _SPELT.sub(r"\1", plain)
    plain = re.sub(r"\s+([,.;:])", r"\1", " ".join(plain.split()))
    plain = re.sub(r"[,;]+(?=[,;.:])", "", plain)
    return item(_LABEL.sub("", plain)).strip(" ,;:.-")

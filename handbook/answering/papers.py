"""Papers of an application, worded for the ear: citations go, meaning stays."""

import re
from collections.abc import Sequence

from handbook.answering.phrasing import (
    FIRST_SENTENCE,
    listed,
    lowered,
    ordinal,
    sentence,
    syllables,
)
from handbook.book.entries import Document, DocumentGroup

_BULLET = re.compile(
    r"^(?:[-+*•–.,;)\s]+|\(?\d{1,2}(?:\.\d+)*[.)]\s+|\(\d{1,2}(?:\.\d+)*\)\s*|[a-zđ]\d?\)\s+|\([ivx]+\)\s*)+"
)
_INNER_BULLET = re.compile(r"(?<=[;:,.])\s*(?:[a-zđ]\)|[-+])\s+")
_FILE = re.compile(r"\S*\.(?:docx?|pdf|xlsx?)\b.*$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_SPELLED = re.compile(  # "01 (một)", "15 (mười lăm)"
    r"(\d)\s*\((?:(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|trăm|nghìn)\s?)+\)"
)
_CHOSEN = re.compile(
    r"nếu người (?:có )?yêu cầu (?:lựa chọn )?nộp hồ sơ theo hình thức (trực tuyến|trực tiếp)"
)
# The source writes the national population database in two ways, one of them misprinted.
_POPULATION = re.compile(r"\bCS(?:DL)?QGVDC\b")
_PLAN = re.compile(r"\bKH(?= hỗ trợ| can thiệp)")
_CITATION = re.compile(
    r"mẫu số|theo mẫu|ban hành kèm|quy định tại|phụ lục|thông tư|nghị định|"
    r"sau đây (?:gọi|viết)|điều \d|khoản \d",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"nếu|trường hợp|trừ |đối với|bản sao|bản chính|xác nhận|chứng thực", re.IGNORECASE)
_INSTRUMENT = r"(?:Nghị định|Thông tư|Quyết định|Nghị quyết)(?: liên tịch)?\s+(?:số\s+)?[\d.]+/[\w/.-]+"
_DATED = r"(?:,?\s+ngày\s+\d+(?:/\d+/\d+|\s+tháng\s+\d+\s+năm\s+\d+))?"
_ISSUER = (
    r"(?:\s+của\s+(?:Chính phủ|Thủ tướng Chính phủ|(?:Bộ trưởng\s+)?Bộ\s+[\w\s]{2,30}?)"
    r"(?=\s+(?:quy định|về|hướng dẫn|sửa đổi)|[,;.)]|$))?"
)
# The instrument's own title, up to the end of the clause; kept where it may hold more than a title.
_HEADING = (
    r"(?:\s+(?:quy định|về|hướng dẫn|sửa đổi)\b"
    r"(?:(?!xác nhận|bản sao|bản chính|trường hợp|nếu |kèm )[^;.])*(?=[;.]|$))?"
)
_ANNEX = r"(?:(?:\s+(?:tại|thuộc|của))?\s+Phụ lục(?:\s+[IVX\d]+[A-Za-z]*)?)?"
_ATTACHED = re.compile(
    r",?" + _ANNEX + r"\s*(?:được )?(?:ban hành\s+)?kèm\s+theo\s+" + _INSTRUMENT + _DATED + _ISSUER + _HEADING
)


def spoken(text: str) -> str:
    """A paper's name or a note for the ear: less bullets, file names and citations of the form's instrument.

    Brackets that hold a condition ("nếu có", "trường hợp …") or a fact stay, as commas.
    """
    plain = _BULLET.sub("", _FILE.sub("", " ".join(text.split())))
    plain = _PLAN.sub("kế hoạch", plain)
    plain = _POPULATION.sub("Cơ sở dữ liệu quốc gia về dân cư", _SPELLED.sub(r"\1", plain))
    plain = _BRACKET.sub(_unbracketed, _INNER_BULLET.sub(" ", plain))
    plain = _CHOSEN.sub(r"nếu nộp \1", plain)
    plain = _ATTACHED.sub("", plain).replace("(", ", ").replace(")", "")
    plain = re.sub(r"\s+([,.;:])", r"\1", plain)
    return re.sub(r"[,;]+(?=[,;.:])", "", plain).strip(" ,;:.")


def _unbracketed(bracket: re.Match[str]) -> str:
    inside = bracket[1].strip()
    if not inside or (_CITATION.search(inside) and not _CONDITION.search(inside)):
        return ""
    return f" {inside}" if inside == "nếu có" else f", {inside},"


_SENTENCE_END = re.compile(r"(?<=[^\W\d])\.\s+(?=[A-ZĐÀ-Ỵ])")


def sentences(text: str) -> list[str]:
    """A remark of the source as sentences for the ear."""
    return [sentence(part) for part in _SENTENCE_END.split(spoken(text)) if part.strip()]


def tally(group: DocumentGroup) -> str:
    """ "3 loại giấy tờ, mỗi loại 1 bản chính"; the numbers are left to `enumerated` where they differ."""
    return ", ".join(filter(None, (f"{len(group.documents)} loại giấy tờ", copies(group))))


def copies(group: DocumentGroup) -> str:
    """ "mỗi loại 1 bản chính"; empty where the papers differ or are one."""
    return f"mỗi loại {_numbers(group.documents[0])}" if _alike(group) else ""


def enumerated(group: DocumentGroup) -> list[str]:
    """The papers one by one, each opened by its number in the list."""
    papers = sorted(group.documents, key=_order)
    return [
        text
        for position, paper in enumerate(papers, 1)
        for text in _paper(paper, ordinal(position) if len(papers) > 1 else "Đó là", counted=_alike(group))
    ]


_FORM = re.compile(r"^(?:tờ khai|đơn|giấy đề nghị|văn bản đề nghị|phiếu|bản khai|tờ trình)\b", re.IGNORECASE)
# A paper of some applicants only, or one that the office mostly looks up itself.
_SPECIAL = re.compile(
    r"^(?:(?:trong )?trường hợp|đối với|khi|nếu|văn bản ủy quyền|giấy ủy quyền)\b|nếu có|bỏ rơi|mang thai hộ|"
    r"hình thức trực tuyến|không thể khai thác",
    re.IGNORECASE,
)


def forms(groups: Sequence[DocumentGroup]) -> list[str]:
    """The forms among the papers, each once, as they are called."""
    names = [spoken(paper.name) for group in groups for paper in group.documents]
    return list(dict.fromkeys(_SENTENCE_END.split(name)[0] for name in names if _FORM.match(name)))


_IDENTITY = re.compile(r"gọi (?:tắt |chung )?là (giấy tờ tùy thân)")
_HEAD = re.compile(
    r"\s*(?:[,;:(/.]|\s(?:theo|hoặc|của|do|đã|được|có|trong|về việc|để|kèm|nếu|còn|quy định)\s).*$", re.DOTALL
)
_GENERIC = re.compile(
    r"^thành phần|^(?:(?:các )?giấy tờ|bản chính|bản sao|bản chụp|văn bản|hồ sơ|quyết định|một|tài liệu)"
    r"(?: \S+)?$"
)
_COMMON = re.compile(
    r"phải nộp|xuất trình|^(?:thành phần )?hồ sơ(?!.*(?:trường hợp|đối với|theo diện))", re.IGNORECASE
)
_HEAD_LENGTH = 9
_MOST_HEADS = 3


def gist(groups: Sequence[DocumentGroup], budget: int) -> str:
    """The papers that nearly everyone hands in by their shortest names: "tờ khai, giấy chứng sinh và …".

    Empty when there is only one paper, none has a short name, or they take more than `budget` syllables.
    Papers beyond those named are announced, not left out in silence.
    """
    common = [group for group in groups if not group.case or _COMMON.search(group.case)]
    papers = [paper for group in common for paper in group.documents if not _SPECIAL.search(paper.name)]
    heads = list(dict.fromkeys(head for paper in sorted(papers, key=_rank) if (head := _head(paper))))
    count = sum(len(group.documents) for group in groups)
    for most in range(min(_MOST_HEADS, len(heads)) if count > 1 else 0, 0, -1):
        rest = ["giấy tờ khác"] if count > most else []
        named = listed([*heads[:most], *rest], "và")
        if syllables(named) <= budget:
            return named
    return ""


def _head(paper: Document) -> str:
    """A paper in a word or two; empty where its name has no such head."""
    if known := _IDENTITY.search(paper.name):
        return known[1]
    plain = spoken(paper.name)
    head = lowered(_HEAD.sub("", plain))
    if form := _FORM.match(plain):
        head = head if syllables(head) <= _HEAD_LENGTH else lowered(form[0])
        return head if syllables(head) > 1 else ""
    return head if 2 <= syllables(head) <= _HEAD_LENGTH and not _GENERIC.match(head) else ""


def _order(paper: Document) -> tuple[int, int]:
    """Forms first, then what everyone hands in, special cases last; short names before long ones."""
    return _rank(paper), syllables(sentences(paper.name)[0])


def _rank(paper: Document) -> int:
    plain = spoken(paper.name)
    return 2 if _SPECIAL.search(paper.name) else 0 if _FORM.match(plain) else 1


def _alike(group: DocumentGroup) -> bool:
    """Whether one phrase tells the numbers of all papers."""
    numbers = {_numbers(paper) for paper in group.documents}
    return len(group.documents) > 1 and len(numbers) == 1 and numbers != {""}


def _numbers(paper: Document) -> str:
    """ "1 bản chính và 1 bản sao"; empty when the source gives no number."""
    parts = ((paper.originals, "bản chính"), (paper.copies, "bản sao"))
    return " và ".join(f"{number} {what}" for number, what in parts if number)


_PIECES = re.compile(r";\s*(?!trừ |nếu )(?=\S)")  # an exception stays with what it limits


def _paper(paper: Document, opening: str, *, counted: bool) -> list[str]:
    """One paper as sentences; a long list inside its name is told item by item."""
    name, *rules = _SENTENCE_END.split(spoken(paper.name))
    number = "" if counted else _numbers(paper)
    first, *others = _PIECES.split(name) if syllables(name) > FIRST_SENTENCE else [name]
    if number and others:
        others.append(f"Số lượng là {number}")
    elif number:
        first += f", {number}"
    return [sentence(part) for part in (f"{opening} {lowered(first)}", *others, *rules) if part]

"""Papers of an application, worded for the ear: citations go, meaning stays."""

import re

from handbook.entries import Document, DocumentGroup
from handbook.phrasing import FIRST_SENTENCE, lowered, ordinal, sentence, syllables

_BULLET = re.compile(
    r"^(?:[-+*•–.,;)\s]+|\(?\d{1,2}(?:\.\d+)*[.)]\s+|\(\d{1,2}(?:\.\d+)*\)\s*|[a-zđ]\d?\)\s+)+"
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
    plain = _SPELLED.sub(r"\1", plain)
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
    number = f"{len(group.documents)} loại giấy tờ"
    return f"{number}, mỗi loại {_numbers(group.documents[0])}" if _alike(group) else number


def enumerated(group: DocumentGroup) -> list[str]:
    """The papers one by one, each opened by its number in the list.

    Short names first: those are the papers everyone hands in, the long ones are special cases.
    """
    papers = sorted(group.documents, key=lambda paper: syllables(sentences(paper.name)[0]))
    return [
        text
        for position, paper in enumerate(papers, 1)
        for text in _paper(paper, ordinal(position) if len(papers) > 1 else "Đó là", counted=_alike(group))
    ]


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

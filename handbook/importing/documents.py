"""Papers of an application: the table "Thành phần hồ sơ" taken apart."""

import re
from dataclasses import dataclass, field

from handbook.book.entries import Document, DocumentGroup
from handbook.importing.report import Fact
from handbook.importing.rows import DocumentCells
from handbook.importing.wording import clean, item, stated

_HEADING = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# The portal's count follows a name without a space and is one digit: "…/20251 bản chính,1 bản sao" is the
# year 2025 and one original. "(01 bản chính hoặc …" and "01 bản sao có chứng thực" are words of the name.
_COUNT = re.compile(r"(?<!\D0)(?<!^0)(\d) bản chính(?:,(\d) bản sao)?(?=$|[^ ),;.]|\s+[A-ZĐÀ-Ỹ*(]|\s+$)")
_COUNTS = re.compile(r"Bản chính: (\d+)\s+Bản sao: (\d+)")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rar|zip|jpe?g|png|rtf|odt)\s*$", re.IGNORECASE)
# Where a file name was glued to the text before it; a file name holds none of / \ : * ? " < > | ;
_SEAM = re.compile(
    r"(?<=[a-zà-ỹđ])(?=[A-ZĐ][\wÀ-ỹ])|(?<=[).;”])(?=[\wÀ-ỹ])|(?<=[A-ZĐ])(?=[A-ZĐ][a-zà-ỹ])(?!Tg)|(?<=\d)(?=[A-ZĐ][a-zà-ỹ])"
    r"|(?<=quy định)(?=\w)"
)
_NOT_IN_FILE_NAMES = re.compile(r'.*[/\\:*?"<>|;“”\n\t]', re.DOTALL)
_REMARK_HEADING = re.compile(r"^\W*(?:lưu ý|ghi chú)", re.IGNORECASE)
_NO_PAPER = re.compile(r"^\W*không quy định\W*$", re.IGNORECASE)
_NO_CASE = re.compile(r"(?:bao gồm)?\W*$", re.IGNORECASE)
_QUANTITY = re.compile(r"^\W*số lượng ", re.IGNORECASE)  # a rule on the number of copies, whatever its count
_LABEL = re.compile(r"^Thành phần hồ sơ \d+\s*(?P<optional>\(nếu có[^()]*\))?\s*:\s*", re.IGNORECASE)
_CASE_LABEL = re.compile(r"^\W*\d+\)\s*Thành phần, số lượng hồ sơ:\s*(?:\(\d+(?:\.\d+)*\)\s*)?")
_CASE_SEAM = re.compile(r":(?=[a-zđ]\d?\))")  # "Hồ sơ thanh toán:a) Hồ sơ pháp lý"
# Openings of a rule about papers; only a row without any copy is taken for one.
_REMARK = re.compile(
    r"^\W*(?:lưu ý|ghi chú|ví dụ|số lượng|trường hợp|các trường hợp|đối với|người|cơ quan|khi |việc |tỷ lệ|"
    r"phiếu (?:này|được)|giấy tờ có trong|bản chụp các giấy tờ)",
    re.IGNORECASE,
)


@dataclass
class Papers:
    """The table taken apart."""

    groups: list[DocumentGroup] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unclear: str | None = None
    remarks: list[tuple[Fact, str, str]] = field(default_factory=list)


def papers(table: str | list[DocumentCells]) -> Papers:
    """Papers by case, remarks among them kept apart as notes; unclear if the table cannot be taken apart."""
    found = Papers()
    if isinstance(table, str):
        _run_together(table, found)
    else:
        named = [cells for cells in table if clean(cells.ten_giay_to)]
        if len(named) < len(table):
            found.remarks.append((Fact.DOCUMENTS, "a count without a paper", ""))
        cases: dict[str, list[Document]] = {}
        for cells in named:
            cases.setdefault(clean(cells.truong_hop), []).append(_structured(cells, found))
        for case, documents in cases.items():
            _add_group(found, None if _NO_CASE.match(case) else case, documents)
    if not found.groups and not found.unclear:
        found.unclear = "Nguồn không nêu danh mục giấy tờ."
        found.remarks.append((Fact.DOCUMENTS, "no paper in the table", "; ".join(found.notes)[:200]))
    return found


def _run_together(cell: str, found: Papers) -> None:
    case, *tables = cell.split(_HEADING)
    if not tables:
        found.unclear = "Nguồn không tách được thành phần hồ sơ khỏi phần mô tả."
        found.remarks.append((Fact.DOCUMENTS, "the table's heading is missing", clean(cell)[:200]))
        return
    for table in tables:
        documents, start = [], 0
        for count in _COUNT.finditer(table):
            name = table[start : count.start()]
            start = count.end()
            if not clean(name):
                found.remarks.append((Fact.DOCUMENTS, "a count without a paper", count[0]))
                continue
            if name[-1:].isdigit() and not re.search(r"[/ ]20\d\d$", name):
                reason = "the count follows a number, read as one digit"
                found.remarks.append((Fact.DOCUMENTS, reason, clean(name[-30:] + count[0])))
            documents.append(_document(name, int(count[1]), int(count[2]) if count[2] else None))
        _add_group(found, stated(case), documents)
        case = table[start:]
    if rest := item(stated(case) or ""):
        found.notes.append(rest)
        found.remarks.append((Fact.DOCUMENTS, "words after the last count", rest))


def _structured(cells: DocumentCells, found: Papers) -> Document:
    counts = _COUNTS.fullmatch(cells.ghi_chu.strip())
    if not counts:
        found.remarks.append((Fact.DOCUMENTS, "counts cannot be read", clean(cells.ghi_chu)))
    return Document(
        name=_labelled(item(cells.ten_giay_to)) or clean(cells.ten_giay_to),
        originals=int(counts[1]) if counts else None,
        copies=int(counts[2]) if counts else None,
        form=clean(cells.so_luong) or None,
    )


def _labelled(name: str) -> str:
    """`name` less the label that only numbers it, "Thành phần hồ sơ 2 (nếu có): …"; the condition stays."""
    label = _LABEL.match(name)
    return f"{name[label.end() :]} {label['optional'] or ''}".strip() if label else name


def _document(text: str, originals: int, copies: int | None) -> Document:
    name, form = _form(text)
    return Document(
        name=item(name) or clean(name) or clean(text), originals=originals, copies=copies, form=form
    )


def _form(text: str) -> tuple[str, str | None]:
    """The name and the file name of the form glued to its end, if a seam between them can be found."""
    plain = clean(text)
    if not _FILE.search(plain):
        return plain, None
    forbidden = _NOT_IN_FILE_NAMES.match(plain)
    earliest = forbidden.end() if forbidden else 0
    for seam in _SEAM.finditer(plain):
        if max(earliest, 1) <= seam.start() < plain.rindex("."):
            return plain[: seam.start()], plain[seam.start() :]
    return plain, None


def _add_group(found: Papers, case: str | None, documents: list[Document]) -> None:
    remark_heading = bool(case and _REMARK_HEADING.match(case))
    kept = []
    for document in documents:
        if _NO_PAPER.match(document.name):
            continue
        unnumbered = not (document.originals or document.copies)
        remark = unnumbered and (remark_heading or _REMARK.match(document.name))
        if remark or _QUANTITY.match(document.name) or document.name.endswith(":"):
            found.notes.append(document.name)
        else:
            kept.append(document)
    heading = _CASE_SEAM.sub(": ", _CASE_LABEL.sub("", item(case or "")))
    if kept:
        found.groups.append(DocumentGroup(case=heading.rstrip(": ") or None, documents=tuple(kept)))
    elif not remark_heading and (words := heading):
        found.notes.append(words)

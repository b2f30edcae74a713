"""One row of the portal as a procedure."""

import re
from datetime import date

from handbook.book.entries import Procedure
from handbook.importing.channels import channels
from handbook.importing.documents import papers
from handbook.importing.instruments import instruments
from handbook.importing.narration import conditions, steps
from handbook.importing.provinces import HOME, named_province
from handbook.importing.report import Fact, Remark
from handbook.importing.rows import Row
from handbook.importing.wording import clean, item, stated, uncapitalized

# A code ends where the next result begins; the last one, of whatever form, ends the cell.
_RESULT_CODE = re.compile(r"Mã: (?:KQ[.-][A-Z]\d+\.\d{5,6}|[\w.-]+$)")
_SEARCH_PANEL = re.compile(r"Từ khóa.*?Mô tả.*$|Chọn cơ quan thực hiện.*$", re.DOTALL)
_DECISION = re.compile(r"(?:Quyết định số )?(\d+/QĐ-[A-ZĐ0-9-]+)")
_UNNAMED_PROVINCE = "một tỉnh nguồn không nêu tên"
_LOCAL_DECISION = re.compile(r"/(?:QĐ-UBND|NQ-HĐND)$")
_WITHIN = re.compile(r"\s*\([^()]*\)")
_OFFICIALS = "Cán bộ, công chức, viên chức"
_SUBMIT = re.compile(
    r"nộp (?:\d+ bộ |bộ )?hồ sơ[^.;:]{0,90}? (?:tại|đến|cho|về) "
    r"(?P<place>(?:Trung tâm Phục vụ hành chính công|Bộ phận (?:Một cửa|tiếp nhận và trả kết quả)|"
    r"Ủy ban nhân dân|UBND|Công an|Cơ quan đăng ký kinh doanh|Kho bạc Nhà nước|Ban Chỉ huy quân sự)"
    r"[^.;,:()]{0,120}?)"
    r"(?P<end>\s+(?:thì|nộp|theo|bằng|trước|Bước|để|trực tiếp|qua|hoặc (?:trên|nộp|gửi))\b|[.;,:()]|$)",
    re.IGNORECASE,
)


def procedure(row: Row, as_of: date) -> tuple[Procedure, list[Remark]]:
    """The row's facts and what was left unclear.

    Raises pydantic.ValidationError if they make no procedure.
    """
    reading = _Reading(row)
    ways, way_remarks = channels(row.cach_thuc_thuc_hien, row.trinh_tu_thuc_hien)
    listed = papers(row.thanh_phan_ho_so)
    basis, basis_unclear, basis_remarks = instruments(row.can_cu_phap_ly)
    for fact, reason, words in (*way_remarks, *listed.remarks, *basis_remarks):
        reading.remark(fact, reason, words)
    region = reading.region()
    entry = Procedure(
        id=row.ma_thu_tuc,
        name=reading.name(),
        field=clean(row.linh_vuc),
        region=region,
        authority=reading.body(row.co_quan_co_tham_quyen, region),
        performed_by=reading.body(row.co_quan_thuc_hien, region),
        place=reading.place(),
        channels=ways,
        documents=tuple(listed.groups),
        documents_unclear=listed.unclear,
        document_notes=tuple(dict.fromkeys(listed.notes)),
        legal_basis=tuple(basis),
        legal_basis_unclear=tuple(basis_unclear),
        steps=steps(row.trinh_tu_thuc_hien),
        conditions=conditions(row.yeu_cau_dieu_kien),
        applicants=reading.applicants(),
        result=reading.result(),
        decision=reading.decision(),
        source=stated(row.detail_url),
        as_of=_dated(row.ngay_du_lieu) or as_of,
    )
    if entry.names_district:
        reading.remark(Fact.DISTRICT, "names the district level, abolished on 1 July 2025")
    return entry, reading.remarks


def _dated(day: str) -> date | None:
    """The day, the first one of a month."""
    return date.fromisoformat(day if len(day) > len("2026-01") else f"{day}-01") if day else None


class _Reading:
    """Reads single cells of one row, remarking what is unclear."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.remarks: list[Remark] = []

    def remark(self, fact: Fact, reason: str, words: str = "") -> None:
        self.remarks.append(Remark(self._row.ma_thu_tuc, fact, reason, words))

    def name(self) -> str:
        return uncapitalized(item(self._row.ten_thu_tuc.replace(f"({self._row.ma_thu_tuc})", "")))

    def region(self) -> str | None:
        """The province that published the row by a decision of its own; None for a ministry's."""
        if not _LOCAL_DECISION.search(clean(self._row.so_quyet_dinh)):
            return None
        province = named_province(clean(self._row.model_dump_json()))
        if province is None:
            self.remark(
                Fact.REGION, "published by a province that the row does not name", self._row.so_quyet_dinh
            )
            return _UNNAMED_PROVINCE
        if province != HOME:
            self.remark(Fact.REGION, f"a rule of {province}, not of {HOME}", self._row.so_quyet_dinh)
        return province

    def body(self, cell: str, region: str | None) -> str | None:
        body = item(stated(cell) or "")
        if not body:
            return None
        if body[0].islower() or ":" in body:
            self.remark(Fact.AUTHORITY, "the cell holds steps, not a body", body[:200])
            return None
        province = named_province(body)
        if province not in (None, HOME, region):
            self.remark(Fact.AUTHORITY, "names a body of another province", body)
            return None
        return body

    def place(self) -> str | None:
        """Where to submit: the address cell, else the one place that the steps name."""
        if address := item(stated(self._row.dia_chi_tiep_nhan) or ""):
            return address
        places = {}
        for match in _SUBMIT.finditer(clean(self._row.trinh_tu_thuc_hien)):
            place = item(match["place"])
            if (
                match["end"] == ","
            ):  # "nơi hợp tác xã, liên hiệp hợp tác xã đặt trụ sở" is cut short by its comma
                place = place.partition(" nơi ")[0]
            places[place.casefold()] = place
        return next(iter(places.values())) if len(places) == 1 else None

    def applicants(self) -> tuple[str, ...]:
        cell = _WITHIN.sub("", stated(self._row.doi_tuong_thuc_hien) or "")
        named = (item(part) for part in cell.replace(_OFFICIALS, _OFFICIALS.replace(",", "")).split(","))
        return tuple(dict.fromkeys(name[:1].lower() + name[1:] for name in named if name))

    def result(self) -> str | None:
        cell = _SEARCH_PANEL.sub("", self._row.ket_qua_xu_ly).strip()
        parts = [item(part) for part in _RESULT_CODE.split(cell)]
        return "; ".join(dict.fromkeys(part for part in parts if stated(part))) or None

    def decision(self) -> str | None:
        cell = clean(self._row.so_quyet_dinh)
        if found := _DECISION.fullmatch(cell):
            return found[1]
        if cell:
            self.remark(Fact.DECISION, "no exact number", cell)
        return None

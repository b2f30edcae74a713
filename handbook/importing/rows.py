"""The portal's rows as published: a run-together and a structured shape of the same table."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]


class _Cells(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ChannelCells(_Cells):
    """One line of the table "Cách thức thực hiện"."""

    hinh_thuc: Literal["Trực tiếp", "Trực tuyến", "Dịch vụ bưu chính"]
    thoi_han_giai_quyet: str
    phi_le_phi: str
    mo_ta: str


class DocumentCells(_Cells):
    """One line of the table "Thành phần hồ sơ"."""

    ten_giay_to: str
    so_luong: str
    """File name of the form, despite its key."""
    ghi_chu: str
    """The counts: "Bản chính: 1\\nBản sao: 0"."""
    truong_hop: str = ""
    """The heading it stands under, where the source keeps it."""


class LegalCells(_Cells):
    """One line of the table "Căn cứ pháp lý"."""

    so_ky_hieu: str
    trich_yeu: str


class Row(_Cells):
    """One procedure; a table is a list of lines, or one string with all its cells run together."""

    ma_thu_tuc: Code
    ten_thu_tuc: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    so_quyet_dinh: str = ""
    linh_vuc: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    co_quan_co_tham_quyen: str = ""
    co_quan_thuc_hien: str = ""
    dia_chi_tiep_nhan: str = ""
    trinh_tu_thuc_hien: str = ""
    cach_thuc_thuc_hien: str | list[ChannelCells]
    thanh_phan_ho_so: str | list[DocumentCells]
    can_cu_phap_ly: str | list[LegalCells]
    doi_tuong_thuc_hien: str = ""
    yeu_cau_dieu_kien: str = ""
    ket_qua_xu_ly: str = ""
    detail_url: str = ""
    ngay_du_lieu: Annotated[str, StringConstraints(pattern=r"^(?:\d{4}-\d{2}(?:-\d{2})?)?$")] = ""
    """Day, or month, of which the row's facts are; empty where the whole file is of one day."""

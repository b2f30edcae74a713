"""Hard near-questions: a procedure's own wording with one thing in it swapped for what no entry knows.

`python -m handbook.matching.fitting.near tests/data/questions_near.jsonl` writes them for `evaluate text`.
Every one names another object, another person's status or another act, so that none may be answered.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from handbook.book.entries import Procedure
from handbook.book.handbook import Handbook

OBJECTS = (
    ("quyền sử dụng đất", "tàu biển"), ("đất", "tàu biển"), ("thực phẩm", "mỹ phẩm"),
    ("thực phẩm", "thuốc lá"), ("nhà ở", "tàu cá"), ("hộ kinh doanh", "phòng khám"),
    ("hộ kinh doanh", "quán karaoke"), ("xe máy", "máy bay"), ("xe", "tàu thủy"),
    ("tạm trú", "chuyển trường"), ("căn cước", "giấy phép lái xe"), ("khai sinh", "nhãn hiệu"),
    ("hợp tác xã", "nhà thuốc"), ("tổ hợp tác", "vũ trường"), ("khai tử", "hỏa táng"),
)  # fmt: skip
STATUSES = (
    ("công chức", "viên chức"), ("công chức", "đảng viên"), ("cán bộ", "giáo viên"),
    ("người có công", "sĩ quan"), ("người khuyết tật", "đảng viên"),
    ("thanh niên xung phong", "công an nhân dân"), ("trẻ em", "quân nhân chuyên nghiệp"),
)  # fmt: skip
ACTS = (
    ("cấp tài khoản", "khóa tài khoản"), ("làm tài khoản", "mở khóa tài khoản"), ("cấp thẻ", "khóa thẻ"),
    ("làm thẻ", "khóa thẻ"), ("đăng ký thường trú", "tuyển sinh"), ("trợ cấp một lần", "mai táng phí"),
    ("trợ cấp", "tiền mai táng"), ("đăng ký đóng", "trốn đóng"), ("cấp số định danh", "hủy số định danh"),
)  # fmt: skip
UNLISTED = (
    ("thực phẩm", "phân bón"), ("đất", "mỏ than"), ("căn cước", "thẻ ngân hàng"), ("kết hôn", "hôn ước"),
    ("hộ kinh doanh", "văn phòng luật"), ("xe máy", "xe đạp điện"), ("công chức", "bác sĩ"),
    ("tạm trú", "nhà xưởng"), ("bảo hiểm y tế", "chứng khoán"), ("chữ ký", "dấu vân tay"),
)  # fmt: skip
"""Things that no table of the language names: what the vetoes do not help with."""
KINDS = {"object": OBJECTS, "status": STATUSES, "act": ACTS, "unlisted": UNLISTED}
ASPECTS = ("cần giấy tờ gì", "mất bao lâu", "lệ phí bao nhiêu", "nộp ở đâu", "làm thế nào")
_NAMES = 4
"""Wordings of a procedure that are swapped; more of them only say the same again."""


def near_questions(handbook: Handbook) -> Iterator[dict[str, str]]:
    """Lines for `evaluate text`: each swap in each of the first wordings, with an aspect in turn."""
    known = {
        text.casefold()
        for entry in handbook
        if isinstance(entry, Procedure)
        for text in (entry.name, *entry.aliases)
    }
    seen: set[str] = set()
    for entry in handbook:
        if not isinstance(entry, Procedure):
            continue
        own_words = " ".join((entry.name, *entry.aliases, *entry.asked)).casefold()
        for name in entry.aliases[:_NAMES]:
            for kind, swaps in KINDS.items():
                for own, strange in swaps:
                    swapped = re.sub(rf"\b{own}\b", strange, name)
                    if swapped in (name, *seen) or swapped.casefold() in known or strange in own_words:
                        continue
                    seen.add(swapped)
                    aspect = ASPECTS[len(seen) % len(ASPECTS)]
                    yield {"text": f"{swapped} {aspect}", "label": "OOS:near", "group": kind}


def main() -> None:
    """Writes the questions to a file."""
    parser = argparse.ArgumentParser(description="Writes hard near-questions that no entry answers.")
    parser.add_argument("out", type=Path)
    lines = [json.dumps(line, ensure_ascii=False) for line in near_questions(Handbook.load())]
    parser.parse_args().out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

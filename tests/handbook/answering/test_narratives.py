"""Steps and conditions told: the first one at once, and what is missing said."""

from datetime import date

from handbook.answering.answers import compose
from handbook.book.entries import Aspect, Narrative, Procedure

ENTRY = Procedure(id="1.000001", name="Đăng ký tạm trú", field="Cư trú", as_of=date(2026, 6, 30))


def test_numbered_steps_are_counted_and_the_first_is_told_at_once() -> None:
    entry = ENTRY.model_copy(
        update={"steps": Narrative(said=("Chuẩn bị hồ sơ", "Nộp hồ sơ tại Công an cấp xã"), numbered=True)}
    )
    answer = compose(entry, [Aspect.STEPS])
    assert answer.sentences == (
        "Đăng ký tạm trú có 2 bước, trước hết là bước 1: chuẩn bị hồ sơ.",
        "Bước 2: nộp hồ sơ tại Công an cấp xã.",
    )
    assert not answer.unclear


def test_conditions_that_are_not_whole_are_said_to_be_so_and_an_officer_is_offered() -> None:
    entry = ENTRY.model_copy(update={"conditions": Narrative(said=("Có chỗ ở hợp pháp",), partial=True)})
    answer = compose(entry, [Aspect.CONDITIONS])
    assert answer.sentences[:2] == (
        "Điều kiện của thủ tục đăng ký tạm trú như sau: có chỗ ở hợp pháp.",
        "Còn điều kiện khác mà sổ tay chưa ghi đủ.",
    )
    assert answer.unclear


def test_who_may_apply_is_told_where_no_condition_is_stated() -> None:
    entry = ENTRY.model_copy(update={"applicants": ("công dân Việt Nam", "người nước ngoài")})
    answer = compose(entry, [Aspect.CONDITIONS])
    assert answer.sentences[0] == "Đăng ký tạm trú dành cho công dân Việt Nam hoặc người nước ngoài."
    assert answer.unclear

"""Running words of the portal: what can be said aloud stays, shortened; what cannot is left out whole."""

import pytest

from handbook.importing.narration import conditions, steps

NUMBERED = (
    "Bước 1: Cá nhân chuẩn bị hồ sơ theo quy định của pháp luật.\n"
    "Bước 2: Cá nhân nộp hồ sơ đến Công an xã, phường, thị trấn.\n"
    "Bước 3: Cán bộ kiểm tra hồ sơ:\n- Trường hợp hồ sơ chưa đầy đủ thì hướng dẫn bổ sung."
)


def test_numbered_steps_are_told_in_order_without_what_refers_elsewhere() -> None:
    told = steps(NUMBERED)
    assert told
    assert told.numbered
    assert not told.partial
    assert told.said == (
        "Cá nhân chuẩn bị hồ sơ",
        "Cá nhân nộp hồ sơ đến Công an cấp xã",
        "Cán bộ kiểm tra hồ sơ",
    )


def test_steps_without_numbers_are_told_as_they_stand_each_case_with_its_heading() -> None:
    told = steps(
        "* Trường hợp đăng ký trực tiếp:\n- Chủ hộ nộp hồ sơ tại Ủy ban nhân dân cấp xã.\n"
        "- Trường hợp từ chối thì phải nêu rõ lý do."
    )
    assert told
    assert not told.numbered
    assert told.said == ("Trường hợp đăng ký trực tiếp: Chủ hộ nộp hồ sơ tại Ủy ban nhân dân cấp xã",)


def test_a_numbered_step_that_cannot_be_said_is_told_by_what_it_comes_to() -> None:
    told = steps("Bước 1: Nộp giấy tờ tại khoản 2 Điều 5 Luật Đất đai.\nBước 2: Đến nhận kết quả tại xã.")
    assert told
    assert told.said == ("Người đề nghị nộp hồ sơ", "Đến nhận kết quả tại xã")


@pytest.mark.parametrize(
    "words",
    ["Nộp hồ sơ tại Ủy ban nhân dân cấp huyện nơi cư trú.", "Theo Điều 50, Điều 52 Luật Bảo hiểm xã hội."],
)
def test_a_condition_of_the_abolished_level_or_of_articles_alone_is_not_told(words: str) -> None:
    assert conditions(words) is None


def test_a_group_that_only_an_article_names_is_left_out_and_said_to_be_missing() -> None:
    told = conditions(
        "- Người từ đủ 18 tuổi được đăng ký.\n"
        "- Không thuộc đối tượng quy định tại khoản 1 Điều 5 Luật Cư trú."
    )
    assert told
    assert told.partial
    assert told.said == ("Người từ đủ 18 tuổi được đăng ký",)


@pytest.mark.parametrize("words", ["", "Không", "Không có thông tin", "Không quy định."])
def test_no_condition_stated_is_none(words: str) -> None:
    assert conditions(words) is None


def test_what_depends_on_a_heading_that_cannot_be_said_is_not_told() -> None:
    assert conditions("Đối tượng tại khoản 1 Điều 5 gồm:\n- Người từ đủ 18 tuổi có nơi ở.") is None


def test_an_exception_is_never_cut_off() -> None:
    told = steps("Công dân nộp lệ phí tại nơi đăng ký, trừ người được miễn nộp lệ phí.")
    assert told
    assert told.said == ("Công dân nộp lệ phí tại nơi đăng ký, trừ người được miễn nộp lệ phí",)

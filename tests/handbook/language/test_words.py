import unicodedata

import pytest

from handbook.language.language import Language
from handbook.language.text import PhraseTable, canonical, fold, is_plain, sound, split
from handbook.language.words import Wording


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Language.load().wording


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("uỷ", "ủy"), ("kí", "ký"), ("tỉ", "tỷ"), ("lí", "lý")]
)
def test_two_spellings_of_a_syllable_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_composed_and_decomposed_text_give_the_same_words() -> None:
    text = "Đăng ký khai tử"
    assert split(unicodedata.normalize("NFD", text)) == split(text) == ("đăng", "ký", "khai", "tử")


def test_a_word_without_diacritics_is_what_folding_gives() -> None:
    assert fold("Giấy chứng nhận quyền sở hữu Đất") == "giay chung nhan quyen so huu dat"
    assert is_plain("dang ky")
    assert not is_plain("đăng ký")


@pytest.mark.parametrize(
    ("one", "other"),
    [("trích", "chích"), ("sinh", "xinh"), ("giấy", "rấy"), ("lúa", "núa"), ("căn", "căng"), ("tử", "từ")],
)  # fmt: skip
def test_what_is_confused_on_the_telephone_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("sinh", "tử"), ("cấp", "đổi"), ("thường", "tạm"), ("nghỉ", "lại")]
)
def test_words_that_tell_procedures_apart_do_not_sound_alike(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("7", "bảy"),
        ("10", "mười"),
        ("14", "mười bốn"),
        ("15", "mười lăm"),
        ("21", "hai mươi mốt"),
        ("60", "sáu mươi"),
    ],
)
def test_small_numbers_become_words(digits: str, words: str) -> None:
    assert " ".join(split(digits)) == words


def test_a_large_number_stays_as_written() -> None:
    assert split("Nghị định 168") == ("nghị", "định", "168")


def test_the_longest_phrase_at_a_place_wins_and_places_do_not_overlap() -> None:
    table = PhraseTable([("mất",), ("mất", "bao", "lâu"), ("lâu",)])
    assert list(table.find(("mất", "bao", "lâu", "lâu"))) == [(0, 3, 1), (3, 4, 2)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("làm CCCD", "làm căn cước công dân"),
        ("BHYT hộ gia đình", "bảo hiểm y tế hộ gia đình"),
        ("khai sanh ở mô", "khai sinh ở đâu"),
        ("mần giấy ra răng", "làm giấy thế nào"),
        ("hổng có giấy", "không có giấy"),
    ],
)
def test_abbreviations_and_dialect_become_standard_words(wording: Wording, said: str, meant: str) -> None:
    assert " ".join(wording.standard(said)) == meant


def test_politeness_is_removed_unless_nothing_else_was_said(wording: Wording) -> None:
    assert wording.polite_removed(split("Dạ cho em hỏi khai tử ạ")) == ("khai", "tử")
    assert wording.polite_removed(split("dạ")) == ("dạ",)


def test_without_diacritics_a_word_that_matters_is_not_taken_for_a_filler(wording: Wording) -> None:
    assert wording.fillers_removed(split("dang ky khai tu the nao")) == ("dang", "ky", "khai", "tu")


def test_only_what_follows_a_self_correction_counts(wording: Wording) -> None:
    assert wording.repaired(split("đăng ký khai sinh à không khai tử")) == ("khai", "tử")
    assert wording.repaired(split("khai sinh ý tôi là")) == ("khai", "sinh", "ý", "tôi", "là")

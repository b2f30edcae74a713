"""The tables of words belong to a handbook: two speak differently, and a fault in one is named."""

from datetime import date
from pathlib import Path

import pytest

from handbook.book.entries import Aspect, Procedure
from handbook.book.files import write
from handbook.book.handbook import CONTENT, Handbook
from handbook.errors import HandbookError
from handbook.language.language import Language
from handbook.language.steering import Conduct
from handbook.language.tables import SHIPPED, LanguageError, Tables
from handbook.matching.decision import Reason, Verdict
from handbook.matching.matcher import Matcher

DEATH = Procedure(id="1.000656", name="Đăng ký khai tử", field="Hộ tịch", as_of=date(2026, 1, 1))


def changed(folder: Path, table: str, old: str, new: str) -> Path:
    """`folder` with one table, which has `new` in place of `old`."""
    folder.mkdir(exist_ok=True)
    text = (SHIPPED / f"{table}.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{table}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(LanguageError) as caught:
        Language.load(folder)
    return caught.value.problems


def test_two_handbooks_in_one_process_speak_differently(tmp_path: Path) -> None:
    words = changed(tmp_path / "language", "words", "  ubnd: ủy", "  giấy xanh: đăng ký khai tử\n  ubnd: ủy")
    changed(words, "steering", "anywhere: [nhắc lại", "anywhere: [ê này, nhắc lại")
    changed(words, "aspects", "fee:\n", "fee:\n  - tốn mấy hào\n")
    here, elsewhere = Handbook([DEATH], Language.load(words)), Handbook([DEATH])
    question = "giấy xanh tốn mấy hào"
    asked = Matcher(here).decide(question)
    assert (asked.verdict, asked.entry, asked.aspects) == (Verdict.ANSWER, DEATH.id, (Aspect.FEE,))
    assert Matcher(elsewhere).decide(question).verdict is Verdict.TRANSFER
    assert here.language.steering.recognize("ê này") is Conduct.REPEAT
    assert elsewhere.language.steering.recognize("ê này") is None


def test_what_asks_for_a_person_in_writing_is_the_table_of_the_handbook(tmp_path: Path) -> None:
    table = changed(tmp_path, "steering", "    - nối máy\n", "    - gọi sếp\n")
    here, elsewhere = Matcher(Handbook([DEATH], Language.load(table))), Matcher(Handbook([DEATH]))
    assert here.decide("gọi sếp ra đây").reason is Reason.ASKED_FOR_PERSON
    assert elsewhere.decide("gọi sếp ra đây").reason is Reason.UNMATCHED
    assert here.decide("nối máy cho tôi").reason is Reason.UNMATCHED


def test_a_handbooks_tables_are_loaded_with_it_and_the_others_are_those_that_ship(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    write(tmp_path / "procedures" / f"{DEATH.id}.yaml", DEATH.model_dump(mode="json", exclude_defaults=True))
    changed(tmp_path / "language", "steering", "anywhere: [nhắc lại", "anywhere: [ê này, nhắc lại")
    language = Handbook.load(tmp_path).language
    assert language.steering.recognize("ê này") is Conduct.REPEAT
    assert language.tables.words == Language.load().tables.words


def test_the_tables_that_ship_are_those_of_the_book_that_ships() -> None:
    assert SHIPPED == CONTENT / "language"
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == set(Tables.model_fields)


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("steering", "louder:", "lauder:", "steering.yaml: lauder: "),
        ("steering", "louder:", "lauder:", "steering.yaml: louder: Field required; add it"),
        ("steering", "  mốt: 1", "  mốt: 11", "steering.yaml: digits.mốt: "),
        ("steering", "  mốt: 1", "  mốt: một", "steering.yaml: digits.mốt: "),
        (
            "steering",
            "slower: [nói chậm",
            'slower: ["…", nói chậm',
            "steering.yaml: slower.0: '…' holds no word",
        ),
        ("words", "  ubnd: ủy ban nhân dân", "  ubnd: 5", "words.yaml: standard.ubnd: "),
        ("words", "repairs:", "repairs: 5\nrest:", "words.yaml: repairs: "),
        ("aspects", "fee:\n", "fees:\n", "aspects.yaml: the whole file: 'fees' is no aspect; write one of "),
        ("aspects", "  - giấy tờ\n", "  - 5\n", "aspects.yaml: documents."),
        ("marks", "hints:", "hint:", "marks.yaml: hints: Field required; add it"),
        ("agencies", "divorce:\n", "divorces:\n", "agencies.yaml: divorces: outside.yaml has no subject"),
        ("agencies", "  who: Tòa", "  whom: Tòa", "agencies.yaml: divorce.who: Field required"),
        ("out_of_scope", "asked:", "asked: [", "out_of_scope.yaml: is not valid YAML at line "),
    ],
)
def test_a_faulty_table_names_its_file_its_field_and_what_to_do(
    tmp_path: Path, table: str, old: str, new: str, told: str
) -> None:
    assert any(problem.startswith(told) for problem in problems(changed(tmp_path, table, old, new)))


def test_a_table_under_an_unknown_name_is_an_error_and_all_faults_are_told_at_once(tmp_path: Path) -> None:
    changed(tmp_path, "steering", "louder:", "lauder:")
    (tmp_path / "strangers.yaml").write_text("asked: []", encoding="utf-8")
    told = problems(tmp_path)
    assert any(each.startswith("strangers.yaml: no table is called so") for each in told)
    assert any(each.startswith("steering.yaml: louder") for each in told)


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("", encoding="utf-8")
    assert problems(tmp_path)[0].startswith("words.yaml: the whole file: ")


def test_faults_of_the_tables_stand_beside_those_of_the_entries(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "1.yaml").write_text("id: '1'\n", encoding="utf-8")
    changed(tmp_path / "language", "steering", "louder:", "lauder:")
    with pytest.raises(HandbookError) as caught:
        Handbook.load(tmp_path)
    assert "procedures/1.yaml: name" in str(caught.value)
    assert "language/steering.yaml: louder" in str(caught.value)


def test_phrases_can_be_written_as_a_list_or_as_one_line(tmp_path: Path) -> None:
    lines = changed(
        tmp_path,
        "steering",
        "courtesies: dạ ạ à ơi nhé nha nhá thưa em anh chị ừm ờm hừm hmm",
        "courtesies: [dạ, thưa-cô]",
    )
    assert Language.load(lines).tables.steering.courtesies == ("dạ", "thưa-cô")
    assert "vừa" in Language.load(lines).tables.steering.around

"""Whatever is wrong with a file, the rest of the handbook is told."""

from datetime import date
from pathlib import Path

import pytest

from handbook.answering.answers import compose, grounds
from handbook.book.entries import Aspect, Procedure
from handbook.book.handbook import Handbook

TODAY = date(2026, 11, 29)
PROCEDURE = """\
kind: procedure
id: '1.004194'
name: Đăng ký tạm trú
field: Cư trú
authority: Công an cấp xã
channels:
  - kind: counter
    time: {amount: 3, unit: working_day}
    fees: [{amount: 10000, note: theo danh sách}]
  - kind: online
    time: {amount: 3, unit: working_day}
    fees: [{amount: 5000}]
as_of: 2026-06-30
"""
OVERRIDE = """\
'1.004194':
  - source: {number: 75/2022/TT-BTC, article: Điều 4}
    from: 2023-02-05
    was: '"amount": 10000'
    fees:
      counter: [{amount: 15000}]
      online: [{amount: 7000}]
"""


def book(folder: Path, **files: str) -> Handbook:
    """A handbook of one procedure and `files`: a layer's name, and what its file says."""
    for name, text in {"procedures": PROCEDURE, **files}.items():
        path = folder / name / "a.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Handbook.load(folder)


def told(handbook: Handbook, aspect: Aspect, today: date = TODAY) -> str:
    return compose(handbook["1.004194"], (aspect,), today).text


def test_an_override_is_told_in_place_of_the_portals_data_with_its_source(tmp_path: Path) -> None:
    handbook = book(tmp_path, overrides=OVERRIDE)
    fee = told(handbook, Aspect.FEE)
    assert "15.000 đồng" in fee
    assert "7.000 đồng" in fee
    assert "10.000" not in fee
    assert "Căn cứ là Điều 4 Thông tư 75/2022/TT-BTC." in fee
    answer = compose(handbook["1.004194"], (Aspect.FEE,), TODAY)
    assert answer.sources[0] == "Điều 4, 75/2022/TT-BTC"
    assert "75/2022" not in told(handbook, Aspect.TIME)


def test_an_override_is_told_only_on_its_days(tmp_path: Path) -> None:
    handbook = book(tmp_path, overrides=OVERRIDE.replace("    was:", "    until: 2026-12-31\n    was:"))
    assert "15.000" in told(handbook, Aspect.FEE, date(2026, 12, 31))
    assert "10.000" in told(handbook, Aspect.FEE, date(2027, 1, 1))


def test_an_override_ends_with_its_instrument(tmp_path: Path) -> None:
    law = "- {number: 75/2022/TT-BTC, until: 2026-12-31, source: văn bản}\n"
    handbook = book(tmp_path, overrides=OVERRIDE, law=law)
    assert "15.000" in told(handbook, Aspect.FEE, date(2026, 12, 31))
    assert "10.000" in told(handbook, Aspect.FEE, date(2027, 1, 1))


def test_an_override_whose_portal_data_changed_is_stale_and_the_portal_is_told(tmp_path: Path) -> None:
    handbook = book(
        tmp_path, overrides=OVERRIDE, procedures=PROCEDURE.replace("amount: 10000", "amount: 15000")
    )
    assert "15.000 đồng" in told(handbook, Aspect.FEE)
    assert "5.000 đồng" in told(handbook, Aspect.FEE)
    (problem,) = handbook.problems
    assert problem.startswith("- overrides/a.yaml: 1.004194: fees: the portal no longer says")


def test_a_correction_is_laid_over_an_override(tmp_path: Path) -> None:
    correction = OVERRIDE.replace("15000", "16000").replace("    was: '\"amount\": 10000'\n", "")
    assert "16.000" in told(book(tmp_path, overrides=OVERRIDE, corrections=correction), Aspect.FEE)


def test_any_field_can_be_corrected_in_the_form_of_the_procedures_file(tmp_path: Path) -> None:
    correction = """\
'1.004194':
  - source: {page: "Công an thành phố Hà Nội, 1/11/2026"}
    checked_by: Nguyễn Văn A, Công an phường
    checked_on: 2026-11-20
    values:
      authority: Công an xã, phường
      documents: [{documents: [{name: Tờ khai thay đổi thông tin cư trú, originals: 1}]}]
"""
    handbook = book(tmp_path, corrections=correction)
    assert not handbook.problems
    assert "Công an xã, phường" in told(handbook, Aspect.AUTHORITY)
    assert "tờ khai thay đổi thông tin cư trú" in told(handbook, Aspect.DOCUMENTS)


@pytest.mark.parametrize(
    ("layer", "text", "problem"),
    [
        ("overrides", OVERRIDE.replace("15000", "-1"), "overrides/a.yaml: 1.004194.0.fees.counter.0.amount:"),
        ("overrides", OVERRIDE.replace("counter", "post"), "1.004194: fees: there is no handing in by post"),
        (
            "corrections",
            "'1.004194': [{source: {number: 1/2026/NĐ-CP}, values: {feild: Cư trú}}]",
            "corrections/a.yaml: 1.004194: values.feild: Extra inputs",
        ),
        ("corrections", "'1.004194': [{source: {number: 1/2026/NĐ-CP}}]", "changes nothing"),
        ("overrides", "'1.004194': [{source: {number: 1/2026/NĐ-CP}, applies: false}]", "needs the reason"),
        ("overrides", "- một\n", "overrides/a.yaml: is no list by code"),
        ("facts", "'1.004194': {deadline: [{said: [], source: {}, from: 2026-01-01}]}", "deadline.0.said:"),
        ("facts", "'1.004194': {dead: []}", "facts/a.yaml: 1.004194.: Input should be"),
        ("rules", "fees: [{}]\n", "rules/a.yaml: fees.0."),
        ("law", "- {number: 1/2026/NĐ-CP}\n", "law/a.yaml: 0.source: Field required"),
        ("topics", "id: [unclosed\n", "topics/a.yaml: is not valid YAML"),
        ("names", "'1.004194': làm tạm trú\n", "names/a.yaml: 1.004194."),
        ("signed", "'1.004194': {checked_by: A}\n", "signed/a.yaml: 1.004194.checked_on: Field required"),
    ],
)
def test_a_faulty_layer_is_named_and_the_book_is_told_without_it(
    tmp_path: Path, layer: str, text: str, problem: str
) -> None:
    handbook = book(tmp_path, **{layer: text})
    assert any(problem in found for found in handbook.problems), handbook.problems
    assert "10.000 đồng" in told(handbook, Aspect.FEE)


def test_one_faulty_fact_leaves_the_others_of_its_aspect(tmp_path: Path) -> None:
    facts = """\
'1.004194':
  deadline:
    - {said: [Phải đăng ký trong 30 ngày.], source: {number: 68/2020/QH14}, from: 2021-07-01}
    - {said: [Thiếu nguồn.], source: {}, from: 2021-07-01}
"""
    handbook = book(tmp_path, facts=facts)
    assert "30 ngày" in told(handbook, Aspect.DEADLINE)
    (problem,) = handbook.problems
    assert problem.startswith("- facts/a.yaml: ")


def test_a_fact_ends_with_its_instrument(tmp_path: Path) -> None:
    facts = (
        "'1.004194': {deadline: [{said: [Trong 30 ngày.], source: {number: 68/2020/QH14}, from: 2021-07-01}]}"
    )
    law = "- {number: 68/2020/QH14, until: 2027-02-28, source: văn bản}\n"
    handbook = book(tmp_path, facts=facts, law=law)
    assert "30 ngày" in told(handbook, Aspect.DEADLINE, date(2027, 2, 28))
    assert "30 ngày" not in told(handbook, Aspect.DEADLINE, date(2027, 3, 1))


def test_a_procedure_that_is_not_done_here_is_neither_told_nor_matched(tmp_path: Path) -> None:
    other = PROCEDURE.replace("1.004194", "2.001428").replace("Đăng ký tạm trú", "Khai báo tạm vắng")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "b.yaml").write_text(other, encoding="utf-8")
    away = "'2.001428': [{applies: false, reason: của tỉnh khác, source: {number: 1404/QĐ-UBND}}]"
    handbook = book(tmp_path, overrides=away)
    assert "2.001428" not in handbook
    (shelved,) = handbook.shelved
    assert (shelved.procedure.id, shelved.reason) == ("2.001428", "của tỉnh khác")


def test_an_amount_that_is_no_longer_asked_is_not_told(tmp_path: Path) -> None:
    dated = PROCEDURE.replace("note: theo danh sách", "until: 2026-12-31")
    handbook = book(tmp_path, procedures=dated)
    assert "10.000" in told(handbook, Aspect.FEE, date(2026, 12, 31))
    after = compose(handbook["1.004194"], (Aspect.FEE,), date(2027, 1, 1))
    assert "10.000" not in after.text
    assert after.unclear


def test_an_instrument_that_has_lapsed_is_not_named_as_the_basis(tmp_path: Path) -> None:
    resting = PROCEDURE + "legal_basis: [{number: 175/2024/NĐ-CP}, {number: 217/2026/NĐ-CP}]\n"
    law = "- {number: 175/2024/NĐ-CP, until: 2026-06-30, source: văn bản}\n"
    handbook = book(tmp_path, procedures=resting, law=law)
    assert "175/2024" not in told(handbook, Aspect.LEGAL_BASIS)
    assert "217/2026" in " ".join(grounds(handbook["1.004194"], TODAY))


def test_a_signature_older_than_the_facts_is_not_shown(tmp_path: Path) -> None:
    signed = "'1.004194': {checked_by: Nguyễn Văn A, checked_on: 2026-06-01}\n"
    handbook = book(tmp_path, signed=signed)
    assert handbook["1.004194"].signature is None
    assert "was signed on 2026-06-01, before its facts of 2026-06-30" in handbook.problems[0]
    fresh = book(tmp_path, signed=signed.replace("06-01", "07-01"))["1.004194"].signature
    assert fresh
    assert fresh.checked_by == "Nguyễn Văn A"


RULES = """\
fees:
  - kind: online
    fees: [{amount: 0}]
    fields: [Cư trú]
    without: [thẩm định]
    source: {number: 77/2025/NQ-HĐND}
    from: 2026-01-01
bodies:
  - {names: [Công an cấp huyện, công an huyện], now: Công an cấp xã, source: {number: 1/2025/NĐ-CP}}
places:
  - {place: Điểm Phục vụ hành chính công, fields: [Cư trú], replaces: [huyện], source: {number: 2/2025}}
"""


def test_a_rule_over_a_field_lays_what_the_city_pays(tmp_path: Path) -> None:
    fee = told(book(tmp_path, rules=RULES), Aspect.FEE)
    assert "Nộp trực tuyến thì miễn phí." in fee
    assert "10.000 đồng" in fee


def test_a_rule_does_not_hold_for_a_fee_of_a_kind_it_leaves_out(tmp_path: Path) -> None:
    appraised = PROCEDURE.replace("theo danh sách", "phí thẩm định hồ sơ")
    assert "miễn phí" not in told(book(tmp_path, rules=RULES, procedures=appraised), Aspect.FEE)


def test_an_override_of_one_procedure_is_laid_over_the_rules(tmp_path: Path) -> None:
    assert "7.000" in told(book(tmp_path, rules=RULES, overrides=OVERRIDE), Aspect.FEE)


@pytest.mark.parametrize("name", ["Công an cấp huyện", "CÔNG AN HUYỆN"])
def test_the_body_of_today_is_told_for_the_one_it_replaced(tmp_path: Path, name: str) -> None:
    handbook = book(tmp_path, rules=RULES, procedures=PROCEDURE.replace("Công an cấp xã", name))
    assert "Công an cấp xã" in told(handbook, Aspect.AUTHORITY)


@pytest.mark.parametrize("stated", ["", "place: Bộ phận một cửa huyện\n"])
def test_a_place_is_told_by_rule_where_the_portal_names_none_that_exists(tmp_path: Path, stated: str) -> None:
    handbook = book(tmp_path, rules=RULES, procedures=PROCEDURE + stated)
    assert "Điểm Phục vụ hành chính công" in told(handbook, Aspect.PLACE)


def test_a_place_that_the_portal_names_is_kept(tmp_path: Path) -> None:
    handbook = book(tmp_path, rules=RULES, procedures=PROCEDURE + "place: Công an cấp xã\n")
    assert "nộp tại Công an cấp xã" in told(handbook, Aspect.PLACE)


def test_a_procedure_without_layers_is_told_as_the_portal_has_it(tmp_path: Path) -> None:
    entry = book(tmp_path)["1.004194"]
    assert isinstance(entry, Procedure)
    assert not entry.overrides

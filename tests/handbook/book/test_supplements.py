"""Facts from legal texts: only where the portal leaves a procedure open, only from its own instruments."""

from datetime import date
from pathlib import Path

import pytest

from handbook.book.entries import (
    Channel,
    ChannelKind,
    Citation,
    Duration,
    LegalBasis,
    Procedure,
    StatutoryBody,
    StatutoryTime,
    Supplement,
    TimeUnit,
)
from handbook.book.handbook import CONTENT, Handbook
from handbook.book.supplements import fitting

LAW = Citation(
    number="60/2014/QH13", article="Điều 18", title="Luật Hộ tịch", quote="không quá 05 ngày làm việc"
)


def conflicts(procedure: Procedure, supplement: Supplement) -> list[str]:
    return fitting(procedure, supplement)[1]


FIVE_DAYS = StatutoryTime(limit=Duration(amount=5, unit=TimeUnit.WORKING_DAY), basis=LAW)


def procedure(*channels: Channel, authority: str | None = None, place: str | None = None) -> Procedure:
    return Procedure(
        id="1.000894",
        name="Đăng ký kết hôn",
        field="Hộ tịch",
        authority=authority,
        place=place,
        channels=channels or (Channel(kind=ChannelKind.COUNTER, time_unclear="5"),),
        legal_basis=(LegalBasis(number="60/2014/QH13"),),
        as_of=date(2026, 6, 30),
    )


def test_a_bare_number_that_the_law_bears_out_is_no_conflict() -> None:
    assert not (conflicts(procedure(), Supplement(times=(FIVE_DAYS,))))


def test_a_bare_number_that_the_law_does_not_bear_out_is_a_conflict() -> None:
    unclear = procedure(Channel(kind=ChannelKind.COUNTER, time_unclear="7"))
    assert "bare 7" in "".join(conflicts(unclear, Supplement(times=(FIVE_DAYS,))))


def test_a_bare_one_stands_for_a_result_on_the_same_day_too() -> None:
    at_once = StatutoryTime(words="ngay trong ngày", basis=LAW)
    unclear = procedure(Channel(kind=ChannelKind.COUNTER, time_unclear="1"))
    assert not (conflicts(unclear, Supplement(times=(at_once, FIVE_DAYS))))


def test_a_clear_fact_of_the_portal_is_never_overruled() -> None:
    clear = procedure(
        Channel(kind=ChannelKind.ONLINE, time=Duration(amount=3, unit=TimeUnit.DAY)),
        authority="Ủy ban nhân dân cấp xã",
        place="Trung tâm Phục vụ hành chính công",
    )
    body = StatutoryBody(name="Sở Tư pháp", basis=LAW)
    told = " ".join(conflicts(clear, Supplement(times=(FIVE_DAYS,), authority=body, place=body)))
    assert all(field in told for field in ("times:", "authority:", "place:"))


def test_a_time_for_one_way_of_handing_in_leaves_the_others_to_the_portal() -> None:
    clear_online = procedure(
        Channel(kind=ChannelKind.COUNTER), Channel(kind=ChannelKind.ONLINE, time=FIVE_DAYS.limit)
    )
    at_the_counter = FIVE_DAYS.model_copy(update={"kinds": (ChannelKind.COUNTER,)})
    assert not (conflicts(clear_online, Supplement(times=(at_the_counter,))))


def test_an_instrument_that_the_procedure_does_not_rest_on_is_refused() -> None:
    foreign = FIVE_DAYS.model_copy(update={"basis": LAW.model_copy(update={"number": "1/2020/NĐ-CP"})})
    assert "1/2020/NĐ-CP" in "".join(conflicts(procedure(), Supplement(times=(foreign,))))


def test_a_quotation_is_evidence_and_no_copy_of_the_law() -> None:
    with pytest.raises(ValueError, match="more than 15 words"):
        Citation(number="60/2014/QH13", quote="từ " * 16)


@pytest.mark.parametrize("both", [True, False])
def test_a_statutory_time_is_either_a_limit_or_words(both: bool) -> None:
    with pytest.raises(ValueError, match="either limit or words"):
        StatutoryTime(
            limit=FIVE_DAYS.limit if both else None, words="ngay trong ngày" if both else None, basis=LAW
        )


PROCEDURE = """\
kind: procedure
id: '1.000894'
name: Đăng ký kết hôn
field: Hộ tịch
legal_basis: [{number: 60/2014/QH13}]
as_of: 2026-06-30
"""
SUPPLEMENT = """\
'1.000894':
  authority: {name: Ủy ban nhân dân cấp xã, basis: {number: 60/2014/QH13, article: Điều 17, quote: cấp xã}}
"""


def folder(tmp_path: Path, *supplements: str) -> Path:
    for name, text in (("procedures/1.000894.yaml", PROCEDURE), *enumerated(supplements)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def enumerated(supplements: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"supplements/{number}.yaml", text) for number, text in enumerate(supplements)]


def test_supplements_are_laid_over_their_procedures_on_load(tmp_path: Path) -> None:
    entry = Handbook.load(folder(tmp_path, SUPPLEMENT))["1.000894"]
    assert isinstance(entry, Procedure)
    assert entry.supplement
    assert entry.supplement.authority
    assert entry.authority is None


@pytest.mark.parametrize(
    ("supplements", "told"),
    [
        ((SUPPLEMENT, SUPPLEMENT), "1.000894: is supplemented twice"),
        ((SUPPLEMENT.replace("1.000894", "1.999999"),), "1.999999: no procedure has this code"),
        ((SUPPLEMENT.replace("60/2014/QH13", "61/2014/QH13"),), "1.000894: authority: 61/2014/QH13"),
        ((SUPPLEMENT.replace("quote: cấp xã", ""),), "authority.basis.quote: Field required"),
    ],
)
def test_a_faulty_supplement_is_named_with_its_file_and_code(
    tmp_path: Path, supplements: tuple[str, ...], told: str
) -> None:
    book = Handbook.load(folder(tmp_path, *supplements))
    assert any(f"supplements/{len(supplements) - 1}.yaml" in text and told in text for text in book.problems)
    assert "1.000894" in book


def test_what_people_ask_most_has_a_time_with_its_source() -> None:
    handbook = Handbook.load(CONTENT)
    for code in ("1.001193", "1.000894", "1.000656", "2.000815"):
        entry = handbook[code]
        assert isinstance(entry, Procedure)
        assert entry.supplement
        assert entry.supplement.times

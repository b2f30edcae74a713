"""A new dump as a proposal: told before it is taken over, and taken over whole or not at all."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handbook.answering.answers import compose
from handbook.book import pending
from handbook.book.entries import Aspect
from handbook.book.handbook import Handbook
from handbook.importing.applying import apply, changes_of
from handbook.importing.changes import Changelog
from handbook.importing.proposal import Proposal, ProposalError, propose
from tests.handbook.importing.test_importing import RUN_TOGETHER, STRUCTURED

FIRST, SECOND, TODAY = date(2026, 6, 30), date(2026, 11, 28), date(2026, 11, 29)
BIRTH = RUN_TOGETHER["ma_thu_tuc"]
LAYERS = {
    "names/a.yaml": f"# tên\n{BIRTH}: [làm giấy khai sinh]  # hay gọi\n",
    "questions/a.yaml": f"'{BIRTH}': [con tôi mới sinh thì làm gì]\n",
    "facts/a.yaml": f"'{BIRTH}': {{deadline: [{{said: [Trong 60 ngày.], source: {{number: 60/2014/QH13}}, "
    "from: 2016-01-01}]}\n",
    "supplements/a.yaml": f"'{BIRTH}': {{times: [{{words: ngay trong ngày, kinds: [online], "
    "basis: {number: 60/2014/QH13, quote: ngay}}]}\n",
    "topics/a.yaml": "id: gio\ntitle: Giờ làm việc\nquestions: [mấy giờ mở cửa]\nfield: Chung\n"
    "side: government\nas_of: 2026-01-01\nowner: Văn phòng\nreview: 2027-01-01\n"
    "facts: [{said: [Từ tám giờ.], source: {page: Thông báo}, from: 2026-01-01}]\n",
}


def dump(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two procedures and a topic, with layers over one of them."""
    folder = tmp_path / "book"
    for name, text in LAYERS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    proposal, _ = propose([dump(tmp_path, RUN_TOGETHER, STRUCTURED)], folder, tmp_path / "first", FIRST)
    apply(proposal, folder, TODAY)
    assert not Handbook.load(folder).problems
    return folder


def proposed(book: Path, *rows: dict[str, Any], **options: bool) -> tuple[Proposal, Changelog]:
    proposal, _ = propose([dump(book.parent, *rows)], book, book.parent / "new", SECOND, **options)
    return proposal, changes_of(proposal, book, TODAY)


def files(book: Path) -> dict[str, bytes]:
    return {str(path.relative_to(book)): path.read_bytes() for path in sorted(book.rglob("*.yaml"))}


def test_the_same_dump_changes_nothing_and_no_date(book: Path) -> None:
    before = files(book)
    proposal, changes = proposed(book, RUN_TOGETHER, STRUCTURED)
    assert changes.entries == ()
    apply(proposal, book, TODAY)
    assert files(book) == before


def test_a_proposal_leaves_the_book_in_use_as_it_is(book: Path) -> None:
    before = files(book)
    proposed(book, RUN_TOGETHER | {"ten_thu_tuc": "Khác"})
    assert files(book) == before


def test_a_changed_fee_is_told_as_callers_hear_it_before_and_after(book: Path) -> None:
    dearer = RUN_TOGETHER["cach_thuc_thuc_hien"].replace("8,000", "9,000")
    proposal, changes = proposed(book, RUN_TOGETHER | {"cach_thuc_thuc_hien": dearer}, STRUCTURED)
    assert [entry.id for entry in changes.entries] == [BIRTH]
    text = str(changes)
    assert "trước: Mức phí của thủ tục đăng ký khai sinh là 8.000 đồng" in text.replace("làm giấy", "đăng ký")
    assert "9.000 đồng" in text
    apply(proposal, book, TODAY)
    handbook = Handbook.load(book)
    assert "9.000" in compose(handbook[BIRTH], (Aspect.FEE,), TODAY).text
    assert (handbook[BIRTH].as_of, handbook["1.013133"].as_of) == (SECOND, FIRST)


def test_a_time_that_is_now_stated_switches_off_the_supplement_and_the_book_loads(book: Path) -> None:
    stated = RUN_TOGETHER["cach_thuc_thuc_hien"].replace("tuyến1Miễn", "tuyến2 Ngày làm việcMiễn")
    proposal, changes = proposed(book, RUN_TOGETHER | {"cach_thuc_thuc_hien": stated}, STRUCTURED)
    assert any("supplements/a.yaml" in problem and BIRTH in problem for problem in changes.stale)
    assert "Lớp không còn khớp" in str(changes)
    apply(proposal, book, TODAY)
    assert "2 ngày làm việc" in compose(Handbook.load(book)[BIRTH], (Aspect.TIME,), TODAY).text


def test_a_removed_procedure_is_told_goes_and_leaves_its_layers_named(book: Path) -> None:
    proposal, changes = proposed(book, STRUCTURED)
    assert proposal.removed == (BIRTH,)
    assert f"Bỏ:\n  {BIRTH}" in str(changes)
    assert any("names/a.yaml" in problem for problem in changes.stale)
    apply(proposal, book, TODAY, allowed_losses=changes.losses)
    assert BIRTH not in Handbook.load(book)


def test_a_part_of_a_dump_removes_nothing(book: Path) -> None:
    proposal, changes = proposed(book, STRUCTURED, partial=True)
    assert (proposal.removed, changes.entries) == ((), ())


def test_a_renumbered_procedure_takes_its_layers_along(book: Path) -> None:
    proposal, changes = proposed(book, RUN_TOGETHER | {"ma_thu_tuc": "1.115226"}, STRUCTURED)
    assert proposal.moved == {BIRTH: "1.115226"}
    assert f"{BIRTH} → 1.115226" in str(changes)
    assert (changes.losses, changes.stale) == (0, ())
    apply(proposal, book, TODAY)
    handbook = Handbook.load(book)
    entry = handbook["1.115226"]
    assert BIRTH not in handbook
    assert entry.asked == ("con tôi mới sinh thì làm gì",)
    assert "60 ngày" in compose(entry, (Aspect.DEADLINE,), TODAY).text
    assert (book / "names/a.yaml").read_text(encoding="utf-8").startswith("# tên\n1.115226: ")
    assert not handbook.problems


def test_a_dump_whose_tables_cannot_be_taken_apart_any_more_is_refused(book: Path) -> None:
    renamed = {
        "cach_thuc_thuc_hien": RUN_TOGETHER["cach_thuc_thuc_hien"].replace("Hình thức nộp", "Cách nộp"),
        "thanh_phan_ho_so": RUN_TOGETHER["thanh_phan_ho_so"].replace("Tên giấy tờ", "Giấy tờ"),
    }
    before = files(book)
    proposal, changes = proposed(book, RUN_TOGETHER | renamed, STRUCTURED)
    assert changes.losses >= 2
    assert "(MẤT)" in str(changes)
    with pytest.raises(ProposalError, match=f"--allow-losses {changes.losses}"):
        apply(proposal, book, TODAY, allowed_losses=1)
    assert files(book) == before


def test_what_an_official_corrected_survives_every_import(book: Path) -> None:
    correction = f"'{BIRTH}': [{{source: {{page: Công văn}}, values: {{place: Phòng 5}}}}]\n"
    (book / "corrections").mkdir()
    (book / "corrections/a.yaml").write_text(correction, encoding="utf-8")
    dearer = RUN_TOGETHER["cach_thuc_thuc_hien"].replace("8,000", "9,000")
    proposal, _ = proposed(book, RUN_TOGETHER | {"cach_thuc_thuc_hien": dearer}, STRUCTURED)
    apply(proposal, book, TODAY)
    assert "Phòng 5" in compose(Handbook.load(book)[BIRTH], (Aspect.PLACE,), TODAY).text


def test_what_was_edited_in_a_procedures_own_file_is_not_overwritten_without_a_word(book: Path) -> None:
    own = book / f"procedures/{BIRTH}.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("8000", "7000"), encoding="utf-8")
    _, changes = proposed(book, RUN_TOGETHER, STRUCTURED)
    assert "7.000 đồng" in str(changes)


def test_a_row_that_cannot_be_read_leaves_its_procedure(book: Path) -> None:
    broken = {"ma_thu_tuc": BIRTH, "ten_thu_tuc": "Khai sinh"}
    proposal, changes = proposed(book, broken, STRUCTURED)
    assert (proposal.removed, changes.entries) == ((), ())


def test_a_file_that_is_no_dump_makes_no_proposal(book: Path) -> None:
    with pytest.raises(ProposalError, match="no row that can be read"):
        proposed(book)


def test_a_proposal_for_a_book_that_changed_since_is_refused(book: Path) -> None:
    proposal, _ = proposed(book, RUN_TOGETHER, STRUCTURED)
    (book / "names/a.yaml").write_text(f"{BIRTH}: [giấy khai sinh]\n", encoding="utf-8")
    with pytest.raises(ProposalError, match="has changed since"):
        apply(proposal, book, TODAY)


def test_a_folder_without_a_proposal_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProposalError, match="handbook import"):
        Proposal.read(tmp_path)


class Killed(BaseException):
    """The process was killed."""


def killing(step: int, deed: Callable[..., Any], seen: list[int]) -> Callable[..., Any]:
    def done(*args: Any, **kwargs: Any) -> Any:
        seen[0] += 1
        if seen[0] > step:
            raise Killed
        return deed(*args, **kwargs)

    return done


def test_killed_at_any_step_the_old_book_or_the_new_one_is_read_and_the_next_run_finishes(
    book: Path, tmp_path: Path
) -> None:
    proposal, _ = proposed(book, RUN_TOGETHER | {"ma_thu_tuc": "1.115226"}, STRUCTURED)
    old, new = Handbook.load(book), Handbook.load(proposal.content)
    for step in range(100):
        copy = tmp_path / f"copy{step}"
        shutil.copytree(book, copy)
        seen = [0]
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in ((pending, "replace"), (Path, "rename"), (Path, "unlink"), (shutil, "rmtree")):
                patch.setattr(owner, name, killing(step, getattr(owner, name), seen))
            try:
                pending.put_in_place(proposal.content, copy)
            except Killed:
                finished = False
            else:
                finished = True
        read = Handbook.load(copy)
        assert list(read) in (list(old), list(new))
        assert not read.problems
        pending.finish(copy)
        assert list(Handbook.load(copy)) == list(read)
        if finished:
            break
    assert step > 5
    assert list(read) == list(new)
    assert files(copy) == files(proposal.content)

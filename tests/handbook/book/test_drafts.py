"""What is not spoken yet is listed with its reason."""

from pathlib import Path

from handbook.book.drafts import read_drafts

DRAFT = "- claim: Phạt 5 triệu.\n  subject: Khai sinh\n  number: 109/2026/NĐ-CP\n  why: chưa thấy văn bản\n"


def test_drafts_are_read_and_a_faulty_file_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/a.yaml").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "drafts/b.yaml").write_text(DRAFT.replace("why", "reason"), encoding="utf-8")
    found, problems = read_drafts(tmp_path)
    assert [draft.why for draft in found] == ["chưa thấy văn bản"]
    assert any("drafts/b.yaml: 0.why" in problem for problem in problems)


def test_the_drafts_that_ship_are_in_order() -> None:
    found, problems = read_drafts()
    assert found
    assert problems == []

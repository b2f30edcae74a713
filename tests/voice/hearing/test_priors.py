from collections.abc import Sequence
from pathlib import Path

import pytest

from voice.hearing.priors import Priors, fingerprint


class Counting:
    """Gives the length of a text, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[float]:
        self.asked += texts
        return [float(-len(text)) for text in texts]


def test_a_prior_is_computed_once(tmp_path: Path) -> None:
    compute = Counting()
    priors = Priors(compute, "model", tmp_path)
    assert priors.of(["đúng"]) == [-4.0]
    assert priors.of(["không", "đúng", "không"]) == [-5.0, -4.0, -5.0]
    assert compute.asked == ["đúng", "không"]


def test_what_was_saved_is_known_after_a_restart(tmp_path: Path) -> None:
    first = Priors(Counting(), "model", tmp_path)
    assert first.of(["khai sinh"]) == [-9.0]
    first.save()
    compute = Counting()
    assert Priors(compute, "model", tmp_path).of(["khai sinh"]) == [-9.0]
    assert compute.asked == []


def test_another_model_has_its_own(tmp_path: Path) -> None:
    first = Priors(Counting(), "model", tmp_path)
    assert first.of(["khai sinh"])
    first.save()
    compute = Counting()
    assert Priors(compute, "other", tmp_path).of(["khai sinh"])
    assert compute.asked == ["khai sinh"]


def test_two_processes_keep_what_each_has_computed(tmp_path: Path) -> None:
    one, other = Priors(Counting(), "model", tmp_path), Priors(Counting(), "model", tmp_path)
    for priors, text in ((one, "một"), (other, "hai")):
        assert priors.of([text])
        priors.save()
    compute = Counting()
    later = Priors(compute, "model", tmp_path)
    assert later.of(["một", "hai"]) == [-3.0, -3.0]
    assert compute.asked == []


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"đúng": "x"}', '{"đúng": null}'])
def test_a_damaged_file_costs_time_only(tmp_path: Path, content: str) -> None:
    (tmp_path / "priors-model.json").write_text(content, encoding="utf-8")
    priors = Priors(Counting(), "model", tmp_path)
    assert priors.of(["đúng"]) == [-4.0]
    priors.save()
    assert Priors(Counting(), "model", tmp_path).of(["đúng"]) == [-4.0]


def test_a_folder_that_cannot_be_written_is_only_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    priors = Priors(Counting(), "model", tmp_path / "file")
    assert priors.of(["đúng"]) == [-4.0]
    priors.save()
    assert "cannot be kept" in caplog.text


def test_other_weights_have_another_fingerprint(tmp_path: Path) -> None:
    weights = tmp_path / "model.bin"
    weights.write_bytes(b"a" * 3_000_000)
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    weights.write_bytes(b"a" * 2_999_999 + b"b")
    assert fingerprint(tmp_path) != first

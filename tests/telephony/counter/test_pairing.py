"""A browser becomes a counter by a code that works once, and stays one until it is taken away."""

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telephony.counter.pairing import (
    ALPHABET,
    CODE_LIFETIME,
    Counters,
    PairingError,
)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counters(tmp_path: Path, clock: Clock) -> Counters:
    return Counters(tmp_path / "data" / "counters.db", clock.now)


def test_a_code_pairs_one_browser_which_is_known_by_its_token(counters: Counters) -> None:
    paired = counters.pair(counters.issue_code("Quầy 1").text)
    assert paired is not None
    counter, token = paired
    assert counter.name == "Quầy 1"
    assert counters.find(token) == counter


def test_a_code_works_once(counters: Counters) -> None:
    code = counters.issue_code("Quầy 1").text
    assert counters.pair(code)
    assert counters.pair(code) is None


def test_a_code_may_be_typed_in_small_letters_with_spaces(counters: Counters) -> None:
    code = counters.issue_code("Quầy 1").text
    assert counters.pair(f" {code.lower().replace('-', ' ')} ")


def test_a_code_expires(counters: Counters, clock: Clock) -> None:
    code = counters.issue_code("Quầy 1")
    clock.time += CODE_LIFETIME
    assert code.expires == clock.time
    assert counters.pair(code.text) is None


def test_a_newer_code_for_the_same_counter_replaces_the_older(counters: Counters) -> None:
    older = counters.issue_code("Quầy 1").text
    newer = counters.issue_code("Quầy 1").text
    assert counters.pair(older) is None
    assert counters.pair(newer)


def test_a_wrong_code_and_a_wrong_token_open_nothing(counters: Counters) -> None:
    counters.issue_code("Quầy 1")
    assert counters.pair("AAAA-AAAA") is None
    assert counters.find("forged") is None
    assert counters.find(None) is None


def test_a_code_is_easy_to_read_out(counters: Counters) -> None:
    code = counters.issue_code("Quầy 1").text
    assert len(code) == 9
    assert set(code.replace("-", "")) <= set(ALPHABET)
    assert not set("B8O0I1S5G6Q2Z") & set(ALPHABET)


def test_neither_codes_nor_tokens_lie_in_the_file(counters: Counters, tmp_path: Path) -> None:
    code = counters.issue_code("Quầy 1").text
    paired = counters.pair(counters.issue_code("Quầy 2").text)
    assert paired is not None
    file = tmp_path / "data" / "counters.db"
    content = file.read_bytes()
    assert code.replace("-", "").encode() not in content
    assert paired[1].encode() not in content
    assert file.stat().st_mode & 0o077 == 0


def test_pairing_a_counter_again_shuts_the_old_browser_out(counters: Counters) -> None:
    first = counters.pair(counters.issue_code("Quầy 1").text)
    second = counters.pair(counters.issue_code("quầy 1").text)
    assert first is not None
    assert second is not None
    assert counters.find(first[1]) is None
    assert len(counters.all()) == 1


def test_an_unpaired_counter_has_no_access(counters: Counters) -> None:
    paired = counters.pair(counters.issue_code("Quầy 1").text)
    assert paired is not None
    counters.unpair("Quầy 1")
    assert counters.find(paired[1]) is None
    assert counters.all() == []


@pytest.mark.parametrize("other", ["quầy h", "QUẦY  H", unicodedata.normalize("NFD", "Quầy H"), " Quầy H "])
def test_a_name_is_the_same_however_it_is_typed(counters: Counters, other: str) -> None:
    first = counters.pair(counters.issue_code("Quầy H").text)
    assert first is not None
    code = counters.issue_code(other)
    assert code.replaces == first[0]
    assert counters.find(first[1]) == first[0], "it keeps its access until the code is used"
    second = counters.pair(code.text)
    assert second is not None
    assert counters.find(first[1]) is None
    assert counters.all() == [second[0]]
    assert counters.unpair(other) == second[0]
    assert counters.all() == []


def test_a_new_name_replaces_nobody(counters: Counters) -> None:
    counters.pair(counters.issue_code("Quầy 1").text)
    assert counters.issue_code("Quầy 11").replaces is None


def test_what_cannot_be_a_code_costs_no_checking(counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    counters.issue_code("Quầy 1")
    monkeypatch.setattr("hashlib.scrypt", None)
    for nonsense in ("", "ACDE", "ACDE-34790", "ACDE-347O", "ÀCDE-3479"):
        assert counters.pair(nonsense) is None


def test_unpairing_an_unknown_counter_names_those_there_are(counters: Counters) -> None:
    counters.pair(counters.issue_code("Quầy 1").text)
    with pytest.raises(PairingError, match="Quầy 1"):
        counters.unpair("Quầy 9")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_counter_needs_a_name(counters: Counters, name: str) -> None:
    with pytest.raises(PairingError, match="name"):
        counters.issue_code(name)


def test_the_command_line_and_the_service_share_what_they_know(
    tmp_path: Path, clock: Clock, counters: Counters
) -> None:
    code = Counters(tmp_path / "data" / "counters.db", clock.now).issue_code("Quầy 1").text
    clock.time += timedelta(minutes=1)
    assert counters.pair(code)

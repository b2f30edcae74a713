"""`helpline counter`: what an operator types and reads."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from telephony.cli import main
from telephony.counter.build import COUNTERS_FILE, build_counter_routes
from telephony.counter.pairing import Counters
from telephony.errors import TelephonyError
from telephony.settings import Settings
from tests.doubles.counter_bench import NOON, make_bench


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # away from any .env
    monkeypatch.setenv("HELPLINE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def counters(data: Path) -> Counters:
    """What the service sees."""
    return Counters(data / COUNTERS_FILE, lambda: datetime.now(UTC))


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main.app, ["counter", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


class Operator:
    """Starts the command as a shell does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        # The test's own logging must stay as it is.
        monkeypatch.setattr("logging.basicConfig", lambda **options: None)

    def is_refused(self, *arguments: str) -> str:
        """The one line on stderr."""
        self._monkeypatch.setattr(sys, "argv", ["helpline", "counter", *arguments])
        with pytest.raises(SystemExit) as ended:
            main.main()
        assert ended.value.code == 1
        (line,) = self._capsys.readouterr().err.splitlines()
        return line


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(monkeypatch, capsys)


def test_a_code_alone_is_on_stdout_and_what_to_do_with_it_beside_it(counters: Counters) -> None:
    result = run("pair", "Quầy 1")
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}\n", result.stdout)
    assert "within 15 minutes; it works once" in result.stderr
    paired = counters.pair(result.stdout)
    assert paired is not None
    assert paired[0].name == "Quầy 1"


def test_paired_counters_are_listed_with_the_time(counters: Counters) -> None:
    for name in ("Quầy 2", "Quầy 1"):
        counters.pair(run("pair", name).stdout)
    first, second = run("list").stdout.splitlines()
    assert re.fullmatch(r"Quầy 1\tpaired \d{4}-\d\d-\d\d \d\d:\d\d", first)
    assert second.startswith("Quầy 2\t")


def test_before_the_first_counter_the_list_is_empty_and_says_how_to_begin(data: Path) -> None:
    result = run("list")
    assert result.stdout == ""
    assert "helpline counter pair 'Quầy 1'" in result.stderr
    assert not data.exists()


def test_an_unpaired_counter_is_gone_from_the_list_and_has_no_access(counters: Counters) -> None:
    paired = counters.pair(run("pair", "Quầy 1").stdout)
    assert paired is not None
    assert run("unpair", "Quầy 1").stdout == "Quầy 1 is no longer a counter\n"
    assert run("list").stdout == ""
    assert counters.find(paired[1]) is None


def test_whoever_asks_for_a_code_is_told_which_counter_it_would_replace(counters: Counters) -> None:
    counters.pair(run("pair", "Quầy 1").stdout)
    result = run("pair", "QUẦY 1")
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}\n", result.stdout)
    assert "'Quầy 1' is paired already, since" in result.stderr
    assert "loses its access" in result.stderr
    assert run("unpair", "quầy 1").stdout == "Quầy 1 is no longer a counter\n"


def test_unpairing_an_unknown_counter_is_one_line_that_names_those_there_are(
    counters: Counters, operator: Operator
) -> None:
    counters.pair(run("pair", "Quầy 1").stdout)
    assert operator.is_refused("unpair", "Quầy 9") == (
        "error: no counter is called 'Quầy 9'; paired counters: Quầy 1"
    )


def test_a_name_that_is_none_is_one_line_with_an_example(operator: Operator) -> None:
    assert "a name of 1 to 40 characters, such as 'Quầy 1'" in operator.is_refused("pair", "  ")


def test_an_unfit_wake_phrase_is_told_in_one_line_with_what_to_set(data: Path) -> None:
    settings = Settings(_env_file=None, data=data, wake_phrase="Ơi")
    bench = make_bench()
    with pytest.raises(TelephonyError, match=r"^HELPLINE_WAKE_PHRASE is 'Ơi'.* such as 'Sổ tay ơi'$"):
        build_counter_routes(
            settings, bench.context.engines, bench.journal, bench.context.officers, lambda: NOON, lambda: 0.0
        )
    bench.recognition.close()

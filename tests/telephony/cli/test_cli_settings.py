"""`helpline settings`: what can be set, for people, programs and README."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from telephony.cli.main import app
from telephony.settings import Settings, environment_name

NAMES = [environment_name(field) for field in Settings.model_fields]


def told(*options: str) -> str:
    result = CliRunner().invoke(app, ["settings", *options], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_all_settings_are_listed_for_people_programs_and_readme() -> None:
    assert [line.split()[0] for line in told().splitlines()[::2]] == NAMES
    assert list(json.loads(told("--json"))) == NAMES
    assert [row.split("`")[1] for row in told("--markdown").splitlines()[2:]] == NAMES


def test_a_setting_has_its_default_and_its_meaning() -> None:
    told_of = json.loads(told("--json"))["HELPLINE_MAX_CALLS"]
    assert told_of == {
        "default": 30,
        "meaning": "Calls answered at once; the next caller goes straight to the officers.",
    }


def test_the_list_is_the_same_on_every_machine_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = told("--markdown")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HELPLINE_TWILIO_AUTH_TOKEN", "hunter2")
    assert told("--markdown") == before
    assert str(Path.cwd()) not in before

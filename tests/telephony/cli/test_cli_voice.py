"""`helpline voice build`, as typed."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from handbook.book.handbook import Handbook
from telephony.calls.repertoire import Section, repertoire
from telephony.cli.voice import voice

app = typer.Typer()
app.add_typer(voice, name="voice")


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELPLINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HELPLINE_VOICE", "espeak")


def test_the_prompts_are_rendered_once_and_the_second_time_nothing() -> None:
    first, second = [
        json.loads(CliRunner().invoke(app, ["voice", "build", "--only", "prompts", "--json"]).stdout)
        for _ in range(2)
    ]
    count = len(repertoire(Handbook([]), [Section.PROMPTS]))
    assert (first["sentences"], first["rendered"], first["there_already"]) == (count, {"espeak": count}, {})
    assert (second["rendered"], second["there_already"]) == ({}, {"espeak": count})


def test_people_see_a_summary_by_voice_and_success() -> None:
    shown = CliRunner().invoke(app, ["voice", "build", "--only", "prompts"])
    assert shown.exit_code == 0
    assert (
        f"espeak   {len(repertoire(Handbook([]), [Section.PROMPTS]))} rendered, 0 there already"
        in shown.stderr
    )


def test_a_fallback_that_had_to_speak_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELPLINE_VOICE", f"piper:{tmp_path}/none.onnx,espeak")
    shown = CliRunner().invoke(app, ["voice", "build", "--only", "prompts"])
    assert shown.exit_code == 0
    assert "piper did not say everything" in " ".join(shown.stderr.split())


def test_failures_are_told_and_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.speaking.mouth.for_telephone", lambda speech: speech.samples[:0])
    shown = CliRunner().invoke(app, ["voice", "build", "--only", "prompts"])
    assert shown.exit_code == 1
    assert "only silence" in " ".join(shown.stderr.split())
    assert "run this again" in " ".join(shown.stderr.split())

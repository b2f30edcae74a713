"""The command line keeps its contract: results on stdout, one clear line on stderr for trouble."""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from telephony.cli import main as cli
from voice.audio import read, write_wav

runner = CliRunner()


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def run_main(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["helpline", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    code = ended.value.code
    return code if isinstance(code, int) else 0


def test_ask_prints_one_json_object() -> None:
    result = runner.invoke(cli.app, ["ask", "giá vàng hôm nay bao nhiêu", "--json"])
    asked = json.loads(result.stdout)
    assert asked["decision"] == "transfer"
    assert {"entry", "aspect", "answer", "sources", "options", "confidence", "match_ms"} <= set(asked)


def test_speak_writes_telephone_audio(tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    result = runner.invoke(cli.app, ["speak", "Xin chào anh chị", "--out", str(out)])
    assert result.exit_code == 0
    samples = read(out, 8000)
    assert len(samples) > 4000
    assert np.abs(samples).max() > 0.1


def test_read_prints_words_without_digits() -> None:
    result = runner.invoke(cli.app, ["read", "Lệ phí 8.000 đồng theo Nghị định 118/2025/NĐ-CP"])
    assert "tám nghìn đồng" in result.stdout
    assert not any(character.isdigit() for character in result.stdout)


@pytest.mark.parametrize("text", ["", "  ", "!!!", "§§", "Привет", "😀"])
@pytest.mark.parametrize("command", ["speak", "read"])
def test_a_text_without_words_is_refused_in_one_line(
    command: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", "said.wav"] if command == "speak" else []
    assert run_main(monkeypatch, command, text, *out) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: there is nothing to say")
    assert captured.err.count("\n") == 1
    assert not Path("said.wav").exists()


def test_read_takes_a_text_a_line_from_standard_input() -> None:
    result = runner.invoke(cli.app, ["read", "-"], input="từ 1/7 đến 15/8\r\nUBND xã\n")
    assert result.exit_code == 0
    assert result.stdout == ("từ ngày mùng một tháng bảy đến ngày mười lăm tháng tám\nỦy ban nhân dân xã\n")


def test_read_keeps_a_line_for_a_line_also_where_nothing_can_be_said() -> None:
    result = runner.invoke(cli.app, ["read", "-"], input=b"m\xe1y 5\n\n5 ng\xc3\xa0y\n")
    assert result.exit_code == 1
    assert result.stdout.split("\n")[1:] == ["", "năm ngày", ""]
    assert "the text is empty" in result.stderr


def test_read_warns_of_what_cannot_be_read_safely() -> None:
    result = runner.invoke(cli.app, ["read", "chọn 3/4 với TT khác"])
    assert result.exit_code == 0
    assert result.stderr.count("cannot be read safely") == 2


@pytest.mark.slow
def test_evaluate_text_counts_a_file_of_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        {"text": "đăng ký khai sinh cần giấy tờ gì", "label": "1.001193"},
        {"text": "giá vàng hôm nay bao nhiêu", "label": "OOS:far"},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    counts = json.loads(runner.invoke(cli.app, ["evaluate", "text", str(file), "--json"]).stdout)
    assert (counts["n_in"], counts["right"], counts["n_out"], counts["out_answered"]) == (1, 1, 1, 0)


def test_doctor_says_what_is_missing_and_what_to_do() -> None:
    result = runner.invoke(cli.app, ["doctor", "--json"])
    findings = json.loads(result.stdout)
    assert findings["handbook"]["state"] == "ok"
    assert "HELPLINE_TWILIO_AUTH_TOKEN" in findings["Twilio"]["message"]
    assert "HELPLINE_OFFICERS" in findings["officers"]["message"]
    assert result.exit_code == 0


def test_doctor_fails_when_calls_cannot_be_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELPLINE_OFFICERS", str(tmp_path / "none.yaml"))
    result = runner.invoke(cli.app, ["doctor"], env={"COLUMNS": "300"})
    assert result.exit_code == 1
    assert "none.yaml" in result.stdout


def test_the_fallback_rings_every_officer_in_order_and_asks_us_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    roster = tmp_path / "officers.yaml"
    roster.write_text(
        'officers: [{name: B, phone: "+84900000002", hours: mon 08:00-09:00, order: 2},'
        ' {name: A, phone: "+84900000001", hours: sat 08:00-09:00, order: 1}]',
        encoding="utf-8",
    )
    assert runner.invoke(cli.app, ["fallback"]).exit_code == 1, "the examples must ring nobody"
    monkeypatch.setenv("HELPLINE_OFFICERS", str(roster))
    result = runner.invoke(cli.app, ["fallback"])
    document = ET.fromstring(result.stdout.partition("At Twilio")[0].encode())
    assert [verb.tag for verb in document] == ["Say", "Dial", "Say", "Hangup"]
    assert [number.text for number in document.iterfind("./Dial/Number")] == ["+84900000001", "+84900000002"]
    dial = document.find("Dial")
    assert dial is not None
    assert dial.attrib["callerId"] == "{{To}}", "the caller's number may be none that the carrier dials with"
    asking = {"url", "action", "statusCallback", "recordingStatusCallback"}
    assert not [element for element in document.iter() if asking & set(element.attrib)]


@pytest.mark.parametrize("command", ["fallback", "doctor"])
def test_a_roster_with_a_day_that_does_not_exist_is_told_without_a_traceback(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    roster = tmp_path / "officers.yaml"
    roster.write_text("holidays: [2026-02-30]\nofficers: []\n", encoding="utf-8")
    monkeypatch.setenv("HELPLINE_OFFICERS", str(roster))
    monkeypatch.setenv("COLUMNS", "300")
    assert run_main(monkeypatch, command) == 1
    told = "".join(capsys.readouterr())
    assert "officers.yaml: has a value that cannot be" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_handbook_check_counts_the_entries() -> None:
    result = runner.invoke(cli.app, ["handbook", "check"])
    assert result.exit_code == 0
    assert "458 procedures" in result.stdout


def test_expected_trouble_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HELPLINE_HANDBOOK", str(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    assert run_main(monkeypatch, "ask", "đăng ký khai sinh") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "empty" in captured.err
    assert "Traceback" not in captured.err


def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "hotline.example")
    assert run_main(monkeypatch, "doctor") == 1
    told = capsys.readouterr().err
    assert told == "error: HELPLINE_PUBLIC_URL: must start with https:// (or http:// for a stand-in)\n"


def test_an_unknown_voice_lists_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HELPLINE_VOICE", "parrot")
    assert run_main(monkeypatch, "speak", "xin chào", "--out", str(tmp_path / "x.wav")) == 1
    assert "espeak" in capsys.readouterr().err


def test_call_to_a_running_helpline_needs_its_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    clip = tmp_path / "clip.wav"
    write_wav(clip, np.full(8000, 0.1, dtype=np.float32), 16_000)
    assert run_main(monkeypatch, "call", str(clip), "--to", "http://127.0.0.1:9") == 1
    assert "HELPLINE_TWILIO_AUTH_TOKEN" in capsys.readouterr().err


def test_a_recording_that_is_no_audio_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("no audio", encoding="utf-8")
    assert run_main(monkeypatch, "transcribe", str(tmp_path / "note.txt")) == 1
    assert "note.txt" in capsys.readouterr().err


def test_call_without_anything_to_say_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "call") == 2
    assert "--say" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--keys", "12x"), ("--officer", "sleep")])
def test_what_a_call_cannot_do_is_refused_with_what_it_can(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert run_main(monkeypatch, "call", "--say", "xin chào", option, value) == 2
    assert option in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "says"), [("coverage", "documents"), ("drafts", "drafts"), ("signed", "of 60")]
)
def test_the_handbook_tells_editors_what_is_left_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, says: str
) -> None:
    monkeypatch.setenv("HELPLINE_DATA", str(tmp_path))
    result = runner.invoke(cli.app, ["handbook", command])
    assert result.exit_code == 0
    assert says in result.stdout

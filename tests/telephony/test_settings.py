"""Settings come from the environment and `.env`, cleaned; bad ones and misspelt ones are named."""

import inspect
import logging
from pathlib import Path

import pytest

from telephony.settings import Settings, SettingsError, environment_name, misspelt_names

TOKEN, OLD_TOKEN = "0123456789abcdef" * 2, "fedcba9876543210" * 2


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(environment_name(name), value)
    return Settings.load()


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """The lines that are told."""
    with pytest.raises(SettingsError) as error:
        load(monkeypatch, **variables)
    return str(error.value).splitlines()


def test_voices_are_a_comma_separated_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, voice="edge, espeak").voice == ("edge", "espeak")


@pytest.mark.parametrize("empty", ["", "  ", "\n", "\ufeff"])
def test_an_empty_variable_is_the_default(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, twilio_auth_token=empty, max_calls=empty, public_url=empty)
    assert (settings.twilio_tokens, settings.max_calls, settings.public_url) == ((), 30, None)


@pytest.mark.parametrize("around", ["{}\n", " {} ", "\t{}\r\n", "\u00a0{}", "\ufeff{}", "{}\u200b"])
def test_what_is_copied_along_with_a_value_is_no_part_of_it(
    around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(
        monkeypatch,
        twilio_auth_token=around.format(TOKEN),
        twilio_account_sid=around.format("AC" + "0" * 32),
        public_url=around.format("https://hotline.example"),
        max_calls=around.format("7"),
    )
    assert settings.twilio_tokens == (TOKEN,)
    assert settings.twilio_account_sid == "AC" + "0" * 32
    assert (settings.public_url, settings.max_calls) == ("https://hotline.example", 7)


@pytest.mark.parametrize(
    "name", ["twilio_auth_token", "public_url", "officers", "database_url", "wake_phrase"]
)
@pytest.mark.parametrize("quotes", ['"{}"', "'{}'", "“{}”", '{}"'])
def test_quotes_that_became_part_of_a_value_are_refused(
    name: str, quotes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [line] = refused(monkeypatch, **{name: quotes.format("https://hotline.example")})
    assert line.startswith(f"{environment_name(name)}: stands in quotes")


def test_two_tokens_are_accepted_and_the_first_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, twilio_auth_token=f"{TOKEN}, {OLD_TOKEN}\n")
    assert (settings.twilio_tokens, settings.twilio_token) == ((TOKEN, OLD_TOKEN), TOKEN)
    assert settings.doubts() == []


@pytest.mark.parametrize("token", ["two words", TOKEN[:-1], TOKEN.upper(), f"{TOKEN},short"])
def test_a_token_of_another_shape_than_twilios_is_doubted_or_refused(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if " " in token:
        [told] = refused(monkeypatch, twilio_auth_token=token)
    else:
        [told] = load(monkeypatch, twilio_auth_token=token).doubts()
    assert told.startswith("HELPLINE_TWILIO_AUTH_TOKEN")
    assert token not in told


@pytest.mark.parametrize("sid", ["AC123", "SK" + "0" * 32, "AC" + "G" * 32, "AC" + "0" * 33])
def test_an_account_of_another_shape_is_refused(sid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = refused(monkeypatch, twilio_account_sid=sid)
    assert line.startswith("HELPLINE_TWILIO_ACCOUNT_SID: must be AC and 32 digits")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://hotline.example/", "https://hotline.example"),
        ("HTTPS://Hotline.Example", "https://hotline.example"),
        ("https://hotline.example:8443/Hotline/", "https://hotline.example:8443/Hotline"),
        ("https://hotline.example:443", "https://hotline.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_public_address_is_brought_into_the_form_in_which_it_is_compared(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(monkeypatch, public_url=written).public_url == meant


@pytest.mark.parametrize(
    "written",
    [
        "hotline.example", "ftp://hotline.example", "https://", "https:///twilio", "https://hotline.example:",
        "https://hotline.example :8443",
        "https://hotline.example: 8443", "https://hotline.example:8443 /x", "https://hotline.example:99999",
        "https://hotline.example:x", "https://user:secret@hotline.example", "https://hotline.example?x=1",
        "https://hotline.example/#x", "https://hotline.example/a b", "https://tổng-đài.example", "https://[::1",
        "https://hotline.example/\nx",
    ],
)  # fmt: skip
def test_a_public_address_that_is_none_is_refused_at_start(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("public_url", "twilio_api_url"):
        [line] = refused(monkeypatch, **{name: written})
        assert line.startswith(f"{environment_name(name)}: ")
        assert "secret" not in line
        monkeypatch.delenv(environment_name(name))


def test_the_number_officers_see_is_a_number_of_the_telephone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, twilio_caller_id="+84 24 3333 4444").twilio_caller_id == "+842433334444"
    for written in ("sip:hotline@pbx.example", "anonymous", "+266696687", "02433334444", "+8402433334444"):
        [line] = refused(monkeypatch, twilio_caller_id=written)
        assert line.startswith("HELPLINE_TWILIO_CALLER_ID: ")


def test_every_setting_that_is_wrong_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refused(monkeypatch, max_calls="many", drain_s="-1", recognizer="parrot", public_url="here")
    assert [line.partition(":")[0] for line in lines] == [
        "HELPLINE_PUBLIC_URL", "HELPLINE_RECOGNIZER", "HELPLINE_MAX_CALLS", "HELPLINE_DRAIN_S",
    ]  # fmt: skip


def test_a_value_that_is_refused_is_not_repeated_for_it_may_be_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "hunter2" not in "".join(refused(monkeypatch, twilio_auth_token="hunter2 hunter2"))


def test_the_token_does_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TOKEN not in repr(load(monkeypatch, twilio_auth_token=TOKEN))


def test_a_folder_may_be_given_under_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/operator")
    assert load(monkeypatch, data="~/helpline").data == Path("/home/operator/helpline")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HELPLINE_TWILIO_TOKEN", "HELPLINE_TWILIO_AUTH_TOKEN"),
        ("HELPLINE_PUBLIC_ULR", "HELPLINE_PUBLIC_URL"),
        ("helpline_max_call", "HELPLINE_MAX_CALLS"),
        ("HELPLINE_VOICES", "HELPLINE_VOICE"),
        ("HELPINE_OFFICERS", "HELPLINE_OFFICERS"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_one_that_is_meant(
    written: str,
    meant: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / ".env").write_text(f"# {written}=1\n{written} = x\n", encoding="utf-8")
    monkeypatch.setenv(written, "x")
    Settings.load()
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        f"{written.upper()}, in {place}, is no setting and does nothing; is {meant} meant?"
        for place in ("the environment", ".env")
    ]


def test_what_is_not_ours_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "HELPLINE_TEST_DATABASE_URL", "HELPLINE_MAX_CALLS", "HELP", "DATA"):
        monkeypatch.setenv(name, "1")
    assert list(misspelt_names()) == []


def test_which_file_was_read_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / ".env").write_text("HELPLINE_MAX_CALLS=7\n", encoding="utf-8")
    with caplog.at_level(logging.INFO):
        assert Settings.load().max_calls == 7
    assert str(tmp_path / ".env") in caplog.text


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("HELPLINE_WAKE_PHRASE=Sổ tay ơi\n".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        Settings.load()


def test_every_setting_says_what_it_means() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert not inspect.cleandoc(field.description).startswith(name)

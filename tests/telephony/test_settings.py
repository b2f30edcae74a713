"""Settings come from the environment, and bad ones are named."""

import pytest
from pydantic import ValidationError

from telephony.settings import Settings


def test_voices_are_a_comma_separated_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_VOICE", "edge, espeak")
    assert Settings(_env_file=None).voice == ("edge", "espeak")


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_TWILIO_AUTH_TOKEN", "")
    assert Settings(_env_file=None).twilio_auth_token is None


def test_a_public_address_loses_its_slash_and_needs_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "https://hotline.example/")
    assert Settings(_env_file=None).public_url == "https://hotline.example"
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "hotline.example")
    with pytest.raises(ValidationError, match="https://"):
        Settings(_env_file=None)


def test_the_token_does_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_TWILIO_AUTH_TOKEN", "very-secret")
    assert "very-secret" not in repr(Settings(_env_file=None))

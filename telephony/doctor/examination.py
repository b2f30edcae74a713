"""All parts of the service, one after the other."""

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from twilio.http.http_client import TwilioHttpClient

from handbook.book.handbook import Handbook
from handbook.errors import HandbookError
from telephony.doctor.finding import Finding, State
from telephony.doctor.numbers import examine_numbers
from telephony.doctor.reach import examine_way
from telephony.doctor.records import examine_records
from telephony.officers.roster import Roster, RosterError
from telephony.private_files import private_folder
from telephony.settings import Settings, misspelt_names
from telephony.twilio.account import Account, AccountError
from telephony.twilio.twiml import VOICE_PATH
from voice.hearing.weights import WeightsError, resolve
from voice.speaking.mouth import build_mouth
from voice.speaking.speech import SynthesisError


async def examine(settings: Settings, transport: TwilioHttpClient | None = None) -> list[Finding]:
    """Looks at every part; raises nothing, for a broken part is a finding.

    `transport` replaces the network to Twilio.
    """
    return [
        _python(),
        *_settings(settings),
        _examined("handbook", lambda: _handbook(settings)),
        _examined("hearing", lambda: _hearing(settings)),
        await _voice(settings),
        _examined("officers", lambda: _officers(settings)),
        _examined("data folder", lambda: _data(settings.data)),
        *examine_records(settings, datetime.now(UTC)),
        _twilio(settings),
        _public_url(settings),
        *await _connection(settings, transport),
    ]


def _examined(part: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (HandbookError, WeightsError, RosterError, OSError) as error:
        return Finding(part, State.FAULT, str(error))


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", State.OK, version)


def _settings(settings: Settings) -> list[Finding]:
    doubts = [*settings.doubts(), *misspelt_names()]
    return [Finding("settings", State.WARNING, "; ".join(doubts))] if doubts else []


def _handbook(settings: Settings) -> Finding:
    book = Handbook.load(settings.handbook)
    procedures = sum(entry.kind == "procedure" for entry in book)
    told = f"{procedures} procedures and {len(book) - procedures} topics"
    if book.problems:
        left = f"{told}; {len(book.problems)} faults in its files are left out, see `helpline handbook check`"
        return Finding("handbook", State.WARNING, left)
    return Finding("handbook", State.OK, told)


def _hearing(settings: Settings) -> Finding:
    path = resolve(settings.whisper_model)
    name = settings.whisper_model or "whisper-base int8, which ships with the product"
    return Finding("hearing", State.OK, f"{name}, in {path}")


async def _voice(settings: Settings) -> Finding:
    try:
        mouth = build_mouth(settings.voice, settings.data / "speech", piper_voice=settings.piper_voice)
        with closing(mouth):
            said = await mouth.say("Xin chào anh chị.")
    except (SynthesisError, ValueError) as error:
        return Finding("voice", State.FAULT, str(error))
    preferred, _, _ = settings.voice[0].partition(":")
    if said.voice != preferred:
        return Finding(
            "voice",
            State.WARNING,
            f"{preferred} does not answer, {said.voice} speaks instead; check the way to its service",
        )
    if settings.voice == ("espeak",):
        return Finding(
            "voice", State.WARNING, "espeak, offline but robotic; HELPLINE_VOICE=edge,espeak sounds human"
        )
    return Finding("voice", State.OK, " then ".join(settings.voice))


def _officers(settings: Settings) -> Finding:
    roster = Roster.load(settings.officers)
    if settings.officers_are_examples:
        return Finding(
            "officers",
            State.WARNING,
            "the example roster: nobody real is rung; write your own and set HELPLINE_OFFICERS to it",
        )
    if not roster.officers:
        return Finding("officers", State.FAULT, f"{settings.officers} names nobody; add at least one officer")
    return Finding("officers", State.OK, f"{len(roster.officers)} in {settings.officers}")


def _twilio(settings: Settings) -> Finding:
    if settings.twilio_token is None:
        return Finding(
            "Twilio",
            State.WARNING,
            "not connected: set HELPLINE_TWILIO_AUTH_TOKEN; until then every call is refused",
        )
    if settings.twilio_account_sid is None:
        return Finding(
            "Twilio",
            State.WARNING,
            "set HELPLINE_TWILIO_ACCOUNT_SID too; without it a finished call cannot be ended",
        )
    return Finding("Twilio", State.OK, f"account {settings.twilio_account_sid[:6]}…")


def _public_url(settings: Settings) -> Finding:
    if settings.public_url is None:
        return Finding(
            "public address",
            State.WARNING,
            "set HELPLINE_PUBLIC_URL to the https:// address entered at Twilio, which its signatures cover",
        )
    if settings.public_url.endswith(VOICE_PATH):
        return Finding(
            "public address",
            State.FAULT,
            f"HELPLINE_PUBLIC_URL is where the helpline is, without {VOICE_PATH}: "
            f"{settings.public_url.removesuffix(VOICE_PATH)}",
        )
    if not settings.public_url.startswith("https://"):
        return Finding(
            "public address",
            State.WARNING,
            f"{settings.public_url}: Twilio opens media streams over TLS only",
        )
    return Finding("public address", State.OK, settings.public_url)


async def _connection(settings: Settings, transport: TwilioHttpClient | None) -> list[Finding]:
    """What only Twilio and the network can tell; nothing is asked before the settings are there."""
    if settings.public_url is None or settings.twilio_token is None:
        return []
    found = [await examine_way(settings.public_url, settings.twilio_token)]
    if settings.twilio_account_sid is not None:
        try:
            numbers = Account(settings, transport).numbers()
        except AccountError as error:
            found.append(Finding("numbers", State.WARNING, str(error)))
        else:
            found += examine_numbers(numbers, settings.public_url)
    return found


def _data(folder: Path) -> Finding:
    private_folder(folder)
    probe = folder / ".doctor"
    probe.write_bytes(b"")
    probe.unlink()
    return Finding("data folder", State.OK, str(folder))

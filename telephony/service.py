"""The service: its parts built from the settings, and the web application over them."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from handbook.answers import compose, spoken_name
from handbook.book import CONTENT, Handbook
from handbook.matching import Matcher
from telephony import prompts
from telephony.conversation import Conversation, Faculties, Line
from telephony.journal import CallRecord, Journal
from telephony.officers import RosterFile
from telephony.policy import Policy
from telephony.settings import Settings
from telephony.twilio.rest import CallControl
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.stream import MediaStreams
from telephony.twilio.tickets import StreamTickets
from telephony.twilio.webhooks import Webhooks
from voice.mouth import build_mouth
from voice.recognition import RecognitionQueue
from voice.speech import SynthesisError
from voice.vad import SpeechDetector
from voice.weights import resolve
from voice.whisper import WhisperRecognizer

log = logging.getLogger(__name__)


def build_faculties(settings: Settings) -> Faculties:
    """Loads handbook, models and voices. Raises the clear error of whichever part is not fit for use."""
    handbook = Handbook.load(settings.handbook or CONTENT)
    recognizer = WhisperRecognizer(resolve(settings.whisper_model))
    return Faculties(
        handbook=handbook,
        matcher=Matcher(handbook),
        speech_detector=SpeechDetector(),
        recognition=RecognitionQueue(recognizer),
        mouth=build_mouth(settings.voice, settings.data / "speech"),
    )


@dataclass(frozen=True, slots=True)
class Service:
    """What a running service consists of."""

    app: FastAPI
    journal: Journal
    streams: MediaStreams


def build_service(
    settings: Settings,
    faculties: Faculties,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    clock: Callable[[], float] = time.monotonic,
) -> Service:
    """Wires the application; `settings` alone decide what it trusts. Raises RosterError."""
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else None
    roster = RosterFile(settings.officers, now)
    journal = Journal(now)
    tickets = StreamTickets(clock)
    control = CallControl(settings.twilio_account_sid, token, settings.twilio_api_url)

    def converse(line: Line, record: CallRecord) -> Conversation:
        policy = Policy(
            compose=lambda entry, aspects: compose(faculties.handbook[entry], aspects),
            spoken_name=lambda entry: spoken_name(faculties.handbook[entry]),
        )
        return Conversation(line, faculties, policy, record, journal)

    streams = MediaStreams(tickets, journal, control, converse)
    webhooks = Webhooks(
        signature=SignatureCheck(token, settings.public_url),
        tickets=tickets,
        journal=journal,
        streams=streams,
        officers=roster.on_duty,
        messages=settings.data / "messages.jsonl",
        max_calls=settings.max_calls,
        now=now,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        _warn_about(settings)
        warming = asyncio.create_task(_render_prompts(faculties))
        yield
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)

    app = FastAPI(
        title="Handbook hotline", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.include_router(webhooks.router())

    @app.get("/healthz")
    async def healthz() -> dict[str, object]:
        return {
            "status": "ok",
            "entries": len(faculties.handbook),
            "recognizer": faculties.recognition.engine,
            "calls": streams.active,
        }

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Service(app=app, journal=journal, streams=streams)


async def _render_prompts(faculties: Faculties) -> None:
    for sentence in prompts.ALL:
        try:
            await faculties.mouth.say(sentence)
        except SynthesisError as error:
            log.error("no voice can say the prompts, calls go straight to a person: %s", error)
            return


def _warn_about(settings: Settings) -> None:
    if settings.twilio_auth_token is None:
        log.warning("HELPLINE_TWILIO_AUTH_TOKEN is not set: every request from Twilio will be refused")
    elif settings.public_url is None:
        log.warning("HELPLINE_PUBLIC_URL is not set: behind a proxy, Twilio's signatures will not match")
    if settings.officers_are_examples:
        log.warning(
            "HELPLINE_OFFICERS is not set: transfers ring an example number and end at the message recorder"
        )

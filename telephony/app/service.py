"""The service: its parts built from the settings, and the web application over them."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from handbook.answering.answers import compose, spoken_name
from telephony.app.health import HeadAsGet, health_routes
from telephony.app.loop_lag import watch_loop
from telephony.app.prompt_rendering import PromptRendering
from telephony.app.server import Drain
from telephony.calls import prompts
from telephony.calls.admission import Admission
from telephony.calls.conversation import Conversation
from telephony.calls.engines import Engines
from telephony.calls.line import Line
from telephony.calls.policy import Policy
from telephony.calls.run import Calls
from telephony.counter import wording
from telephony.counter.build import build_counter_routes
from telephony.officers.roster import RosterFile
from telephony.officers.transfer import Transfers
from telephony.records.database import database_address, keep_data_private
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome
from telephony.records.record import CallRecord
from telephony.records.store import RecordStore
from telephony.settings import Settings
from telephony.twilio.recordings import TwilioRecordings
from telephony.twilio.rest import CallControl
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.stream import MediaStreams
from telephony.twilio.tickets import StreamTickets
from telephony.twilio.transfer_webhooks import TransferWebhooks
from telephony.twilio.transfers import TwilioTransfers
from telephony.twilio.twiml import MAX_NUMBERS
from telephony.twilio.webhooks import Webhooks
from voice.hearing.recognition import WAITING_LIMIT
from voice.threads import Threads

log = logging.getLogger(__name__)

SWEEP_S = 1.0
"""How often it is looked for calls whose stream never opened."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a running service consists of."""

    app: FastAPI
    journal: Journal
    calls: Calls
    transfers: Transfers
    drain: Drain


def build_service(
    settings: Settings,
    engines: Engines,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    clock: Callable[[], float] = time.monotonic,
    control: CallControl | None = None,
) -> Service:
    """Wires the application; `settings` alone decide what it trusts. Raises RosterError, RecordsError.

    `control` replaces Twilio's REST interface, as `now` and `clock` replace the time.
    """
    roster = RosterFile(settings.officers, now)
    keep_data_private(settings.data)
    records = RecordStore(database_address(settings.database_url, settings.data))
    journal = Journal(
        now, records, timedelta(days=settings.retention_days), TwilioRecordings(settings), clock
    )
    clips = SpokenClips(clock)
    signature = SignatureCheck(
        settings.twilio_tokens,
        settings.public_url,
        settings.twilio_account_sid,
        refused=lambda d: journal.add_refused(d.cause, d.explanation, d.public_url),
        clock=clock,
    )
    control = control or CallControl(
        settings.twilio_account_sid, settings.twilio_token, settings.twilio_api_url
    )
    transfers = Transfers(journal, roster, engines.mouth, MAX_NUMBERS, now, clock)
    on_twilio = TwilioTransfers(transfers, control, clips, settings.twilio_caller_id)

    def converse(line: Line, record: CallRecord) -> Conversation:
        policy = Policy(
            compose=lambda asked: compose(engines.handbook[asked.entry], asked.aspects, focus=asked.focus),
            spoken_name=lambda entry: spoken_name(engines.handbook[entry]),
            recorded=settings.calls_recorded,
            officers_there=lambda: bool(roster.on_duty()),
        )
        return Conversation(line, engines, policy, record, journal)

    calls = Calls(journal, converse)

    def never_opened(call_sid: str) -> None:
        record = journal.find(call_sid)
        if record is not None and not calls.is_going_on(call_sid):
            journal.close(record, Outcome(Ending.NEVER_OPENED))

    tickets = StreamTickets(clock, never_opened)
    streams = MediaStreams(tickets, journal, control, calls, on_twilio.hand_over)
    admission = Admission(
        settings.max_calls,
        lambda: calls.active + len(tickets),
        clock,
        settings.calls_a_caller,
        lambda caller: roster.commune(caller) is not None,
    )
    webhooks = Webhooks(
        signature, tickets, journal, streams, roster.on_duty, admission, settings.twilio_caller_id
    )
    transfer_webhooks = TransferWebhooks(signature, on_twilio, journal, roster, clips, now)

    counter = build_counter_routes(settings, engines, journal, roster.on_duty, now, clock)

    def begin_drain() -> None:
        admission.draining = True
        counter.wind_down()

    def going_on() -> int:
        return calls.active + len(tickets) + transfers.ringing + counter.active_visits

    drain = Drain(begin_drain, going_on, settings.drain_s)

    rendering = PromptRendering(engines.mouth, (*prompts.SENTENCES, *wording.SENTENCES))

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            tickets.sweep()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        _warn_about(settings)
        tasks = [asyncio.create_task(work) for work in (rendering.run(), sweep(), watch_loop())]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await transfers.shut()
        await control.close()
        shutting = Threads(1, "shutting")
        await shutting.run(journal.shut)
        shutting.close()

    app = FastAPI(
        title="Handbook hotline", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.include_router(webhooks.router())
    app.include_router(transfer_webhooks.router())
    app.include_router(counter.router())

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, error: Exception) -> Response:
        return Response(status_code=400)  # read by nobody; without it the log has a traceback

    faults = {
        "admission": lambda: admission.fault,
        "recognition": lambda: _recognition_fault(engines),
        "records": lambda: journal.fault,
        "voice": lambda: rendering.fault,
    }
    app.include_router(health_routes(faults, lambda: {"calls": calls.active}, settings.metrics_open))
    app.add_middleware(HeadAsGet)

    return Service(app, journal, calls, transfers, drain)


def _recognition_fault(engines: Engines) -> str | None:
    waiting = engines.recognition.waiting
    return f"{waiting} utterances wait to be heard" if waiting >= WAITING_LIMIT else None


def _warn_about(settings: Settings) -> None:
    for doubt in settings.doubts():
        log.warning("%s", doubt)
    if settings.twilio_token is None:
        log.warning("HELPLINE_TWILIO_AUTH_TOKEN is not set: every request from Twilio will be refused")
    elif settings.public_url is None:
        log.warning("HELPLINE_PUBLIC_URL is not set: behind a proxy, Twilio's signatures will not match")
    if settings.officers_are_examples:
        log.warning(
            "HELPLINE_OFFICERS is not set: transfers ring an example number and end at the message recorder"
        )

"""What `helpline serve` does, and the first call of `make run`."""

import os
import threading
from datetime import UTC, datetime

from rich.console import Console

from telephony.app.engines import build_engines
from telephony.app.reception import Patience
from telephony.app.server import address, allowed_connections, listen, running
from telephony.app.service import build_service
from telephony.calls.engines import Engines
from telephony.cli import call_report as story
from telephony.cli.call import CALLER_WORDS_A_MINUTE
from telephony.counter.build import pairing_link
from telephony.measuring import test_call as trial
from telephony.settings import Settings
from voice.speaking.espeak import EspeakSynthesizer

FIRST_QUESTION = "Hà Nội có bao nhiêu xã phường?"
"""A robot is hard to hear; this comes through at every pace from 100 to 130 words a minute."""


async def serve_forever(settings: Settings, host: str, port: int, first_call: bool) -> None:
    """Serves until the process is told to stop. Raises PortTakenError and what the parts raise on loading."""
    os.umask(0o077)  # what callers said is nobody else's on this machine
    console = Console(stderr=True)
    listener = listen(host, port)
    patience = Patience(connections=allowed_connections())
    console.print("Loading the handbook, the recogniser and the voice …")
    engines = build_engines(settings)
    # What phrases score on mere noise takes minutes to work out, and is kept for the next start.
    preparing = threading.Thread(
        target=engines.recognition.prepare, args=(engines.matcher.likely,), daemon=True
    )
    try:
        if first_call:
            await _first_call(settings, engines, console)
        preparing.start()
        service = build_service(settings, engines)
        async with running(service.app, listener, service.drain, patience) as serving:
            here = address(listener)
            public = settings.public_url or "https://YOUR-PUBLIC-ADDRESS"
            console.print(f"\n[bold green]The helpline is listening at {here}[/]", highlight=False)
            console.print(f"  takes calls? {here}/readyz · figures {here}/metrics", highlight=False)
            console.print(f"  Twilio's webhook for incoming calls: {public}/twilio/voice", highlight=False)
            if first_call:
                link = pairing_link(settings, here, "Quầy thử", lambda: datetime.now(UTC))
                console.print(f"  Try the counter page, in Chrome on this machine: {link}", highlight=False)
            console.print("  `.venv/bin/helpline doctor` tells what is still to be set up. Ctrl+C stops.")
            await serving
    finally:
        engines.recognition.close()
        engines.mouth.close()
        if preparing.is_alive():  # an engine at work must not outlive the process around it
            preparing.join()


async def _first_call(settings: Settings, engines: Engines, console: Console) -> None:
    """A call over loopback through webhook, signature, stream, recogniser, handbook and voice."""
    console.print(f"\n[bold]A first call:[/] a synthetic caller rings and asks “{FIRST_QUESTION}”")
    caller = EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)
    question = await trial.spoken_question(FIRST_QUESTION, caller)
    async with trial.own_helpline(settings, engines) as helpline:
        timeline = await trial.call(helpline, [question], lambda event: story.live(console, event))
    story.tell(console, timeline)

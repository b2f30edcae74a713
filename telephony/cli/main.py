"""The `helpline` command."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handbook.errors import HandbookError
from telephony import logs
from telephony.cli.bench import bench
from telephony.cli.calls import calls
from telephony.cli.counter import counter
from telephony.cli.evaluate import evaluate
from telephony.cli.handbook import handbook
from telephony.cli.settings import settings
from telephony.cli.voice import voice
from telephony.errors import TelephonyError
from voice.errors import VoiceError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="A hotline that answers from the handbook, or connects a person.",
)
app.add_typer(evaluate, name="evaluate", help="Counts how well questions are understood.")
app.add_typer(handbook, name="handbook", help="Checks, imports and exports the handbook's entries.")
app.add_typer(voice, name="voice", help="Renders what is said ahead of the calls.")
app.add_typer(bench, name="bench", help="Measures speed.")
app.add_typer(counter, name="counter", help="Pairs browsers as service counters.")
app.command()(calls)
app.command()(settings)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def main() -> None:
    """Runs the command; expected trouble is one clear line on stderr, not a traceback."""
    # One utterance is too little work to share: OpenBLAS's threads would wait for one another, 16 ms for 2.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    logs.configure()
    try:
        app()
    except (VoiceError, HandbookError, TelephonyError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    first_call: Annotated[bool, typer.Option(help="Place one trial call first and show its story.")] = False,
) -> None:
    """Serves Twilio's webhooks and media streams."""
    from telephony.cli.serve import serve_forever
    from telephony.settings import Settings

    asyncio.run(serve_forever(Settings.load(), host, port, first_call))


@app.command()
def call(
    audio: Annotated[
        list[Path] | None, typer.Argument(help="Recordings the caller says, one a turn.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="Address of a running helpline; without it, one is started.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="WAV file for what the caller heard.")] = None,
    say: Annotated[
        list[str] | None, typer.Option(help="Words for a synthetic caller, after the recordings.")
    ] = None,
    keys: Annotated[
        list[str] | None, typer.Option(help="Keys the caller presses, one string a turn, after the words.")
    ] = None,
    officer: Annotated[
        list[str] | None,
        typer.Option(
            help="What officers do when rung, in order: accept, decline, voicemail, busy, no-answer, failed."
        ),
    ] = None,
    patience: Annotated[
        float, typer.Option(help="Seconds of ringing after which the caller hangs up.")
    ] = float("inf"),
    as_json: JsonFlag = False,
) -> None:
    """Places a simulated phone call, in real time, through the carrier's protocol."""
    from telephony.cli.call import run_call
    from telephony.settings import Settings
    from telephony.simulator import Behaviour

    if not audio and not say and not keys:
        raise typer.BadParameter("give at least one recording, --say TEXT or --keys KEYS")
    try:
        behaviours = [Behaviour(name) for name in officer or [Behaviour.ACCEPT]]
    except ValueError as error:
        known = ", ".join(Behaviour)
        raise typer.BadParameter(f"{error}; an officer can {known}", param_hint="--officer") from error
    if unknown := set("".join(keys or [])) - set("0123456789*#"):
        raise typer.BadParameter(
            f"{' '.join(sorted(unknown))!r} is on no telephone; use 0-9, * and #", param_hint="--keys"
        )
    timeline = asyncio.run(
        run_call(
            Settings.load(),
            audio or [],
            say or [],
            to,
            out,
            quiet=as_json,
            keys=keys or [],
            officers=behaviours,
            ring_patience_s=patience,
        )
    )
    if as_json:
        _print_json(timeline.to_dict())


@app.command()
def ask(question: str, as_json: JsonFlag = False) -> None:
    """Asks the handbook in writing."""
    from telephony.cli.ask import ask_handbook, build_asking
    from telephony.settings import Settings

    asked = ask_handbook(build_asking(Settings.load()), question)
    if as_json:
        _print_json(asked)
    elif asked["answer"]:
        print(asked["answer"])
        if asked["sources"]:
            print("Căn cứ: " + "; ".join(asked["sources"]))
    else:
        print(f"[{asked['decision']}] {'; '.join(asked['options'])}".rstrip())


@app.command()
def why(
    question: str,
    subject: Annotated[
        str | None, typer.Option(help="Id of the entry that the call is about, for a follow-up.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Explains what the handbook makes of a question: the nearest subjects, the evidence, what decided."""
    from telephony.cli.ask import build_asking
    from telephony.cli.why import show, to_dict
    from telephony.settings import Settings

    asking = build_asking(Settings.load())
    if subject is not None and not asking.matcher.knows(subject):
        raise typer.BadParameter(
            f"the handbook has no entry {subject!r}; `helpline ask` shows ids with --json",
            param_hint="--subject",
        )
    explanation = asking.matcher.explain(question, subject=subject)
    if as_json:
        _print_json(to_dict(explanation, asking.handbook))
    else:
        show(explanation, asking.handbook, Console())


@app.command()
def transcribe(audio: Path, as_json: JsonFlag = False) -> None:
    """Writes down what is said in a recording, heard over the telephone band."""
    from telephony.settings import Settings
    from voice.hearing.weights import resolve
    from voice.hearing.whisper import WhisperRecognizer
    from voice.measuring.clips import over_the_line

    samples = over_the_line(audio)
    hearing = WhisperRecognizer(resolve(Settings.load().whisper_model)).recognize(samples)
    if as_json:
        _print_json(
            {
                "text": hearing.text,
                "confidence": round(hearing.confidence, 4),
                "engine": hearing.engine,
                "audio_ms": round(hearing.audio_ms),
                "recognition_ms": round(hearing.recognition_ms),
            }
        )
    else:
        print(hearing.text)


@app.command()
def speak(text: str, out: Annotated[Path, typer.Option(help="WAV file to write, 8 kHz.")]) -> None:
    """Says a text as the telephone would carry it."""
    from telephony.settings import Settings
    from voice.audio import write_wav
    from voice.mulaw import TELEPHONE_RATE, decode
    from voice.reading import must_read
    from voice.speaking.mouth import build_mouth

    must_read(text)  # before a voice is loaded
    settings = Settings.load()
    mouth = build_mouth(settings.voice, settings.data / "speech", piper_voice=settings.piper_voice)
    said = asyncio.run(mouth.say(text))
    write_wav(out, decode(said.mulaw), TELEPHONE_RATE)
    print(f"{out}: {len(said.mulaw) / TELEPHONE_RATE:.1f} s, voice {said.voice}")


def _lines(text: str) -> Iterable[str]:
    if text != "-":
        return (text,)
    # Whatever a file holds: a damaged character is named in its line and does not end the rest.
    stdin = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    return (line.rstrip("\r\n") for line in stdin)


@app.command("read")
def read_aloud(
    text: Annotated[
        str, typer.Argument(help="What is to be read; - reads one text a line from standard input.")
    ],
) -> None:
    """Prints the words as they will be spoken, and warns of what cannot be read safely."""
    from voice.reading import NothingToReadError, must_read, problems

    failed = False
    for line in _lines(text):
        try:
            words = must_read(line)
        except NothingToReadError as error:
            if text != "-":
                raise
            # A line for a line, so that both can be laid side by side.
            print(f"error: {error}", file=sys.stderr)
            failed, words = True, ""
        print(words)
        for problem in problems(line) if words else ():
            print(f"warning: {problem.text!r} cannot be read safely: {problem.why}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """Tells what is set up, what is missing and what to do."""
    from telephony.doctor import State, examine
    from telephony.settings import Settings

    findings = asyncio.run(examine(Settings.load()))
    if as_json:
        _print_json(
            {finding.part: {"state": finding.state, "message": finding.message} for finding in findings}
        )
    else:
        colours = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "red"}
        table = Table.grid(padding=(0, 2))
        for finding in findings:
            table.add_row(
                f"[{colours[finding.state]}]{finding.state}[/]", finding.part, escape(finding.message)
            )
        Console().print(table)
    if any(finding.state is State.FAULT for finding in findings):
        raise typer.Exit(1)


@app.command()
def fallback() -> None:
    """Prints what Twilio is to do while this server is down; it belongs into a TwiML Bin."""
    from telephony.cli.fallback import fallback_twiml
    from telephony.settings import Settings

    print(fallback_twiml(Settings.load()))
    print(
        "At Twilio: Develop, TwiML Bins, Create: paste the above. Then Phone Numbers, the number, Voice "
        'Configuration, "Primary handler fails": TwiML Bin. Do it again whenever the officers change.',
        file=sys.stderr,
    )


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))

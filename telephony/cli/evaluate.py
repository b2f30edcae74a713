"""`helpline evaluate`: counts how well questions are understood and answered, in writing and in speech."""

import asyncio
import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

evaluate = typer.Typer(no_args_is_help=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


@evaluate.command()
def text(file: Path, as_json: JsonFlag = False) -> None:
    """Questions in writing: FILE.jsonl with lines {text, label}."""
    from dataclasses import asdict

    from handbook.matching.evaluation import evaluate as evaluate_text
    from telephony.cli.ask import build_asking
    from telephony.settings import Settings

    _show(asdict(evaluate_text(_lines(file), build_asking(Settings.load()).matcher)), as_json)


@evaluate.command()
def answers(file: Path, as_json: JsonFlag = False) -> None:
    """What is said to written questions: FILE.jsonl with lines {text, holds, never, may}."""
    from functools import partial

    from telephony.cli.ask import ask_handbook, build_asking
    from telephony.measuring.answers import evaluate_answers
    from telephony.settings import Settings

    asking = build_asking(Settings.load())
    _show(evaluate_answers(_lines(file), partial(ask_handbook, asking)).to_dict(), as_json)


@evaluate.command()
def dialogues(file: Path, as_json: JsonFlag = False) -> None:
    """Scripted conversations by typed text: FILE.yaml with turns and what has to come of each."""
    from telephony.cli.ask import build_asking
    from telephony.measuring.dialogues import evaluate_dialogues, read_scripts
    from telephony.settings import Settings

    scripts = read_scripts(file)
    asking = build_asking(Settings.load())
    result = asyncio.run(evaluate_dialogues(scripts, asking.handbook, asking.matcher))
    _show(result.to_dict(), as_json)


@evaluate.command()
def speech(
    folder: Path,
    noise: Annotated[Path | None, typer.Option(help="Recording of noise to mix in.")] = None,
    snr: Annotated[float, typer.Option(help="Speech above the noise, in dB.")] = 10.0,
    closed: Annotated[bool, typer.Option(help="Every transcript is in the book.")] = False,
    among_handbook: Annotated[
        bool, typer.Option(help="The transcripts stand among all entries of the handbook, as in a call.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Recorded questions: FOLDER/manifest.tsv with columns path and transcript."""
    from handbook.book.handbook import Handbook
    from telephony.measuring.speech import evaluate_speech
    from telephony.settings import Settings
    from voice.audio import read
    from voice.hearing.weights import resolve
    from voice.hearing.whisper import WhisperRecognizer
    from voice.measuring.clips import read_manifest
    from voice.mulaw import TELEPHONE_RATE

    clips = read_manifest(folder)
    background = read(noise, TELEPHONE_RATE) if noise else None
    settings = Settings.load()
    recognizer = WhisperRecognizer(resolve(settings.whisper_model))
    among = Handbook.load(settings.handbook) if among_handbook else None
    result = evaluate_speech(clips, recognizer, time.perf_counter, background, snr, closed, among)
    _show(result.to_dict(), as_json)


def _lines(file: Path) -> list[str]:
    """The lines of a text file. Raises EvaluationError."""
    from handbook.matching.evaluation import EvaluationError

    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file} cannot be read as UTF-8 text ({error})") from error


def _show(counts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(counts, ensure_ascii=False))
        return
    for name, value in counts.items():
        if isinstance(value, list | tuple):
            print(f"{name}:")
            for item in value:
                print(f"  {item}")
        else:
            print(f"{name:<14}{value:.3f}" if isinstance(value, float) else f"{name:<14}{value}")

"""`helpline bench`: how fast the helpline hears."""

import json
from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(no_args_is_help=True)


@bench.command()
def hearing(
    folder: Annotated[Path, typer.Argument(help="Folder with manifest.tsv (columns path and transcript).")],
    threads: Annotated[int, typer.Option(min=1, help="Cores for each utterance, stock and ours.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="Clips at most, spread over the folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Recognition of the same clips by stock faster-whisper and by ours, in one run."""
    from rich.console import Console
    from rich.progress import Progress

    from telephony.measuring.hearing import UTTERANCES, bench_hearing
    from telephony.measuring.speech import read_manifest
    from telephony.settings import Settings
    from voice.weights import resolve
    from voice.whisper import WhisperRecognizer

    clips = read_manifest(folder)
    if limit is not None and limit < len(clips):
        clips = [clips[number * len(clips) // limit] for number in range(limit)]
    recognizer = WhisperRecognizer(resolve(Settings().whisper_model), threads=threads)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Hearing", total=len(clips))
        # Some clips tell the speed; whether memory grows takes all of them.
        result = bench_hearing(
            clips,
            recognizer,
            threads,
            progress=lambda: bar.advance(task),
            utterances=UTTERANCES if limit is None else len(clips),
        )
    if as_json:
        print(json.dumps(result.to_dict(), ensure_ascii=False))
        return
    for name, value in result.to_dict().items():
        print(f"{name:<22}{value:10.3f}" if isinstance(value, float) else f"{name:<22}{value:10}")


@bench.command()
def voice(
    name: Annotated[str, typer.Option("--voice", help="As in HELPLINE_VOICE.")] = "espeak",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """A 10 s answer: its first frame when new and when known, and many callers at once."""
    import asyncio

    from telephony.measuring.voice import measure
    from telephony.settings import Settings
    from voice.voices import load

    figures = asyncio.run(measure(load(name, piper_voice=Settings().piper_voice)))
    if as_json:
        print(json.dumps(figures))
        return
    for key, value in figures.items():
        print(f"{key:<22}{value:.1f}" if isinstance(value, float) else f"{key:<22}{value}")

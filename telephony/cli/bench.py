"""`helpline bench`: how fast the helpline hears, speaks and answers."""

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
    utterances: Annotated[
        int, typer.Option(min=0, help="Heard before memory is looked at again; 0 leaves that out.")
    ] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Recognition of the same clips by stock faster-whisper and by ours, in one run; then memory."""
    from faster_whisper import WhisperModel
    from rich.console import Console
    from rich.progress import Progress

    from telephony.settings import Settings
    from voice.hearing.weights import resolve
    from voice.hearing.whisper import WhisperRecognizer
    from voice.measuring.clips import read_manifest, spread
    from voice.measuring.hearing import bench_hearing, bench_memory

    everything = read_manifest(folder)
    clips = spread(everything, limit)
    model = resolve(Settings.load().whisper_model)
    recognizer = WhisperRecognizer(model, threads=threads)
    figures: dict[str, int | float] = {}
    with Progress(console=Console(stderr=True), transient=True) as bar:
        # Memory first, while no other engine has taken any, and over clips of all lengths.
        if utterances:
            task = bar.add_task("Memory", total=utterances)
            figures |= bench_memory(everything, recognizer, utterances, lambda: bar.advance(task)).to_dict()
        stock = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=threads)
        task = bar.add_task("Hearing", total=len(clips))
        result = bench_hearing(clips, recognizer, stock, threads, progress=lambda: bar.advance(task))
        figures = result.to_dict() | figures
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name:<22}{value:10.3f}" if isinstance(value, float) else f"{name:<22}{value:10}")


@bench.command()
def workers(
    folder: Annotated[Path, typer.Argument(help="Folder with manifest.tsv (columns path and transcript).")],
    limit: Annotated[int | None, typer.Option(min=1, help="Clips at most, spread over the folder.")] = 48,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Utterances a second with one worker on one core, one on two, two on one each: by turns, in one run."""
    from telephony.settings import Settings
    from voice.hearing.weights import resolve
    from voice.hearing.whisper import WhisperRecognizer
    from voice.measuring.clips import read_manifest, spread
    from voice.measuring.workers import Layout, bench_workers

    model = resolve(Settings.load().whisper_model)
    layouts = [Layout(1, 1), Layout(1, 2), Layout(2, 1)]
    bench_workers(
        spread(read_manifest(folder), limit),
        layouts,
        lambda workers, threads: WhisperRecognizer(model, threads=threads, workers=workers),
    )
    if as_json:
        print(json.dumps({"layouts": [layout.to_dict() for layout in layouts]}))
        return
    for layout in layouts:
        print(
            f"{layout.workers} x {layout.threads}: {layout.per_second:.2f} utterances a second, "
            f"{layout.ms_p50:.0f} ms each at the median, {layout.ms_p95:.0f} ms at p95"
        )


@bench.command()
def voice(
    name: Annotated[str, typer.Option("--voice", help="As in HELPLINE_VOICE.")] = "espeak",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """A 10 s answer: its first frame when new and when known, and many callers at once."""
    import asyncio

    from telephony.settings import Settings
    from voice.measuring.voices import measure
    from voice.speaking.voices import load

    figures = asyncio.run(measure(load(name, piper_voice=Settings.load().piper_voice)))
    if as_json:
        print(json.dumps(figures))
        return
    for key, value in figures.items():
        print(f"{key:<22}{value:.1f}" if isinstance(value, float) else f"{key:<22}{value}")


@bench.command()
def calls(
    audio: Annotated[
        list[Path] | None,
        typer.Argument(help="What callers ask: recordings, or folders of them; else a synthetic question."),
    ] = None,
    at_once: Annotated[int, typer.Option("--calls", min=1, help="Calls at once.")] = 1,
    seconds: Annotated[float, typer.Option(min=1, help="No call is begun later than this.")] = 60.0,
    to: Annotated[
        str | None, typer.Option(help="Address of a running helpline; without it, one is started.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Simulated calls in real time, several at once: answers, transfers, failures and waiting times."""
    import asyncio

    from rich.console import Console

    from telephony.cli.bench_calls import run_bench
    from telephony.measuring.calls import table
    from telephony.settings import Settings

    result = asyncio.run(run_bench(Settings.load(), audio or [], at_once, seconds, to))
    if as_json:
        print(json.dumps(result.to_dict(), ensure_ascii=False))
    else:
        Console().print(table(result))

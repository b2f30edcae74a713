"""What `helpline bench calls` does."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from telephony.app.engines import build_engines
from telephony.cli.call import CALLER_WORDS_A_MINUTE
from telephony.cli.serve import FIRST_QUESTION
from telephony.measuring import test_call as trial
from telephony.measuring.calls import CallsBench, bench_calls, vitals
from telephony.settings import Settings
from telephony.simulator import CallTimeline, Utterance
from voice.audio import read
from voice.samples import HEARING_RATE
from voice.speaking.espeak import EspeakSynthesizer

RECORDINGS = frozenset((".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav"))
"""What is taken from a folder; a file named by itself may be any that can be read."""


async def run_bench(
    settings: Settings, audio: Sequence[Path], calls: int, seconds: float, to: str | None
) -> CallsBench:
    """Calls the helpline at `to`, or one of its own in this process, and shows progress on stderr.

    A helpline of its own shares the process with its callers: for many calls at once start one with
    `helpline serve`. Raises AudioError, SynthesisError, TestCallError.
    """
    utterances = await questions(audio)
    if to is not None:
        return await _measure(trial.remote_helpline(settings, to), utterances, calls, seconds)
    engines = build_engines(settings)
    try:
        async with trial.own_helpline(settings, engines) as helpline:
            return await _measure(helpline, utterances, calls, seconds)
    finally:
        engines.recognition.close()
        engines.mouth.close()


async def questions(audio: Sequence[Path]) -> list[Utterance]:
    """The recordings, those of folders in the order of their names; without any, a synthetic question.

    Raises AudioError, SynthesisError, TestCallError.
    """
    if not audio:
        return [
            await trial.spoken_question(
                FIRST_QUESTION, EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)
            )
        ]
    files: list[Path] = []
    for path in audio:
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix.lower() in RECORDINGS)
            if not found:
                raise trial.TestCallError(f"{path} holds no recordings ({', '.join(sorted(RECORDINGS))})")
            files += found
        else:
            files.append(path)
    return [trial.recorded(file.name, read(file, HEARING_RATE)) for file in files]


async def _measure(
    helpline: trial.Helpline, utterances: Sequence[Utterance], calls: int, seconds: float
) -> CallsBench:
    async def place(utterance: Utterance, caller: str) -> CallTimeline:
        return await trial.call(helpline, [utterance], caller=caller)

    columns = (TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Calling …")
        ended = 0

        def progress(timeline: CallTimeline) -> None:
            nonlocal ended
            ended += 1
            bar.update(task, description=f"{ended} calls ended, the last: {timeline.ended}")

        return await bench_calls(
            place, lambda: vitals(helpline), utterances, calls, seconds, progress=progress
        )

"""`helpline voice`: renders what the helpline says ahead of the calls."""

import asyncio
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from voice.speaking.rendering import Rendering

voice = typer.Typer(no_args_is_help=True)


class Only(StrEnum):
    """What to leave the rest out for."""

    MISSING = "missing"
    TOPICS = "topics"
    PROMPTS = "prompts"


@voice.command()
def build(
    only: Annotated[
        Only | None, typer.Option(help="missing: what no voice has said yet; or one kind of sentences.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Sentences at a time.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Renders all prompts, topics and answers with the voices in use; may be stopped and run again."""
    from handbook.book.handbook import Handbook
    from telephony.calls.repertoire import Section, repertoire
    from telephony.settings import Settings
    from voice.speaking.mouth import build_mouth
    from voice.speaking.rendering import render

    settings = Settings.load()
    console = Console(stderr=True)
    mouth = build_mouth(
        settings.voice, settings.data / "speech", piper_voice=settings.piper_voice, hurried=False
    )
    parts = (Section(only),) if only in (Only.TOPICS, Only.PROMPTS) else tuple(Section)
    console.print("Gathering what the helpline can say …")
    sentences = repertoire(Handbook.load(settings.handbook), parts)
    with _progress(console) as progress:
        task = progress.add_task("Rendering", total=len(sentences))
        outcome = asyncio.run(
            render(
                mouth,
                sentences,
                only_missing=only is Only.MISSING,
                jobs=jobs,
                done=lambda: progress.advance(task),
            )
        )
    if as_json:
        print(json.dumps({"sentences": len(sentences), **outcome.to_dict()}, ensure_ascii=False))
    else:
        _tell(console, outcome, settings.voice[0].partition(":")[0])
    if not outcome.complete:
        raise typer.Exit(1)


def _progress(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=console)


def _tell(console: Console, outcome: "Rendering", preferred: str) -> None:
    for name in sorted({*outcome.rendered, *outcome.there_already}):
        rendered, there = outcome.rendered[name], outcome.there_already[name]
        console.print(f"{name:<8} {rendered} rendered, {there} there already", highlight=False)
    if any(name != preferred for name in outcome.rendered):
        console.print(f"{preferred} did not say everything; run this again when it is well", highlight=False)
    for sentence, reason in list(outcome.failed.items())[:5]:
        console.print(f"[red]failed[/]   {sentence} ({reason})", highlight=False)
    if not outcome.complete:
        failed = len(outcome.failed)
        console.print(
            f"[red]{failed} failed, {outcome.not_tried} not tried[/]; look at the voices, then run this again"
        )
    console.print(f"{outcome.seconds:.1f} s", highlight=False)

"""`helpline counter`: pairs browsers as service counters, lists them, takes their access away."""

from datetime import UTC, datetime

import typer

from telephony.counter.pairing import CODE_LIFETIME, Counters

counter = typer.Typer(no_args_is_help=True)


def _counters() -> Counters:
    from telephony.counter.build import build_counters
    from telephony.settings import Settings

    return build_counters(Settings(), lambda: datetime.now(UTC))


@counter.command()
def pair(name: str) -> None:
    """Prints a code that makes one browser the counter NAME, such as 'Quầy 1'."""
    code = _counters().issue_code(name)
    minutes = CODE_LIFETIME.seconds // 60
    print(code.text)
    typer.echo(
        f"Type it into the helpline's page on that computer within {minutes} minutes; it works once.",
        err=True,
    )


@counter.command("list")
def list_counters() -> None:
    """Lists the paired counters."""
    paired = _counters().all()
    for each in paired:
        print(f"{each.name}\tpaired {each.paired.astimezone():%Y-%m-%d %H:%M}")
    if not paired:
        typer.echo("No counter is paired yet; `helpline counter pair 'Quầy 1'` gives a code.", err=True)


@counter.command()
def unpair(name: str) -> None:
    """Takes the counter's access away within seconds, also where its page is open."""
    _counters().unpair(name)
    print(f"{name} is no longer a counter")

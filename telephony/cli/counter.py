"""`helpline counter`: pairs browsers as service counters, lists them, takes their access away."""

from datetime import UTC, datetime

import typer

from telephony.counter.pairing import CODE_LIFETIME, Counter, Counters

counter = typer.Typer(no_args_is_help=True)


def _counters() -> Counters:
    from telephony.counter.build import build_counters
    from telephony.settings import Settings

    return build_counters(Settings.load(), lambda: datetime.now(UTC))


@counter.command()
def pair(name: str) -> None:
    """Prints a code that makes one browser the counter NAME, such as 'Quầy 1'."""
    code = _counters().issue_code(name)
    minutes = CODE_LIFETIME.seconds // 60
    print(code.text)
    if code.replaces is not None:
        typer.echo(
            f"{code.replaces.name!r} is paired already, since {_day(code.replaces)}; it loses its access "
            "when this code is used. If you mean another counter, give it another name.",
            err=True,
        )
    typer.echo(
        f"Type it into the helpline's page on that computer within {minutes} minutes; it works once.",
        err=True,
    )


@counter.command("list")
def list_counters() -> None:
    """Lists the paired counters."""
    paired = _counters().all()
    for each in paired:
        print(f"{each.name}\tpaired {_day(each)}")
    if not paired:
        typer.echo("No counter is paired yet; `helpline counter pair 'Quầy 1'` gives a code.", err=True)


@counter.command()
def unpair(name: str) -> None:
    """Takes the counter's access away within seconds, also where its page is open."""
    print(f"{_counters().unpair(name).name} is no longer a counter")


def _day(counter: Counter) -> str:
    return f"{counter.paired.astimezone():%Y-%m-%d %H:%M}"

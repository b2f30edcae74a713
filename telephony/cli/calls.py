"""`helpline calls`: what happened in past calls."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def calls(
    since: Annotated[str | None, typer.Option(help="A date, 2026-01-31, or a span: 7d, 2h, 30m.")] = None,
    key: Annotated[
        str | None, typer.Option("--id", help="One call, by its sid or by the reference given to the caller.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--export", help="Write a .csv or .xlsx file instead.")] = None,
    callback: Annotated[
        str | None,
        typer.Option(
            help="The whole number behind a reference or a sid, asked at Twilio: we do not keep it."
        ),
    ] = None,
    forget: Annotated[
        str | None,
        typer.Option(
            help="Delete one call for good, by its sid or a reference, and its recording at the carrier."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Shows what happened in past calls, newest first; deletes one when its caller asks for that."""
    from telephony.cli import records_report as telling
    from telephony.records.export import export
    from telephony.records.reading import find, open_records, parse_since
    from telephony.settings import Settings

    try:
        after = parse_since(since, datetime.now(UTC)) if since else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    settings = Settings.load()
    with closing(open_records(settings.database_url, settings.data)) as store:
        if callback:
            from telephony.twilio.account import Account

            print(Account(settings).caller(find(store, callback).call_sid))
            return
        if forget:
            from telephony.records.forgetting import forget_call
            from telephony.twilio.recordings import TwilioRecordings

            print(f"deleted: {forget_call(store, forget, TwilioRecordings(settings))}")
            return
        found = iter([find(store, key)]) if key else store.calls(after)
        if out:
            print(f"{out}: {export(found, out)} lines")
        elif as_json:
            print(json.dumps({"calls": [record.as_json() for record in found]}, ensure_ascii=False))
        elif key:
            telling.tell(Console(), next(found))
        else:
            telling.show(Console(), found)

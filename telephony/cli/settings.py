"""`helpline settings`: every setting with its environment variable, default and meaning."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print README's table.")] = False,
) -> None:
    """Lists every setting: its environment variable, also read from .env, its default and what it means."""
    if as_json:
        told = {name: {"default": default, "meaning": meaning} for name, default, meaning in _listed()}
        print(json.dumps(told, ensure_ascii=False))
    elif as_markdown:
        print(markdown())
    else:
        for name, default, meaning in _listed():
            print(f"{name}  (default: {_written(default) or 'none'})\n    {meaning}")


def markdown() -> str:
    """The settings as a table."""
    rows = [f"| `{name}` | {meaning} | {_written(default) or '-'} |" for name, default, meaning in _listed()]
    return "\n".join(("| variable | meaning | default |", "|---|---|---|", *rows))


def _listed() -> Iterator[tuple[str, Any, str]]:
    """Name, default as JSON has it, and meaning in one line."""
    from telephony.settings import Settings, environment_name

    for field, info in Settings.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        default = extra["shown"] if "shown" in extra else info.get_default(call_default_factory=True)
        shown = str(default) if isinstance(default, Path) else default
        yield environment_name(field), shown, " ".join((info.description or "").split())


def _written(default: Any) -> str:
    """As it would stand in .env."""
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default)
        case _:
            return str(default)

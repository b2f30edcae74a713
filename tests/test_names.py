"""One name means one thing: a public class or function of ours stands once, or it is said why not."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("voice", "handbook", "telephony")
OWN_WORDS = ("telephony.simulator", "telephony.cli", "telephony.records.migrations")
"""Rooms with words of their own: the simulator speaks as the carrier does, a command's function bears the
command's name, and each migration has the functions that its framework calls."""
HOMONYMS = {
    "parse": "a figure of the source in words; durations.parse and fees.parse are called by their module",
    "read": "text or bytes of one format; always called by its module",
    "Channel": "the line's audio, and a way to hand in papers as the portal calls it",
    "Fact": "what a legal text says for a procedure, and what an import remarks on",
    "Heard": "an utterance in the fitting's material, and what a counter's page reports as played",
    "Line": "the caller's line, and a line of the source's table",
    "Kind": "of a span that is read in its own way, and of a passage of a call",
    "State": "of a counter's screen, and of a part that the doctor looks at",
    "Text": "what is to be read aloud with its places, and a column of the database",
    "Turn": "the caller's audio, and what is recorded of it",
    "amount": "a number in words for reading aloud, and a fee in figures for an answer",
    "canonical": "the one form of spoken numbers, and that of written syllables",
    "digits": "numbers of a text: as they are read, and as they are masked",
    "export": "rows or files of one format; always called by its module",
    "examine": "the service, and its records as part of that",
    "forms": "those among the papers, and the ways in which the recogniser may write a text",
    "instruments": "legal texts: those an answer cites, and those the source names",
    "main": "the entry of a program",
    "ordinal": "the word for a number, and the words that open an item of a list",
    "refusal": "the answer to a request that is not obeyed: a page's is JSON, a carrier's is text",
    "readable": "a word for the voice, and a text for the screen",
}


def public_names() -> dict[str, list[str]]:
    """Modules that define each public class or function."""
    found: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if not module.startswith(OWN_WORDS):
                for name in defined(path):
                    found[name].append(module)
    return found


def defined(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node.name


def test_one_name_means_one_thing() -> None:
    twice = {name: modules for name, modules in public_names().items() if len(modules) > 1}
    assert {name: modules for name, modules in twice.items() if name not in HOMONYMS} == {}


def test_no_homonym_is_excused_any_longer_than_it_is_one() -> None:
    names = public_names()
    assert [name for name in HOMONYMS if len(names[name]) < 2] == []

"""What the documents name exists: links, commands, options, settings, files, figures, targets of make."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from typer.testing import CliRunner

from telephony.cli.main import app
from telephony.officers.roster import Roster
from telephony.records.outcome import Ending, TransferReason
from telephony.settings import Settings

ROOT = Path(__file__).parent.parent
HISTORY = ROOT / "CHANGELOG.md"
"""May name what is no more."""
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")} - {HISTORY})
DOCUMENTS = [*PAGES, ROOT / ".env.example"]

LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
PLACE = re.compile(
    r"`((?:voice|handbook|telephony|tests|docs|\.ci)/[\w./-]*)`(?:\s+`([A-Z]\w+)(?:\.(\w+))?`)?"
)
COMMAND = re.compile(r"(?:`|\bbin/)helpline ((?:(?!`|\n|  ).)+)")
OF_TESTS = frozenset({"HELPLINE_TEST_DATABASE_URL", "HELPLINE_TEST_AXE"})


def _name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def test_readme_lists_every_setting_as_the_command_prints_it() -> None:
    printed = CliRunner().invoke(app, ["settings", "--markdown"])
    assert printed.exit_code == 0
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    written = text.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    assert written == printed.stdout, (
        "put the output of `helpline settings --markdown` between the two markers"
    )


@pytest.mark.parametrize("page", [*PAGES, HISTORY], ids=_name)
def test_every_local_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(_prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in _anchors(there), f"{target}: there is no such heading"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_named_exists_with_its_options(document: Path) -> None:
    for said in COMMAND.findall(document.read_text(encoding="utf-8")):
        _assert_is_a_command(said)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_setting_named_exists(document: Path) -> None:
    known = {f"HELPLINE_{name.upper()}" for name in Settings.model_fields} | OF_TESTS
    named = set(re.findall(r"\bHELPLINE_[A-Z_]*[A-Z]\b", document.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_file_named_exists_and_holds_the_names_beside_it(page: Path) -> None:
    for path, name, member in PLACE.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), f"{path} does not exist"
        if name and path.endswith(".py"):
            code = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"(?m)^(?:class {name}\b|{name}\b.*=)", code), f"{path} defines no {name}"
            defined = rf"(?m)^    (?:(?:async )?def )?{member}\b"
            assert not member or re.search(defined, code) or f"self.{member}" in code, (
                f"{name} has no {member}"
            )


def test_every_figure_of_the_service_is_explained_to_operators() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "telephony").rglob("*.py"))
    kept = re.findall(r"\b(?:Counter|Gauge|Histogram)\(\s*\"(helpline_\w+)\"", code)
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\| `(helpline_\w+)(?:\{\w+\})?` \|", text)) == set(kept)


def test_every_room_stands_in_the_table_of_rooms() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z/]+)/` \|", text, re.MULTILINE))
    rooms = {str(folder.relative_to(ROOT)) for folder in _rooms()}
    assert rooms <= listed


def test_every_marker_and_target_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):", makefile))
    for page in PAGES:
        assert set(re.findall(r"(?m)(?:`|^)make ([a-z-]+)", page.read_text(encoding="utf-8"))) <= targets, (
            page
        )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    markers = {line.partition(":")[0] for line in project["tool"]["pytest"]["ini_options"]["markers"]}
    developing = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    paragraph = developing[developing.index("Markers say") :].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z][a-z0-9]*)`", paragraph)) == markers


def test_the_roster_shown_to_operators_can_be_used() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    shown = text.partition("```yaml\n")[2].partition("```")[0]
    roster = Roster.model_validate(yaml.safe_load(shown))
    assert roster.officers
    assert roster.holidays
    assert roster.communes


def test_every_ending_and_reason_named_exists() -> None:
    known = {*Ending, *TransferReason}
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    named = re.findall(r"the record says `(\w+)`", text)
    assert named
    assert set(named) <= known


@pytest.mark.parametrize("said", ["serve --porrt 1", "voice bild", "cals"])
def test_a_command_that_does_not_exist_is_noticed(said: str) -> None:
    with pytest.raises(AssertionError):
        _assert_is_a_command(said)


def _assert_is_a_command(said: str) -> None:
    command: Any = typer.main.get_command(app)
    words = re.sub(r"\"[^\"]*\"|“[^”]*”", "WORDS", said).rstrip(".,;:)").split()
    while words and (known := getattr(command, "commands", None)):
        if not re.fullmatch("[a-z]+", words[0]):
            break  # "helpline counter …": the whole family
        name = words.pop(0)
        assert name in known, f"there is no `helpline {said}`"
        command = known[name]
    options = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        option = re.match(r"--?[a-z][a-z-]*", word)
        assert not option or option[0] in options, f"`helpline {said}`: there is no option {word}"


def _prose(page: Path) -> str:
    return re.sub(r"(?ms)^ *```.*?^ *```", "", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"(?m)^#+ (.+?)\s*$", _prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _rooms() -> Iterator[Path]:
    for package in ("voice", "handbook", "telephony"):
        for folder in (ROOT / package).iterdir():
            if (folder / "__init__.py").exists():
                yield folder

"""What goes wrong in this package has one base, and the tree that tells of it is true."""

import importlib
import pkgutil
import re

import voice
from voice import errors
from voice.errors import VoiceError


def own_errors() -> dict[str, type[BaseException]]:
    """Every exception that a module of the package defines, by name."""
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(voice.__path__, "voice.")]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type)
        and issubclass(thing, BaseException)
        and thing.__module__ == module.__name__
    }


def test_every_error_of_the_package_is_a_voice_error() -> None:
    found = own_errors()
    assert len(found) > 5
    assert [name for name, error in found.items() if not issubclass(error, VoiceError)] == []


def test_the_tree_names_every_error_below_its_base() -> None:
    found = own_errors()
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"^([│├└─ ]*)(\w+Error)\b", line):
            drawn.append((len(match[1]), match[2]))
    assert sorted(name for _, name in drawn) == sorted(found)
    for number, (depth, name) in enumerate(drawn[1:], start=1):
        base = next(above for indent, above in reversed(drawn[:number]) if indent < depth)
        assert found[base] in found[name].__bases__

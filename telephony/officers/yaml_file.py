"""A YAML file that officials write by hand, read so that every slip in it is one clear line."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

LONGEST_BYTES = 200_000
"""A city's roster takes a tenth of it; reading more would hold up the calls."""
DEEPEST = 50
"""What people write is three deep. PyYAML takes seconds over thousands of brackets."""


class _Loader(yaml.SafeLoader):
    """Takes a key that stands twice for the slip that it is.

    Not the quicker loader in C, which a file of nested brackets brings down together with the process.
    """

    flow_level: int
    indents: list[int]

    def fetch_flow_collection_start(self, token: Any) -> None:
        self._check_depth()
        super().fetch_flow_collection_start(token)

    def add_indent(self, column: int) -> bool:
        self._check_depth()
        return bool(super().add_indent(column))

    def _check_depth(self) -> None:
        if self.flow_level + len(self.indents) > DEEPEST:
            raise yaml.scanner.ScannerError(None, None, "it is nested too deeply", self.get_mark())

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice; keep one", key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The file's value. Raises OSError, and ValueError with one line for whatever is wrong inside."""
    with path.open("rb") as file:
        content = file.read(LONGEST_BYTES + 1)
    if len(content) > LONGEST_BYTES:
        raise ValueError(f"is larger than {LONGEST_BYTES} bytes; is it the right file?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8; save the file with the encoding UTF-8") from error
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(f"is not valid YAML{where}: {error.problem or error.context}") from error
    except Exception as error:  # PyYAML hands on whatever int(), date() and the like raise: "2026-02-30"
        raise ValueError(f"has a value that cannot be: {error}") from error

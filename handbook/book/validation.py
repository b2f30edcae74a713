"""What is wrong with a file's values, said so that whoever wrote the file can mend it."""

from collections.abc import Iterator

from pydantic import ValidationError


def faults(error: ValidationError, prefix: str = "") -> Iterator[str]:
    """For each fault the field, what is wrong and what to do; `prefix` stands before the fields."""
    for detail in error.errors(include_url=False, include_context=False):
        field = prefix + ".".join(map(str, detail["loc"]))
        what = detail["msg"].removeprefix("Value error, ")
        yield f"{field or 'the whole file'}: {what}; {_advice(detail['type'])}"


def _advice(kind: str) -> str:
    match kind:
        case "missing":
            return "add it"
        case "extra_forbidden":
            return "correct the key's spelling or remove it"
        case "string_type":
            return "write text; put quotes around it if it looks like a number"
        case _:
            return "correct the value"

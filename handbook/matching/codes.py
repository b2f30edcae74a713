"""A procedure's own code in what was said: "1.001193", "một chấm không không một một chín ba"."""

import re
from collections.abc import Container

from handbook.language.numbers import DIGITS
from handbook.language.text import canonical, fold

_SAID = {form(word): str(value) for value, word in enumerate(DIGITS) for form in (canonical, fold)} | {
    form(word): said
    for word, said in (("chấm", "."), ("tư", "4"), ("linh", "0"), ("lẻ", "0"))
    for form in (canonical, fold)
}
_PIECE = re.compile(r"\d+|[^\W\d_]+|\.")
_CODE = re.compile(r"(?<!\d)\d\.\d{6}(?!\d)")


def code_said(text: str, known: Container[str]) -> str | None:
    """The one code of `known` in `text`, its digits written or spelt; None for none or several."""
    pieces = _PIECE.findall(text.lower())
    digits = "".join(
        piece if piece[0].isdigit() or piece == "." else _SAID.get(canonical(piece), " ") for piece in pieces
    )
    codes = {code for code in _CODE.findall(digits) if code in known}
    return codes.pop() if len(codes) == 1 else None

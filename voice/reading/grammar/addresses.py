"""Internet and mail addresses."""

import re
from typing import Final

from voice.reading.numerals import spell
from voice.reading.spans import DIGIT, LETTER, Grammar, Kind, grammar
from voice.reading.syllables import could_be_word
from voice.reading.vocabulary import VOCABULARY

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ENDINGS = r"vn|com|org|net|edu|gov|info|me|io|app|asia|biz|dev|online|site|xyz|eu|uk|us|jp|cn"
_PATH = r"(?P<path>(?::\d{1,5})?/[\w./%#?&=~+-]*)?"
_NAMES: Final = {
    ".": "chấm", "-": "gạch ngang", "_": "gạch dưới", "/": "gạch chéo", "@": "a còng", "+": "cộng",
    ":": "hai chấm", "?": "hỏi", "=": "bằng", "&": "và", "#": "thăng", "%": "phần trăm", "~": "ngã",
}  # fmt: skip


def _label(label: str) -> str:
    """One part of an address; an unknown one is read as a word if it looks like one, or else spelt."""
    known = VOCABULARY.hosts.get(label.lower()) or VOCABULARY.words.get(label.lower())
    return known or (label.lower() if could_be_word(label.lower()) else spell(label))


def _address(match: re.Match[str]) -> str:
    path = (match["path"] or "").rstrip("./")
    text = (match["user"] or "") + match["host"] + path
    pieces = re.findall(r"[^\W\d_]+|\d+|[._/@+:?=&#%~-]", text)
    return " ".join(
        _NAMES.get(piece) or (spell(piece) if piece.isdigit() else _label(piece)) for piece in pieces
    )


_USER = r"(?P<user>[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@)"

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.ADDRESS,
        ["http", "https"],
        rf"(?i:https?://){_USER}?(?P<host>(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,18}}|[\d.]{{7,15}}|localhost){_PATH}(?!\w)",
        _address,
    ),
    grammar(
        Kind.ADDRESS,
        [LETTER, DIGIT],
        rf"(?i:{_USER}(?P<host>(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,18}})(?P<path>)(?!\w))",
        _address,
    ),
    grammar(
        Kind.ADDRESS,
        [LETTER, DIGIT],
        rf"(?i:(?P<user>)(?<![\w.@])(?P<host>(?:{_LABEL}\.){{1,8}}(?:{_ENDINGS})){_PATH}(?!\w))",
        _address,
    ),
)

"""First pass: one form for characters, lines and markup; each character keeps its place in the original."""

import re
import unicodedata
from collections.abc import Callable
from itertools import repeat
from typing import Final, NamedTuple

_FOLDED: Final = {
    **dict.fromkeys("\u00a0\u2007\u2008\u2009\u202f\u3000\t\v\f\r", " "),
    **dict.fromkeys("\u2010\u2011\u2043\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2012\u2013\u2014\u2015\ufe58", "–"),
    **dict.fromkeys("‘’ʼ´`′", "'"),
    **dict.fromkeys("“”„«»″〝〞", '"'),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    # Icelandic and African letters that old Vietnamese keyboards and scanners leave behind.
    "\u00d0": "Đ",
    "\u00f0": "đ",
    "\u0189": "Đ",
    "\u2212": "−",  # the true minus, which is no dash
    "…": "...",
    "º": "°",
    "˚": "°",
    "℃": "°C",
    "㎡": "m²",
    "μ": "µ",
    "∼": "~",
    "～": "~",
    "➔": "→",
    "➜": "→",
    "⟶": "→",
    "⇒": "→",
    "⟹": "→",
}
_FRACTIONS: Final = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_INVISIBLE = re.compile("[\u00ac\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_TAG = re.compile(r"</?(?:[a-zA-Z][a-zA-Z0-9]{0,10})(?:\s[^<>\n]{0,200})?/?>")
_ENTITY = re.compile(r"&(?P<name>nbsp|amp|lt|gt|quot|ndash|mdash);")
_ENTITIES: Final = {"nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "ndash": "–", "mdash": "—"}
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]{1,200})\]\(https?://[^\s()]{1,300}\)")
_ARROW = re.compile(r"[ ]?(?:--?>|==?>|→)[ ]?")
_ARROW_OF_RANGE = re.compile(r"(?<=[\dhg%])[ ]?(?:--?>|==?>|→)[ ]?(?=\d)")
_BULLET = r"(?:(?:[-+*•–—·▪●○■□►➢✓✔☑☐★]|#{1,6})(?=\s)\s*|[•▪●○■□►➢✓✔☑☐★]\s*|-(?=[^\W\d_]))"
_FIRST_BULLET = re.compile(rf"\A\s*{_BULLET}")
_LINE = re.compile(rf"(?P<end>[.,;:?!])?[ ]{{0,9}}\n\s*(?:{_BULLET})?")
_DECORATION = re.compile("[•▪●○■□►➢✓✔☑☐★☆]")
# A letter x or a star between numbers multiplies, and between words if it stands alone and is not the matter.
_TIMES = re.compile(
    r"(?<=[\d²³])\s?[xX×]\s?(?=\d)|(?<=[\d²³]) ?\* ?(?=\d)|(?<=[%)đm])\s?[xX×*]\s?(?=\d)|(?<=[\d%)]) [xX×] "
    r"|(?<=[^\W\d_])(?<!dấu)(?<!chữ)(?<!trục)(?<!tích) x (?=[^\W_])|(?<=[^\W\d_]) [xX] (?=\d)"
)
_SPACES = re.compile(r"\s+")


class Text(NamedTuple):
    """Text in one form, and for each of its characters the index it had in the original."""

    text: str
    origin: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] (not empty) stands in the original."""
        return self.origin[start], self.origin[end - 1] + 1


def normalise(original: str) -> Text:
    """`original` in NFC and on one line, with one kind of space, hyphen, quotation mark and Đ.

    Ends of lines become full stops, bullets, tags and invisible characters go, "½" becomes "1/2".
    """
    characters: list[str] = []
    origin: list[int] = []
    for start, end in _clusters(original):
        cluster = original[start:end]
        for character in cluster if cluster.isascii() else unicodedata.normalize("NFC", cluster):
            folded = _fold(character)
            characters.append(folded)
            origin.extend(repeat(start, len(folded)))
    text = Text("".join(characters), origin)
    text = _substitute(text, _INVISIBLE, lambda _: "")
    text = _substitute(
        text, _TAG, lambda match: "\n" if match[0].lower() in ("<br>", "<br/>", "</p>") else ""
    )
    text = _substitute(text, _ENTITY, lambda match: _ENTITIES[match["name"]])
    text = _substitute(text, _LINK, lambda match: match["text"])
    text = _substitute(text, _ARROW_OF_RANGE, lambda _: " – ")
    text = _substitute(text, _ARROW, lambda _: ", ")
    text = _substitute(text, _FIRST_BULLET, lambda _: "")
    text = _substitute(text, _LINE, lambda match: f"{match['end'] or '.'} ")
    text = _substitute(text, _DECORATION, lambda _: " ")
    text = _substitute(text, _TIMES, lambda _: " × ")
    return _substitute(text, _SPACES, lambda _: " ")


def _clusters(text: str) -> list[tuple[int, int]]:
    """Bounds of each base character with the marks above and below it."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return [(index, index + 1) for index in range(len(text))]
    bounds: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if bounds and unicodedata.combining(character):
            bounds[-1] = (bounds[-1][0], index + 1)
        else:
            bounds.append((index, index + 1))
    return bounds


def _fold(character: str) -> str:
    if character < "\u0080" and character >= " ":
        return character
    if folded := _FOLDED.get(character):
        return folded
    if character in _FRACTIONS:
        # The space keeps "1½" from becoming 11/2.
        return " " + unicodedata.normalize("NFKD", character).replace("⁄", "/")
    wide = unicodedata.east_asian_width(character) == "F" or unicodedata.category(character) == "Nd"
    return unicodedata.normalize("NFKC", character) if wide else character


def _substitute(text: Text, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Text:
    pieces: list[str] = []
    origin: list[int] = []
    done = 0
    for match in pattern.finditer(text.text):
        replacement = replace(match)
        pieces += text.text[done : match.start()], replacement
        origin += text.origin[done : match.start()]
        origin += repeat(text.origin[match.start()] if match[0] else 0, len(replacement))
        done = match.end()
    if not done:
        return text
    pieces.append(text.text[done:])
    origin += text.origin[done:]
    return Text("".join(pieces), origin)

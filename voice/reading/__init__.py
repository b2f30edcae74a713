"""Reading aloud: Vietnamese text of the administration becomes words that can be spoken.

Three passes: characters come to one form (`characters`), typed spans are recognised and given their words
(`scanning`, one file a type in `grammar`), and what stands between two is read by their kinds (`joints`).
"""

from typing import NamedTuple

from voice.errors import VoiceError
from voice.reading.characters import Text, normalise
from voice.reading.joints import join
from voice.reading.scanning import scan
from voice.reading.spans import Span
from voice.reading.spoken import canonical
from voice.reading.words import tidy

__all__ = ["NothingToReadError", "Problem", "must_read", "problems", "read", "spoken_form", "unread"]


class NothingToReadError(VoiceError):
    """A text without a word that can be spoken: empty, signs only, or in another script."""


class Problem(NamedTuple):
    """A place in a text that cannot be read safely."""

    start: int
    end: int
    text: str
    """The place as it is written: original[start:end]."""
    why: str
    """In English, for who writes or checks the text."""


def read(text: str) -> str:
    """The words of `text` as they are to be spoken, NFC, with pauses as punctuation.

    No digit, sign or abbreviation is left. What no grammar knows is read as well as can be guessed;
    `problems` names it, so that a handbook with such a place is corrected before anybody calls.
    Empty if there is nothing to say.
    """
    spans = _spans(normalise(text))
    return tidy(" ".join(span.words for span in spans if span.words)) if any(map(_speaks, spans)) else ""


def must_read(text: str) -> str:
    """`read`, for a text that somebody gave; raises NothingToReadError if nothing in it can be spoken."""
    if words := read(text):
        return words
    if not text.strip():
        raise NothingToReadError("there is nothing to say: the text is empty")
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    raise NothingToReadError(
        f"there is nothing to say in {shown!r}: it has no Vietnamese word, number or abbreviation"
    )


def problems(text: str) -> list[Problem]:
    """The places of `text` that cannot be read safely, in order, with the reason."""
    normalised = normalise(text)
    return [_problem(text, normalised, span) for span in _spans(normalised) if span.why]


def unread(text: str) -> list[str]:
    """What stands at the `problems` of `text`."""
    return [problem.text for problem in problems(text)]


def spoken_form(text: str) -> str:
    """One form for figures and words, to compare what was written, or recognised, with what was said.

    "nghị định 178", "Nghị định một trăm bảy mươi tám" and "nghị định một bảy tám" have the same; so have 15h
    and mười lăm giờ, 500.000 and năm trăm ngàn, 100% and một trăm phần trăm, loại I and loại một. In small
    letters, without punctuation.
    """
    return canonical(read(text))


def _spans(normalised: Text) -> list[Span]:
    return join(normalised.text, scan(normalised.text))


def _speaks(span: Span) -> bool:
    """Whether anything is known to be sayable in it; a text of nothing but strange signs is silent."""
    return span.words.strip(".,;:?! ") != "" and span.words not in ("ký hiệu lạ", "từ tiếng nước ngoài")


def _problem(original: str, normalised: Text, span: Span) -> Problem:
    start, end = span.start, span.end
    if span.part:
        start = normalised.text.index(span.part, start, end)
        end = start + len(span.part)
    start, end = normalised.place(start, end)
    return Problem(start, end, original[start:end], span.why)

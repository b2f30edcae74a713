"""Numbers with a unit: 15m2, 5 triệu m2, 50%, 25°C, 1m75, 100MB."""

import re
from typing import Final

from voice.reading.grammar.amounts import AMOUNT, SCALE, START, amount
from voice.reading.numerals import cardinal
from voice.reading.spans import DIGIT, LETTER, SIGN, Grammar, Kind, grammar
from voice.reading.vocabulary import VOCABULARY, one_of

_UNIT = one_of(VOCABULARY.units)
_LONG_UNITS: Final = {unit.lower(): unit for unit in VOCABULARY.units if len(unit) > 1}
_ANY_CASE = one_of(_LONG_UNITS)


_PER: Final = {"s": "giây", "min": "phút"}
"""Units that are read as such behind a slash only."""


def unit_name(text: str) -> str:
    """The words of a unit; KG and Kg are kg, but a single letter's case matters."""
    return _PER.get(text) or VOCABULARY.units.get(text) or VOCABULARY.units[_LONG_UNITS[text.lower()]]


def _measure(match: re.Match[str]) -> str:
    scale = f" {match['scale']}" if match["scale"] else ""
    return f"{amount(match['amount'])}{scale} {unit_name(match['unit'])}"


def _and_a_part(match: re.Match[str]) -> str:
    """1m75 "một mét bảy mươi lăm", 3km5 "ba ki lô mét năm", 1m05 "một mét không năm"."""
    rest = match["rest"]
    part = cardinal(int(rest)) if rest[0] != "0" else f"không {cardinal(int(rest))}"
    return f"{cardinal(int(match['whole']))} {unit_name(match['unit'])} {part}"


def _alone(match: re.Match[str]) -> str:
    return unit_name(match["unit"])


_NO_WORDS: Final = {"kg", "km", "cm", "mm", "kWh", "kW"}
_AREAS = one_of(
    unit for unit in VOCABULARY.units if len(unit) > 1 and (re.search(r"[\d²³]", unit) or unit in _NO_WORDS)
)

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.MEASURE,
        [DIGIT],
        rf"{START}(?P<whole>\d{{1,3}})(?P<unit>km|kg|m)(?P<rest>\d{{2}}|[4-9])(?![\w.,]\w|\w)",
        _and_a_part,
    ),
    grammar(
        Kind.MEASURE,
        [DIGIT],
        rf"{START}(?P<amount>{AMOUNT})\s?(?:(?P<scale>{SCALE})\s)?(?P<unit>{_UNIT}|(?i:{_ANY_CASE}))(?![\w²³])",
        _measure,
    ),
    # After a number in words, behind a slash, in a heading: "triệu m2", "đồng/m2".
    grammar(Kind.MEASURE, [LETTER], rf"(?P<unit>{_AREAS})(?![\w²³])", _alone),
    # Behind a slash also the units that look like words or letters: km/h, mg/ml, đồng/kg.
    grammar(Kind.MEASURE, [LETTER], rf"(?<=[^\s]/)(?P<unit>{_UNIT})(?!\w)", _alone),
    grammar(Kind.MEASURE, ["s", "min"], r"(?<=[mgl]/)(?P<unit>s|min)(?!\w)", _alone),
    grammar(Kind.MEASURE, [SIGN], r"(?P<unit>%|‰|°C|°)(?!\w)", _alone),
)

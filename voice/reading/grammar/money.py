"""Sums of money: 2.340.000 đồng, 30.000VND, 1,5tr, 300k, $100."""

import re
from typing import Final

from voice.reading.grammar.amounts import AMOUNT, PLAIN, SCALE, START, sum_of_money
from voice.reading.numerals import cardinal
from voice.reading.spans import DIGIT, SIGN, Doubtful, Grammar, Kind, grammar
from voice.reading.vocabulary import VOCABULARY, one_of

_CURRENCY = rf"(?:(?:[Vv]iệt [Nn]am )?(?i:đồng|VNĐ|VND)|đ(?!\s?/\s?c\b)|₫|{one_of(VOCABULARY.currencies)})"
_SHORT_SCALES: Final = {
    "k": "nghìn",
    "K": "nghìn",
    "ng": "nghìn",
    "tr": "triệu",
    "Tr": "triệu",
    "TR": "triệu",
}
_SHORT_SCALE = r"(?:k|K|ng|[Tt]r\.?|TR)"


def _currency(text: str) -> str:
    return VOCABULARY.currencies.get(text) or VOCABULARY.currencies.get(text.upper()) or "đồng"


def _sum(match: re.Match[str]) -> str | Doubtful:
    scale = match["scale"] or ""
    said = VOCABULARY.currencies.get(match["currency"], "đồng")
    words = sum_of_money(match["amount"]) if not scale else _scaled(match["amount"], scale)
    if (
        match["currency"] == "đ"
        and not scale
        and match["amount"].isdigit()
        and 0 < int(match["amount"]) < 100
    ):
        return Doubtful(f"{words} {said}", "đ behind a small number: write đồng, đồng chí or điểm đ")
    return f"{words} {said}"


def _scaled(amount: str, scale: str) -> str:
    return f"{sum_of_money(amount)} {_SHORT_SCALES.get(scale.rstrip('.'), scale)}"


def _in_front(match: re.Match[str]) -> str:
    scale = f" {match['scale']}" if match["scale"] else ""
    return f"{sum_of_money(match['amount'])}{scale} {VOCABULARY.currencies[match['currency']]}"


def _short(match: re.Match[str]) -> str:
    return _scaled(match["amount"], match["scale"])


def _million_and(match: re.Match[str]) -> str:
    """1tr5 is a million and five hundred thousand; 1tr25 and 1tr250 are a quarter more."""
    thousands = int(match["rest"].ljust(3, "0"))
    words = f"{cardinal(int(match['whole']))} triệu"
    words += f" {cardinal(thousands)} nghìn" if thousands else ""
    return f"{words} {_currency(match['currency'])}" if match["currency"] else words


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.MONEY,
        [DIGIT],
        rf"{START}(?P<whole>\d{{1,4}})[Tt]r(?:iệu)?(?P<rest>\d{{1,3}})(?:\s?(?P<currency>{_CURRENCY}))?(?!\w)",
        _million_and,
    ),
    grammar(
        Kind.MONEY,
        [DIGIT],
        rf"{START}(?P<amount>{AMOUNT})\s?(?P<scale>{_SHORT_SCALE}|{SCALE})?\s?(?P<currency>{_CURRENCY})(?!\w)",
        _sum,
    ),
    grammar(Kind.MONEY, [DIGIT], rf"{START}(?P<amount>{PLAIN})\s?(?P<scale>{_SHORT_SCALE})(?![\w.])", _short),
    grammar(
        Kind.MONEY,
        [SIGN, "us"],
        rf"(?P<currency>US\$|[$€£¥])\s?(?P<amount>{AMOUNT})(?:\s(?P<scale>{SCALE}))?(?![\w])",
        _in_front,
    ),
)

"""Legal instruments: exact numbers out of the table "Căn cứ pháp lý"."""

import re

from handbook.book.entries import LegalBasis
from handbook.importing.report import Fact
from handbook.importing.rows import LegalCells
from handbook.importing.wording import clean, item, stated

_HEADING = "Tên văn bản pháp lýMã văn bản"
_AFTER = re.compile(r"Cơ quan thực hiện(?=[A-ZĐÀ-Ỹ]).*$", re.DOTALL)
# Bodies that sign instruments, as they stand in a number; the list is closed so that a number ends exactly
# where the next title begins ("2222/QĐ-BHXHQUY ĐỊNH…").
_BODY = (
    r"(?:CP|TTg|HĐND|HĐTP|UBND|BHXH|TANDTC|VKSNDTC|VPCP|VPQH|NHNN|TTCP|UBDT|KTNN|UBTƯMTTQVN|BLĐTBXH|BNNPTNT|BNNMT|"
    r"BTNMT|BVHTTDL|BKHĐT|BKHCN|BGDĐT|BDTTG|BTTTT|BGTVT|BCA|BQP|BTP|BTC|BXD|BYT|BNV|BNG|BCT)"
)
_KIND = r"(?:NĐ|TTLT|TT|QĐ|NQLT|NQ|CT|VBHN)"
_SERIAL = r"(?:\d{1,3}\.)?\d{1,5}(?:\.?[a-z])?"
_YEAR = r"(?:19|20)\d\d"
NUMBER = (
    rf"(?:{_SERIAL}/{_YEAR}/(?:(?:(?:NQ|PL)-)?UBTVQH1\d|QH1\d|{_KIND}\s?[-/]\s?{_BODY}(?:-{_BODY})*)"
    rf"|\d{{1,5}}/(?:{_KIND}\s?-\s?{_BODY}|BHXH-CSXH)"
    r"|\d{1,4}-(?:TB|KL|CT|QĐ|NQ|HD)/TW)"
)
"""An instrument's whole number: "123/2015/NĐ-CP", "60/2014/QH13", "2222/QĐ-BHXH", the Party's "13-TB/TW"."""
_GLUED = re.compile(rf"({NUMBER})(?=[a-zà-ỹđ])")
_NUMBER = re.compile(NUMBER)
# What may fill the number cell: a whole number, or one that was cut short or misprinted.
_CODE = rf"(?:{NUMBER}|{_SERIAL}/{_YEAR}/NQ-QH1\d|{_SERIAL}/{_YEAR}/NĐ-C|\d{{1,3}}/{_YEAR}(?=[A-ZĐ]|$))"
_TYPES = r"(?:Luật|Bộ luật|Pháp lệnh|Nghị định|NĐ|Thông tư liên tịch|Thông tư|Quyết định|Nghị quyết|Chỉ thị)"
# The cell is glued to the title before it, whose last word may be a year or an assembly's number ("QH13"); a
# number after a space belongs to the title.
_CELL = re.compile(
    rf"(?<=[^\s(/\d])(?<!\D\d\.)(?<!\D\d\d\.)(?<!QH)(?P<bare>{_CODE})"
    rf"|(?<=[^\s(/])(?P<type>{_TYPES}\s*(?:số\s*)?)(?P<typed>{_CODE}|\d{{1,3}}$)"
    rf"|(?<=[;.)])\s+(?P<spaced>{NUMBER})"
    rf"|(?<!\d)(?P<year>{_YEAR})(?P<after_year>{_CODE})"
    rf"|(?<=QH1\d)(?P<after_assembly>{_CODE})"
)
_LEAD = re.compile(rf"{_TYPES}\s*(?:số\s*)?({NUMBER})")
_CODES = ("bare", "typed", "spaced", "after_year", "after_assembly")

Basis = tuple[list[LegalBasis], list[str], list[tuple[Fact, str, str]]]
"""Instruments, words without an exact number, remarks."""


def instruments(table: str | list[LegalCells]) -> Basis:
    """Instruments of `table` with their titles; those without an exact number are returned as words."""
    cells = _run_together(table) if isinstance(table, str) else [(c.trich_yeu, c.so_ky_hieu) for c in table]
    found: dict[str, LegalBasis] = {}
    unclear: list[str] = []
    for title, code in cells:
        name = _GLUED.sub(r"\1 ", item(title))
        number = _number(clean(code), name)
        named = _LEAD.match(name)
        if number is None or (named and named[1].replace(" ", "") != number):
            if words := clean(f"{name} {code}"):
                unclear.append(words)
        elif number not in found:
            found[number] = LegalBasis(number=number, title=name if name and name != number else None)
    remarks = [(Fact.LEGAL_BASIS, "no exact number", words) for words in unclear]
    if not found and not unclear:
        remarks.append((Fact.LEGAL_BASIS, "not stated", ""))
    return list(found.values()), unclear, remarks


def _run_together(cell: str) -> list[tuple[str, str]]:
    """Pairs of title and number; the last one without a number if words are left over."""
    text = _AFTER.sub("", cell.removeprefix(_HEADING))
    if stated(text) is None:
        return []
    pairs, start = [], 0
    for match in _CELL.finditer(text):
        title = text[start : match.start()] + (match["year"] or "")
        if not title.strip():
            if not match["type"] or match["type"][-1].isspace():
                continue  # the title begins with a number of its own
            title = match["type"]
        pairs.append((title, next(match[name] for name in _CODES if match[name])))
        start = match.end()
    if rest := item(text[start:]):
        pairs.append((rest, ""))
    return pairs


def _number(code: str, title: str) -> str | None:
    """The one exact number in `code`, else the one in `title` that `code` cuts short ("34/2023", "58").

    A row that is nothing but a number has it for its title.
    """
    numbers = {number.replace(" ", "") for number in _NUMBER.findall(code or _alone(title))}
    if len(numbers) == 1:
        return str(numbers.pop())
    begun = re.search(r"\d+(?:/\d{4})?", code)
    if numbers or not begun:
        return None
    completed = {number for number in _NUMBER.findall(title) if number.startswith(begun[0] + "/")}
    return str(completed.pop()) if len(completed) == 1 else None


def _alone(title: str) -> str:
    return title if _NUMBER.fullmatch(title) else ""

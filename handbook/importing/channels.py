"""Ways of handing in: the table "Cách thức thực hiện" taken apart."""

import re
from dataclasses import dataclass

from handbook.book.entries import (
    Channel,
    ChannelKind,
    Duration,
    Fee,
)
from handbook.importing import durations, fees
from handbook.importing.report import Fact
from handbook.importing.rows import ChannelCells
from handbook.importing.wording import clean, item, stated

_KINDS = {
    "Trực tiếp": ChannelKind.COUNTER,
    "Trực tuyến": ChannelKind.ONLINE,
    "Dịch vụ bưu chính": ChannelKind.POST,
}
_ORDER = list(ChannelKind)
_HEADING = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_UNITS = r"(?:Ngày làm việc|Ngày|Giờ|Phút|Tháng|Năm)"
_AMOUNT = r"\d[\d.,]* (?:Việt Nam Đồng|VNĐ|USD)"
_FEE = re.compile(rf"Miễn phí|Không có thông tin|{_AMOUNT}")
# A bare number before a fee in digits cannot be told from it ("110,000 VNĐ"), so it must stand before a word.
_LINE = re.compile(
    rf"(?P<kind>{'|'.join(_KINDS)})"
    rf"(?P<time>Không có thông tin|\d+(?:[.,]\d+)? ?{_UNITS}"
    rf"|\d+(?=Miễn phí|Không có thông tin)|(?={_AMOUNT}))"
    rf"(?={_FEE.pattern})"
)
_SENTENCE = re.compile(r"[\n\t]|(?<=\.)\s+|(?<=[.:;,)])\s+(?=[-+*]\s)")
_CLAUSE = re.compile(r";\s*")
_LIMIT = re.compile(
    r"kể từ|thời hạn (?!và địa điểm)|không quá|chậm nhất|ngay (?:sau|khi|trong)|trong ngày|trước ngày",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d\s*(?:đồng|đ/|USD)|(?:lệ )?phí", re.IGNORECASE)
_HOURS = re.compile(r"giờ hành chính", re.IGNORECASE)
_CASE = re.compile(r"trường hợp|đối với", re.IGNORECASE)
_NEXT_DAY = re.compile(
    r"(?:nếu )?tiếp nhận hồ sơ sau \d+ giờ[^;.(]*?trả kết quả[^;.(]*?trong ngày làm việc tiếp theo",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, its cells apart."""

    kind: ChannelKind
    time: str
    fee: list[tuple[str, str]]
    """Amounts with their remarks."""
    description: str


@dataclass(frozen=True, slots=True)
class _Limit:
    time: Duration | None = None
    words: str | None = None
    reason: str | None = None


Remarks = list[tuple[Fact, str, str]]
"""Fact, reason, the source's words."""


def channels(table: str | list[ChannelCells], steps: str) -> tuple[tuple[Channel, ...], Remarks]:
    """The channels of `table`, counter first, and what was left unclear; `steps` is what the row does."""
    lines = _run_together(table) if isinstance(table, str) else list(map(_structured, table))
    if not lines:
        return (), [(Fact.CHANNELS, "the table of channels cannot be taken apart", clean(str(table))[:200])]
    remarks: Remarks = []
    limits = _told_apart(lines, [_limit(line, steps) for line in lines])
    charges = _consistent(list(map(_fees, lines)))
    found: list[Channel] = []
    for line, limit, charge in zip(lines, limits, charges, strict=True):
        if limit.reason:
            remarks.append((Fact.TIME, limit.reason, limit.words or ""))
        if charge.reason:
            remarks.append((Fact.FEE, charge.reason, charge.unclear or ""))
        elif not charge.fees:
            remarks.append((Fact.FEE, "not stated", ""))
        found.append(
            Channel(
                kind=line.kind,
                time=limit.time,
                time_unclear=None if limit.time else limit.words,
                fees=charge.fees,
                fee_unclear=charge.unclear,
                note=_note(line, limit, steps),
            )
        )
    unique = sorted(dict.fromkeys(found), key=lambda channel: _ORDER.index(channel.kind))
    return tuple(unique), list(dict.fromkeys(remarks))


def _run_together(cell: str) -> list[Line]:
    """Lines of a table whose cells were joined without separators; empty if it does not begin with one."""
    text = cell.removeprefix(_HEADING)
    starts = list(_LINE.finditer(text))
    if not starts or starts[0].start():
        return []
    lines = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        rest = text[start.end() : following.start() if following else len(text)]
        amount, remark, description = _charge(rest)
        if start["time"]:
            lines.append(Line(_KINDS[start["kind"]], start["time"], [(amount, remark)], description))
        else:  # "110,000 VNĐ" may be one amount, or the number 1 and 10,000 VNĐ
            lines.append(Line(_KINDS[start["kind"]], amount, [("", f"{amount} {remark}")], description))
    return lines


def _charge(text: str) -> tuple[str, str, str]:
    """The amount at the front of `text`, its remark in brackets, and what follows them."""
    amount = _FEE.match(text)
    assert amount, "a line ends where its fee begins"
    rest = text[amount.end() :]
    # "Không có thông tin" has no bracket: one after it is the description's "(1)".
    if amount[0] == "Không có thông tin" or not rest.startswith("("):
        return amount[0], "", rest
    end = _closing(rest)
    remark = rest[1 : end - 1]
    if remark.startswith("(") and _closing(remark) == len(remark):
        remark = remark[1:-1]
    return amount[0], remark, rest[end:].lstrip(")")


def _closing(text: str) -> int:
    """Position after the bracket that closes the first one; past the end if none does."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position + 1
    return len(text) + 1


def _structured(cells: ChannelCells) -> Line:
    charge = []
    for line in cells.phi_le_phi.split("\n"):
        amount, _, remark = line.partition("(")
        charge.append((amount, remark.strip().removesuffix(")")))
    return Line(_KINDS[cells.hinh_thuc], cells.thoi_han_giai_quyet, charge, cells.mo_ta)


def _fees(line: Line) -> fees.Charge:
    charge = fees.parse(line.fee)
    if charge == fees.Charge():
        for sentence in _sentences(line.description):
            if reason := fees.set_by_council(sentence):
                return fees.Charge(unclear=sentence, reason=reason)
    return charge


def _limit(line: Line, steps: str) -> _Limit:
    cell = stated(item(line.time))
    told = _limits(line.description)
    words = clean("; ".join(told))
    mentioned = set(durations.mentions(words))
    if cell is None:
        if len(mentioned) == 1 and len(durations.mentions(words)) == 1 and not _CASE.search(words):
            return _Limit(mentioned.pop())
        return _Limit(
            None, words or None, "told for cases or steps, not as one limit" if words else "not stated"
        )
    if exact := durations.parse(cell):
        return _checked(cell, exact, words, mentioned)
    if cell.isdigit():
        return _bare(cell, mentioned, steps)
    if cell.startswith("0") and words:
        return _Limit(None, words, "no duration")
    return _Limit(None, cell, "no duration")


def _checked(cell: str, exact: Duration, words: str, mentioned: set[Duration]) -> _Limit:
    """The cell's duration, unless the description contradicts it."""
    same_number = {other for other in mentioned if other.amount == exact.amount}
    alone = len(mentioned) == 1 and not same_number and "kể từ" in words and not _CASE.search(words)
    if (same_number and exact not in same_number) or alone:
        return _Limit(None, f"{cell}; {words}", "the cell and its description disagree")
    return _Limit(exact)


def _bare(cell: str, mentioned: set[Duration], steps: str) -> _Limit:
    """A number without a unit counts only with the unit that the row itself gives it, and gives it once."""
    for sources, where in ((mentioned, "description"), (durations.from_receipt(clean(steps)), "steps")):
        if len(sources) == 1:
            (only,) = sources
            if only.amount == int(cell):
                return _Limit(only, None, f"the cell has no unit, taken from the row's own {where}")
    return _Limit(None, cell, "a number without a unit")


def _told_apart(lines: list[Line], limits: list[_Limit]) -> list[_Limit]:
    """Several times of one channel stand only as cases: of the steps of one procedure none is the whole.

    Each then keeps the words that go with it, so that a caller hears what takes how long.
    """
    result = list(limits)
    for kind in ChannelKind:
        same = [position for position, line in enumerate(lines) if line.kind is kind]
        times = {limits[position].time for position in same if limits[position].time}
        cases = all(_CASE.search(lines[position].description) for position in same)
        if len(times) < 2 or cases:
            continue
        for position in same:
            if limits[position].time:
                told = (clean(words) for words in _limits(lines[position].description))
                words = "; ".join(dict.fromkeys(told)) or clean(lines[position].time)
                result[position] = _Limit(None, words, "several times for one channel, no cases named")
    return result


def _consistent(charges: list[fees.Charge]) -> list[fees.Charge]:
    """A bare "Miễn phí" beside a fee set by the council may be the portal's empty cell."""
    council = any(charge.reason and "Council" in charge.reason for charge in charges)
    doubt = fees.Charge(unclear="Miễn phí", reason="free here, set by the council for another channel")
    free = fees.Charge((Fee(amount=0),))
    return [doubt if council and charge == free else charge for charge in charges]


def _note(line: Line, limit: _Limit, steps: str) -> str | None:
    """What the description adds on times and money; for a bare number, when the steps promise the result."""
    limits, sentences = _limits(line.description), _sentences(line.description)
    said = "; ".join(limits)
    told = [each for each in limits if clean(each) not in (limit.words or "")]
    told += [each for each in sentences if _MONEY.search(each) and each not in said]
    if limit.time is None and (promise := _NEXT_DAY.search(clean(steps))):
        told.append(item(promise[0]))
    note = "; ".join(dict.fromkeys(told))
    return note if note and note != limit.words else None


def _limits(description: str) -> list[str]:
    """Sentences on time, the first of each case behind the words that open the case."""
    found = []
    case = ""
    for sentence in _sentences(description):
        if sentence.endswith(":"):
            case = sentence
        elif durations.mentions(sentence) or (_LIMIT.search(sentence) and not _MONEY.search(sentence)):
            found.append(f"{case} {sentence}".strip())
            case = ""
    return found


def _sentences(description: str) -> list[str]:
    """Sentences, and in them clauses with the conditions before them: "a; b; c: 5 ngày" is one, not three.

    Opening hours are left out, and so are headings, which end in a colon, unless they open a case.
    """
    found = []
    for part in _SENTENCE.split(description):
        waiting: list[str] = []
        for clause in _CLAUSE.split(item(part)):
            waiting.append(clause)
            if durations.mentions(clause) or _MONEY.search(clause):
                found.append("; ".join(waiting))
                waiting = []
        if waiting:
            found.append("; ".join(waiting))
    return [
        text
        for each in found
        if (text := item(each)) and not _HOURS.search(text) and (not text.endswith(":") or _CASE.search(text))
    ]

"""What a proposal changes, as callers would hear it: a changelog that a civil servant reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from handbook.answering.answers import compose, spoken_name
from handbook.answering.phrasing import capitalized
from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.handbook import Handbook

_ASKED = {
    Aspect.DOCUMENTS: "Giấy tờ",
    Aspect.TIME: "Thời hạn",
    Aspect.FEE: "Phí, lệ phí",
    Aspect.AUTHORITY: "Cơ quan giải quyết",
    Aspect.PLACE: "Nơi nộp",
    Aspect.STEPS: "Các bước",
    Aspect.CONDITIONS: "Điều kiện",
    Aspect.RESULT: "Kết quả",
    Aspect.FORM: "Mẫu đơn",
    Aspect.DEADLINE: "Hạn của người dân",
    Aspect.LATENESS: "Làm muộn",
    Aspect.VALIDITY: "Thời hạn sử dụng",
    Aspect.DEPUTY: "Làm thay",
    Aspect.SIGNATORY: "Người ký",
    Aspect.LEGAL_BASIS: "Căn cứ pháp lý",
}


@dataclass(frozen=True, slots=True)
class AspectChange:
    """One aspect told differently."""

    aspect: Aspect
    before: str | None
    """What was said; None of a new entry."""
    after: str | None
    """What would be said; None of an entry that goes."""
    lost: bool
    """Whether a clear fact is no longer told, or no longer clearly."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that is told differently, is new, or goes."""

    id: str
    name: str
    was: str | None
    """The code it had, where it got another one."""
    aspects: tuple[AspectChange, ...]
    added: bool = False
    removed: bool = False

    @property
    def losses(self) -> int:
        return sum(change.lost for change in self.aspects)


@dataclass(frozen=True, slots=True)
class Changelog:
    """All that would change."""

    entries: tuple[EntryChange, ...]
    stale: tuple[str, ...]
    """Layers that would no longer fit: file, code, field, and what to do."""

    @property
    def losses(self) -> int:
        """Facts that would be lost."""
        return sum(entry.losses for entry in self.entries)

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def changelog(old: Handbook, new: Handbook, moved: Mapping[str, str], today: date) -> Changelog:
    """What callers would hear otherwise on `today` if `new` took the place of `old`.

    `moved` are old codes with their new ones.
    """
    was = {after: code for code, after in moved.items()}
    before = {entry.id: entry for entry in old}
    changed: list[EntryChange] = []
    for entry in new:
        known = before.get(was.get(entry.id, entry.id))
        if known is None:
            changed.append(_change(None, entry, None, today))
        elif known != entry:
            change = _change(known, entry, was.get(entry.id), today)
            if change.aspects or change.was:
                changed.append(change)
    gone = [entry for entry in old if entry.id not in new and moved.get(entry.id) not in new]
    changed += [_change(entry, None, None, today) for entry in gone]
    stale = tuple(problem for problem in new.problems if problem not in old.problems)
    return Changelog(tuple(sorted(changed, key=lambda change: change.id)), stale)


def _change(
    old: Procedure | Topic | None, new: Procedure | Topic | None, was: str | None, today: date
) -> EntryChange:
    entry = new or old
    assert entry, "one of the two is there"
    name = capitalized(spoken_name(entry))
    aspects = tuple(_aspects(old, new, today))
    return EntryChange(entry.id, name, was, aspects, added=old is None, removed=new is None)


def _aspects(
    old: Procedure | Topic | None, new: Procedure | Topic | None, today: date
) -> Iterator[AspectChange]:
    for aspect in _ASKED:
        before, clear = _told(old, aspect, today)
        after, still = _told(new, aspect, today)
        if before != after and (clear or still or (old and new)):
            yield AspectChange(aspect, before, after, lost=clear and not still)


def _told(entry: Procedure | Topic | None, aspect: Aspect, today: date) -> tuple[str | None, bool]:
    """What is said, and whether it answers."""
    if entry is None or (isinstance(entry, Topic) and aspect is not Aspect.DOCUMENTS):
        return None, False
    answer = compose(entry, (aspect,), today)
    return " ".join((*answer.sentences, *answer.more)), not answer.unclear


def _lines(changes: Changelog) -> Iterator[str]:
    added = [entry for entry in changes.entries if entry.added]
    removed = [entry for entry in changes.entries if entry.removed]
    moved = [entry for entry in changes.entries if entry.was]
    told = [entry for entry in changes.entries if entry.aspects and not entry.added and not entry.removed]
    yield (
        f"{len(told)} mục được nói khác đi, {len(added)} mục thêm, {len(removed)} mục bỏ, "
        f"{len(moved)} mục đổi mã, {changes.losses} điều bị mất, {len(changes.stale)} lớp không còn khớp."
    )
    for entry in told:
        yield from ("", f"{entry.id} {entry.name}")
        for change in entry.aspects:
            yield f"  {_ASKED[change.aspect]}{' (MẤT)' if change.lost else ''}"
            yield f"    trước: {change.before}"
            yield f"    sau:   {change.after}"
    for title, entries in (("Thêm", added), ("Bỏ", removed)):
        if entries:
            yield from ("", f"{title}:")
        for entry in entries:
            known = ", ".join(_ASKED[change.aspect].lower() for change in entry.aspects)
            yield f"  {entry.id} {entry.name}" + (f" ({known})" if known else "")
    if moved:
        yield from ("", "Đổi mã (tên gọi, câu hỏi và các lớp đi theo):")
        yield from (f"  {entry.was} → {entry.id} {entry.name}" for entry in moved)
    if changes.stale:
        yield from ("", "Lớp không còn khớp (không đọc nữa cho đến khi sửa):")
        yield from (f"  {problem.removeprefix('- ')}" for problem in changes.stale)

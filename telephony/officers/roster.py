"""The officers on duty: who can be rung now, in which order."""

import logging
import re
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from telephony.errors import TelephonyError

log = logging.getLogger(__name__)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

PHONE = r"^\+[1-9]\d{6,14}$"
"""E.164."""

_DAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class RosterError(TelephonyError):
    """The roster cannot be used; the message names the file, the field and what to do."""


class Hours(BaseModel):
    """Duty hours as spans of minutes for each weekday, Monday first."""

    model_config = ConfigDict(frozen=True)
    spans: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Reads "mon-fri 08:00-11:30 13:30-17:00; sat 08:00-11:30". Raises ValueError."""
        week: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
        for part in text.split(";"):
            words = part.lower().split()
            day_words = [word for word in words if _DAYS.fullmatch(word)]
            span_words = [word for word in words if _SPAN.fullmatch(word)]
            if not day_words or not span_words or len(day_words) + len(span_words) != len(words):
                raise ValueError(
                    f"cannot read the hours {part.strip()!r}; write them like 'mon-fri 08:00-11:30'"
                )
            spans = [_parse_span(word) for word in span_words]
            for word in day_words:
                for day in _parse_days(word):
                    week[day].extend(spans)
        return cls(spans=tuple(tuple(sorted(day)) for day in week))

    def cover(self, weekday: int, at: time) -> bool:
        """Whether `at` on `weekday` (Monday is 0) is on duty."""
        minute = at.hour * 60 + at.minute
        return any(start <= minute < end for start, end in self.spans[weekday])


def _parse_days(word: str) -> list[int]:
    found = _DAYS.fullmatch(word)
    assert found is not None
    first = WEEKDAYS.index(found[1])
    last = WEEKDAYS.index(found[2] or found[1])
    if last < first:
        last += 7
    return [day % 7 for day in range(first, last + 1)]


def _parse_span(word: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(word)
    assert found is not None
    hours = [int(part) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if hours[1] > 59 or hours[3] > 59 or not start < end <= MINUTES_A_DAY:
        raise ValueError(f"the span {word!r} must run forward within one day; split a night at 24:00")
    return start, end


class Officer(BaseModel):
    """One person who takes calls."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    phone: str = Field(pattern=PHONE)
    fields: tuple[str, ...] = ()
    """Handbook fields they are expert in; empty is all."""
    hours: Annotated[Hours, BeforeValidator(lambda v: Hours.parse(v) if isinstance(v, str) else v)]
    order: int = 100


class Ring(StrEnum):
    """How officers are rung."""

    IN_TURN = "in_turn"
    TOGETHER = "together"


class Roster(BaseModel):
    """All officers with their calendar, and the offices that call."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    timezone: str = "Asia/Ho_Chi_Minh"
    holidays: tuple[date, ...] = ()
    ring: Ring = Ring.IN_TURN
    officers: tuple[Officer, ...]
    communes: dict[Annotated[str, Field(pattern=PHONE)], str] = {}
    """Telephone number of an office to its name as spoken ("xã Sóc Sơn"), for the officer's briefing."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}; write one such as Asia/Ho_Chi_Minh") from error
        return value

    @classmethod
    def load(cls, path: Path) -> "Roster":
        """Reads the YAML file. Raises RosterError."""
        try:
            content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls.model_validate(content)
        except OSError as error:
            raise RosterError(
                f"{path}: cannot read the officers ({error.strerror}); check HELPLINE_OFFICERS"
            ) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise RosterError(f"{path}: not a YAML file in UTF-8: {error}") from error
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in fault['loc']) or 'file'}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_input=False)
            )
            raise RosterError(f"{path}: {faults}") from error

    def on_duty(self, now: datetime, field: str | None = None) -> list[Officer]:
        """Officers to ring at `now` (any aware time), experts in `field` first, then by order.

        Experts in other fields are left alone as long as anyone else is there.
        """
        local = now.astimezone(ZoneInfo(self.timezone))
        if local.date() in self.holidays:
            return []
        there = [o for o in self.officers if o.hours.cover(local.weekday(), local.time())]
        suited = [o for o in there if not o.fields or field is None or field in o.fields]
        return sorted(suited or there, key=lambda officer: (field not in officer.fields, officer.order))


class RosterFile:
    """The roster on disk, read again when it changes; a faulty change leaves the last good one in use."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        """Raises RosterError."""
        self._path = path
        self._now = now
        self._stamp = self._read_stamp()
        self._roster = Roster.load(path)

    def on_duty(self, field: str | None = None) -> list[Officer]:
        """Officers to ring now."""
        return self._current().on_duty(self._now(), field)

    @property
    def ring(self) -> Ring:
        """How to ring them."""
        return self._current().ring

    def commune(self, phone: str) -> str | None:
        """The office that has this number, as spoken."""
        return self._current().communes.get(phone)

    def officer(self, phone: str) -> Officer | None:
        """Who has this number, on duty or not."""
        return next((officer for officer in self._current().officers if officer.phone == phone), None)

    def _current(self) -> Roster:
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._roster = Roster.load(self._path)
            except RosterError as error:
                log.error("officers not renewed, the last good roster stays in use: %s", error)
        return self._roster

    def _read_stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

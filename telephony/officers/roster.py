"""The officers on duty: who can be rung now, in which order."""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from telephony.errors import TelephonyError
from telephony.numbers import parse_number
from telephony.officers.yaml_file import read_yaml

log = logging.getLogger(__name__)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

RETRY = timedelta(seconds=10)
"""A faulty file is read again even if its time of change is the same: it may have been seen half written, on
a file system whose times are coarse."""

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


def _hours(value: object) -> object:
    if isinstance(value, Hours):
        return value
    if not isinstance(value, str):
        raise ValueError("write the hours like 'mon-fri 08:00-11:30'")
    return Hours.parse(value)


def _phone(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('must stand in quotes, as in phone: "+84912345678"')
    return value


def _day(value: object) -> object:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is no day; write it like 2026-09-02, without quotes")
    return value


Phone = Annotated[str, BeforeValidator(_phone), AfterValidator(parse_number)]
"""E.164; spaces, dots and dashes between the digits are taken out."""


class Officer(BaseModel):
    """One person who takes calls."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    name: str = Field(min_length=1)
    phone: Phone
    fields: tuple[str, ...] = ()
    """Handbook fields they are expert in; empty is all."""
    hours: Annotated[Hours, BeforeValidator(_hours)]
    order: int = 100


class Ring(StrEnum):
    """How officers are rung."""

    IN_TURN = "in_turn"
    TOGETHER = "together"


class Roster(BaseModel):
    """All officers with their calendar, and the offices that call."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    timezone: str = "Asia/Ho_Chi_Minh"
    holidays: tuple[Annotated[date, BeforeValidator(_day)], ...] = ()
    ring: Ring = Ring.IN_TURN
    officers: tuple[Officer, ...]
    communes: dict[Phone, str] = {}
    """Telephone number of an office to its name as spoken ("xã Sóc Sơn"), for the officer's briefing."""

    @field_validator("communes", mode="wrap")
    @classmethod
    def _each_once(cls, value: object, read: ValidatorFunctionWrapHandler) -> dict[str, str]:
        communes: dict[str, str] = read(value)
        if isinstance(value, dict) and len(communes) < len(value):
            raise ValueError("a number stands twice, written in two ways; keep one")
        return communes

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
            content = read_yaml(path)
            if content is None:
                raise ValueError("is empty; begin with a copy of officers.example.yaml")
            return cls.model_validate(content)
        except OSError as error:
            raise RosterError(
                f"{path}: cannot read the officers ({error.strerror}); check HELPLINE_OFFICERS"
            ) from error
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in fault['loc']) or 'file'}: "
                f"{fault['msg'].removeprefix('Value error, ')}"
                for fault in error.errors(include_url=False, include_input=False)
            )
            raise RosterError(f"{path}: {faults}") from error
        except ValueError as error:
            raise RosterError(f"{path}: {error}") from error

    def on_duty(self, now: datetime, field: str | None = None) -> list[Officer]:
        """Officers to ring at `now` (any aware time), experts in `field` first, then by order.

        Experts in other fields are left alone as long as anyone else is there. Those who share a telephone
        are one who bears all their names: it is rung once.
        """
        local = now.astimezone(ZoneInfo(self.timezone))
        if local.date() in self.holidays:
            return []
        there = [o for o in self.officers if o.hours.cover(local.weekday(), local.time())]
        suited = [o for o in there if not o.fields or field is None or field in o.fields]
        ranked = sorted(suited or there, key=lambda officer: (field not in officer.fields, officer.order))
        return sharing_telephones(ranked)

    def officer(self, phone: str) -> Officer | None:
        """Who has this number, on duty or not."""
        return next(iter(sharing_telephones([o for o in self.officers if o.phone == phone])), None)


def sharing_telephones(officers: Sequence[Officer]) -> list[Officer]:
    """Each telephone once, under the names of all who share it: "An / Bình"."""
    names: dict[str, list[str]] = {}
    for officer in officers:
        of_phone = names.setdefault(officer.phone, [])
        if officer.name not in of_phone:
            of_phone.append(officer.name)
    first = {officer.phone: officer for officer in reversed(officers)}
    return [first[phone].model_copy(update={"name": " / ".join(all_)}) for phone, all_ in names.items()]


class RosterFile:
    """The roster on disk, read again when it changes; a faulty change leaves the last good one in use."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        """Raises RosterError."""
        self._path = path
        self._now = now
        self._stamp = self._read_stamp()
        self._roster = Roster.load(path)
        self.fault: str | None = None
        """Why the file as it is now cannot be used; None when it is in use."""
        self._again = now()

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
        return self._current().officer(phone)

    def _current(self) -> Roster:
        stamp = self._read_stamp()
        if stamp != self._stamp or (self.fault and self._now() >= self._again):
            try:
                self._roster = Roster.load(self._path)
            except RosterError as error:
                self._again = self._now() + RETRY
                if str(error) != self.fault or stamp != self._stamp:
                    log.error("officers not renewed, the last good roster stays in use: %s", error)
                self.fault = str(error)
            else:
                if self.fault:
                    log.warning("%s is in order again and in use", self._path)
                self.fault = None
            self._stamp = stamp
        return self._roster

    def _read_stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

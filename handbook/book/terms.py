"""What a procedure's row is made of: channels with times and fees, papers, instruments."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Aspect(StrEnum):
    """What about a subject is asked; the values are part of the command contract."""

    DOCUMENTS = "documents"
    TIME = "time"
    FEE = "fee"
    AUTHORITY = "authority"
    PLACE = "place"
    LEGAL_BASIS = "legal_basis"
    DEADLINE = "deadline"
    """By when the citizen must act; never the office's own time."""
    LATENESS = "lateness"
    """What becomes of one who acts late, or not at all."""
    CONDITIONS = "conditions"
    """Who may, from what age, in which cases."""
    VALIDITY = "validity"
    """How long, and how often, what was received holds."""
    DEPUTY = "deputy"
    """Whether somebody else may come, and who must be there."""
    SIGNATORY = "signatory"
    STEPS = "steps"
    RESULT = "result"
    FORM = "form"
    """Which form is to be filled in."""
    OVERVIEW = "overview"


class ChannelKind(StrEnum):
    """How an application is handed in."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class TimeUnit(StrEnum):
    """Unit of a handling time; a source without one yields no duration at all, only `unclear` text."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    MONTH = "month"
    YEAR = "year"


class Model(BaseModel):
    """Unknown keys are errors, so that a misspelt key in a file is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Duration(Model):
    """A handling time, such as 3 working days."""

    amount: float = Field(gt=0)
    unit: TimeUnit


class Fee(Model):
    """One amount to pay; zero means free."""

    amount: int = Field(ge=0, description="in đồng")
    note: Text | None = None
    """For what or for whom, as in the source: "mỗi bản sao", "đăng ký không đúng hạn"."""
    until: date | None = None
    """Last day on which it is asked, where the source names one."""


class Channel(Model):
    """One way of handing in, with its time and fee as far as the source is clear."""

    kind: ChannelKind
    time: Duration | None = None
    time_unclear: Text | None = None
    """The source's own words where they give no safe duration, such as a bare "1"; never beside `time`.

    Neither of the two means that the source says nothing about the time."""
    fees: tuple[Fee, ...] = ()
    fee_unclear: Text | None = None
    """The source's own words where they give no safe amount; never beside `fees`."""
    note: Text | None = None
    """The source's own words on when this time or fee holds: a step, a case, an exception."""

    @model_validator(mode="after")
    def _clear_or_unclear(self) -> Self:
        if self.time and self.time_unclear:
            raise ValueError("has both time and time_unclear; keep one")
        if self.fees and self.fee_unclear:
            raise ValueError("has both fees and fee_unclear; keep one")
        return self


class Document(Model):
    """One paper of the application."""

    name: Text
    originals: int | None = Field(default=None, ge=0)
    """Number of originals; None when the source does not say."""
    copies: int | None = Field(default=None, ge=0)
    form: Text | None = None
    """File name of the form that the portal offers for it."""


class DocumentGroup(Model):
    """Papers under one heading: one case of the procedure ("Giấy tờ phải nộp", "Trường hợp ủy quyền")."""

    case: Text | None = None
    documents: tuple[Document, ...] = Field(min_length=1)


class Narrative(Model):
    """What the source tells in running words, trimmed to sentences for the ear."""

    said: tuple[Text, ...] = Field(min_length=1)
    """In the source's order, each without its closing full stop."""
    numbered: bool = False
    """The source numbers them, and none is left out."""
    partial: bool = False
    """Some of it cannot be said aloud and is left out; a caller is told so and offered an officer."""


class LegalBasis(Model):
    """An instrument an entry rests on."""

    number: Text
    """As printed: "123/2015/NĐ-CP"."""
    title: Text | None = None
    until: date | None = None
    """Last day in force, added on load from the register."""

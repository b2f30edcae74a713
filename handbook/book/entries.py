"""The handbook's entries: what a procedure and a topic hold, validated on load."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

_QUOTED_WORDS = 15

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


class _Entry(Model):
    """Who looks after an entry and until when it holds without a new look."""

    owner: Text | None = None
    """The unit that answers for it."""
    review: date | None = None
    """By when somebody must look at it again."""
    asked: tuple[Text, ...] = ()
    """Whole utterances in which people ask for it, added on load from `questions/`; for matching alone."""


class Duration(Model):
    """A handling time, such as 3 working days."""

    amount: float = Field(gt=0)
    unit: TimeUnit


class Fee(Model):
    """One amount to pay; zero means free."""

    amount: int = Field(ge=0, description="in đồng")
    note: Text | None = None
    """For what or for whom, as in the source: "mỗi bản sao", "đăng ký không đúng hạn"."""


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


class LegalBasis(Model):
    """An instrument an entry rests on."""

    number: Text
    """As printed: "123/2015/NĐ-CP"."""
    title: Text | None = None


class Citation(Model):
    """Where exactly a fact stands."""

    number: Text
    """The instrument's number: "60/2014/QH13"."""
    article: Text | None = None
    """Article or clause: "khoản 1 Điều 21"; None where the instrument has none, as a decision's annex."""
    title: Text | None = None
    """What the instrument is called aloud, if not by its number: "Luật Hộ tịch"."""
    quote: Text
    """At most 15 words of it, as evidence for whoever reviews the fact."""

    @field_validator("quote")
    @classmethod
    def _short(cls, quote: str) -> str:
        if len(quote.split()) > _QUOTED_WORDS:
            raise ValueError(f"quotes more than {_QUOTED_WORDS} words; keep the words that carry the fact")
        return quote


class StatutoryTime(Model):
    """A handling time that the law sets."""

    limit: Duration | None = None
    words: Text | None = None
    """A time that is no plain limit: "ngay trong ngày"; this or `limit`."""
    case: Text | None = None
    """When it holds, as it follows "khi": "cần xác minh". None for the ordinary case."""
    kinds: tuple[ChannelKind, ...] = ()
    """Ways of handing in it holds for; empty for all."""
    basis: Citation

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.limit is None) == (self.words is None):
            raise ValueError("needs either limit or words")
        return self


class StatutoryBody(Model):
    """A body or a place that the law names."""

    name: Text
    basis: Citation


class Supplement(Model):
    """Facts of a procedure that the portal leaves open and its legal texts settle, each with its source."""

    times: tuple[StatutoryTime, ...] = ()
    """The ordinary case first."""
    authority: StatutoryBody | None = None
    place: StatutoryBody | None = None
    note: Text | None = None
    """What a reviewer should know; never told to callers."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        bodies = [body.basis for body in (self.authority, self.place) if body]
        return tuple(dict.fromkeys([*(time.basis for time in self.times), *bodies]))


class FactSource(Model):
    """Where a fact stands."""

    number: Text | None = None
    """The instrument's number: "60/2014/QH13"; None only for what rests on a `page` alone."""
    article: Text | None = None
    """None where the instrument has none, as a plan or a conclusion."""
    title: Text | None = None
    """What the instrument is called aloud, if not by its number: "Luật Hộ tịch"."""
    page: Text | None = None
    """Whose page says it, and of when, where the instrument's own text was not read."""

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.number and not self.page:
            raise ValueError("needs the number of an instrument, or the page that says it")
        return self


class Fact(Model):
    """What a legal text says, as it is told: on one aspect of a procedure, or in answer to a topic."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    said: tuple[Text, ...] = Field(min_length=1)
    """Sentences, one fact each; the first alone must be useful."""
    source: FactSource
    since: date = Field(alias="from")
    """First day on which it holds."""
    until: date | None = None
    """Last day on which it holds; None where none is set."""
    open: Text | None = None
    """What it leaves unsettled, as it is told after all facts; the answer is then unclear."""
    settles: bool = False
    """It answers the aspect: what the portal has on it is not told beside it."""
    when: tuple[Text, ...] = ()
    """Words by which a caller names the case it is for: "nhà thuê", "ở nhờ"; empty for the ordinary case."""
    answers: Text | None = None
    """The first words of the answer to a yes-or-no question on it: "có", "không cần"."""
    checked_by: Text | None = None
    """The person who compared it with its source and signed."""
    checked_on: date | None = None

    @model_validator(mode="after")
    def _signed_whole(self) -> Self:
        if (self.checked_by is None) != (self.checked_on is None):
            raise ValueError("checked_by and checked_on go together; give both or neither")
        return self

    def holds(self, today: date) -> bool:
        """Whether it may be told on this day."""
        return self.since <= today and (self.until is None or today <= self.until)


Facts = dict[Aspect, tuple[Fact, ...]]


def told_by(*said: str, by: str) -> tuple[Fact, ...]:
    """Facts that hold on any day on somebody's word, for entries made in memory."""
    return (Fact(said=said, source=FactSource(page=by), since=date.min),)


class Settled(Model):
    """That one side dealt with a matter, so that whoever asks from the other side hears of it."""

    side: Literal["government", "party"]
    on: date
    how: Text
    """A sentence: by what decision, and with what outcome."""


class Procedure(_Entry):
    """An administrative procedure: facts only, sentences are generated from them."""

    kind: Literal["procedure"] = "procedure"
    id: Text
    """National code of the procedure, such as "1.001193"."""
    name: Text
    aliases: tuple[Text, ...] = ()
    """Other names people really use."""
    field: Text
    region: Text | None = None
    """Province whose own rules the entry states ("Hà Tĩnh"); None for the whole country."""
    authority: Text | None = None
    """Who decides ("cơ quan có thẩm quyền")."""
    performed_by: Text | None = None
    """Who carries it out ("cơ quan thực hiện"), where the source names it."""
    place: Text | None = None
    """Where to submit."""
    channels: tuple[Channel, ...] = ()
    documents: tuple[DocumentGroup, ...] = ()
    documents_unclear: Text | None = None
    """Why the source's papers could not be taken apart, in Vietnamese for the caller's officer."""
    document_notes: tuple[Text, ...] = ()
    """What the source adds to its list of papers: rows that are remarks, not papers."""
    legal_basis: tuple[LegalBasis, ...] = ()
    legal_basis_unclear: tuple[Text, ...] = ()
    """Instruments as the source words them where it gives no exact number."""
    result: Text | None = None
    decision: Text | None = None
    """Number of the decision that published the procedure."""
    source: Text | None = None
    """Address on the National Public Service Portal."""
    as_of: date
    """Date of the facts."""
    supplement: Supplement | None = None
    """Facts from legal texts, added on load from `supplements/`."""
    facts: Facts = Field(default_factory=dict)
    """What legal texts say by aspect, added on load from `facts/`; the ordinary case first.

    An aspect without a fact is one on which the sources contradict each other: nothing is told of it."""

    @property
    def names_district(self) -> bool:
        """Whether its bodies or places still belong to the district level, abolished on 1 July 2025."""
        words = (self.name, self.authority, self.performed_by, self.place)
        return any("huyện" in word.casefold() for word in words if word)


class Topic(_Entry):
    """A question officials ask that is no procedure, with the short reviewed facts that answer it."""

    kind: Literal["topic"] = "topic"
    id: Text
    title: Text
    questions: tuple[Text, ...] = Field(min_length=1)
    """Ways of asking it."""
    facts: tuple[Fact, ...] = Field(min_length=1)
    """In the order told; those of them that hold on the day answer it."""
    settled: Settled | None = None
    field: Text
    side: Literal["government", "party"]
    as_of: date

    def standing(self, today: date) -> list[Fact]:
        """The facts that hold on `today`."""
        return [fact for fact in self.facts if fact.holds(today)]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Whatever its facts say, on whatever day: the words it knows."""
        return tuple(said for fact in self.facts for said in fact.said)

"""The handbook's entries, procedures and topics, validated on load; with what they are made of."""

from datetime import date
from typing import Literal

from pydantic import Field

from handbook.book.facts import Fact, Facts, FactSource, Settled, told_by
from handbook.book.overrides import Override, Signature
from handbook.book.statutes import Citation, StatutoryBody, StatutoryTime, Supplement
from handbook.book.terms import (
    Aspect,
    Channel,
    ChannelKind,
    Document,
    DocumentGroup,
    Duration,
    Fee,
    LegalBasis,
    Model,
    Narrative,
    Text,
    TimeUnit,
)

__all__ = [
    "Aspect",
    "Channel",
    "ChannelKind",
    "Citation",
    "Document",
    "DocumentGroup",
    "Duration",
    "Fact",
    "FactSource",
    "Facts",
    "Fee",
    "LegalBasis",
    "Model",
    "Narrative",
    "Procedure",
    "Settled",
    "StatutoryBody",
    "StatutoryTime",
    "Supplement",
    "Text",
    "TimeUnit",
    "Topic",
    "told_by",
]


class _Entry(Model):
    """Who looks after an entry and until when it holds without a new look."""

    owner: Text | None = None
    """The unit that answers for it."""
    review: date | None = None
    """By when somebody must look at it again."""
    signature: Signature | None = None
    """Who checked it, added on load from `signed/`."""
    asked: tuple[Text, ...] = ()
    """Whole utterances in which people ask for it, added on load from `questions/`; for matching alone."""


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
    steps: Narrative | None = None
    """What is done one after the other."""
    conditions: Narrative | None = None
    """Who may, and in which cases."""
    applicants: tuple[Text, ...] = ()
    """Kinds of persons and bodies that it is open to: "công dân Việt Nam"."""
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
    overrides: tuple[Override, ...] = ()
    """What holds in place of the portal's data, added on load; a later one is laid over the earlier ones."""

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

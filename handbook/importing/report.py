"""What an import leaves for a person to look at."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Fact(StrEnum):
    """What a remark is about."""

    TIME = "time"
    FEE = "fee"
    CHANNELS = "channels"
    DOCUMENTS = "documents"
    LEGAL_BASIS = "legal_basis"
    AUTHORITY = "authority"
    DECISION = "decision"
    REGION = "region"
    NAME = "name"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Remark:
    """A fact of an imported procedure that was left unclear, or needs an official's eye."""

    code: str
    fact: Fact
    reason: str
    words: str = ""
    """The source's own words."""

    def __str__(self) -> str:
        return f"{self.code} {self.fact}: {self.reason}" + (f": {self.words}" if self.words else "")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not imported."""

    line: int
    """Line of the file, from 1."""
    code: str | None
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.code or 'without a code'}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Outcome of one import."""

    imported: int
    remarks: tuple[Remark, ...]
    rejected: tuple[RejectedRow, ...]

    @property
    def procedures_by_fact(self) -> Counter[Fact]:
        """How many procedures have a remark on each fact."""
        return Counter(fact for _, fact in {(remark.code, remark.fact) for remark in self.remarks})

    def __str__(self) -> str:
        """The report for a person: rejected rows, remarks, and last the counts, where a terminal ends."""
        lines = [*map(str, self.rejected), *map(str, self.remarks)]
        lines += [
            f"{fact}: {count} procedures to look at" for fact, count in self.procedures_by_fact.most_common()
        ]
        return "\n".join([*lines, f"{self.imported} imported, {len(self.rejected)} rejected"])

"""The reviewed tables of vocabulary.yaml, and one way of turning their keys into patterns."""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, field_validator


class Reading(BaseModel):
    """One of several readings of an abbreviation, and where it is meant; all that is given must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str
    before: tuple[str, ...] = ()
    """Words in small letters, one of which stands directly before it."""
    after: tuple[str, ...] = ()
    """Words in small letters, one of which follows directly."""
    dotted: bool = False
    """Only with a full stop."""
    name_follows: bool = False
    """A capital follows."""
    number_follows: bool = False
    """A digit follows."""

    @field_validator("before", "after")
    @classmethod
    def _in_small_letters(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(each != each.lower() for each in words):
            raise ValueError(f"neighbours are compared in small letters, so write them so: {words}")
        return words


class Vocabulary(BaseModel):
    """How written forms are spoken; the keys' meaning stands in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[str, str]
    kind_words: tuple[str, ...]
    issuers: dict[str, str]
    abbreviations: dict[str, str]
    several: dict[str, tuple[Reading, ...]]
    words: dict[str, str]
    units: dict[str, str]
    currencies: dict[str, str]
    signs: dict[str, str]
    hosts: dict[str, str]

    @cached_property
    def kind_pattern(self) -> str:
        """Any kind of instrument written out, such as "Nghị định"."""
        return one_of({*self.kinds.values(), *self.kind_words})

    @cached_property
    def short_forms(self) -> dict[str, str]:
        """Abbreviations and issuers; two letters mean an issuer only inside an instrument's number."""
        return {short: name for short, name in self.issuers.items() if len(short) > 2} | self.abbreviations


def one_of(keys: Iterable[str]) -> str:
    """A pattern for any of `keys`, the longest first."""
    return "|".join(re.escape(key) for key in sorted(keys, key=lambda key: (-len(key), key)))


VOCABULARY: Final = Vocabulary.model_validate(
    yaml.safe_load((Path(__file__).parent / "vocabulary.yaml").read_text(encoding="utf-8"))
)

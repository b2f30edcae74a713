"""What page and service say to each other, besides audio: the page's messages, checked on arrival.

Audio goes as binary messages: 16-bit PCM at 16 kHz from the page, μ-law at 8 kHz to it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

SUPERSEDED = 4409
"""Closes the websocket: the same counter was opened in another window."""
UNPAIRED = 4401
BUSY = 4429
ABUSE = 1008


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Message):
    """A question in writing."""

    type: Literal["ask"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Press(_Message):
    """A key, as on a telephone: one of the options on the screen."""

    type: Literal["press"]
    key: Annotated[str, StringConstraints(pattern=r"^[0-9#*]$")]


class Talk(_Message):
    """The button for speaking is held: what comes next needs no wake phrase."""

    type: Literal["talk"]


class CallOfficer(_Message):
    """The officer on duty is wanted."""

    type: Literal["officer"]


class Next(_Message):
    """The citizen has left; the next may not see what they asked."""

    type: Literal["next"]


class Used(_Message):
    """Somebody touched the screen or a key."""

    type: Literal["used"]


class Heard(_Message):
    """Everything sent before this mark was heard, or cleared."""

    type: Literal["played"]
    mark: Annotated[str, StringConstraints(max_length=40)]


class Ping(_Message):
    """The page wants to know whether the line is alive."""

    type: Literal["ping"]


FromPage = Ask | Press | Talk | CallOfficer | Next | Used | Heard | Ping

from_page: TypeAdapter[FromPage] = TypeAdapter(Annotated[FromPage, Field(discriminator="type")])

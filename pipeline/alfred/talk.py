"""What somebody says to Alfred, and what he says back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pipeline.alfred.archive import Passage
from pipeline.alfred.models import ChatScope, EventId, Role, Source
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId


@dataclass(frozen=True, slots=True)
class Said:
    entry: str
    """The ledger's entry of it, by which a second try is known."""
    seq: int
    person: PersonId
    name: str
    """As Telegram calls them; hostile."""
    language: Language
    """Of the reply."""
    own_language: Language
    """What the person chose; their profile follows it."""
    tenant: TenantId
    """On whose account a model answers."""
    scope: ChatScope
    text: str
    source: Source
    at: datetime
    """Aware, in the person's zone."""
    zone_chosen: bool = False
    """They said that they live by this zone; else it is assumed."""

    def event(self, role: Role) -> EventId:
        return EventId(f"{self.entry}:{role.value}")


class Manner(StrEnum):
    """How a reply came about; the label ``status`` of the metrics."""

    OK = "ok"
    """A model wrote it."""
    OFFLINE = "offline"
    """Rules wrote it, for there is no model."""
    ERROR = "error"
    """The model failed, and the person is told so."""
    STOPPED = "stopped"
    """The person wanted no more of it."""


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    """Plain; ``[2]`` in it is the second of ``passages``."""
    manner: Manner
    passages: tuple[Passage, ...] = ()
    sourced: bool = False
    """It tells itself who said it, where and when: no list of sources is needed below it."""


class ReplyChannel(Protocol):
    """Where one reply goes. It paces what it shows, and drops what the transport will not take."""

    def heard(self, text: str) -> None:
        """The reply as far as it has come."""
        ...

    async def stopped(self) -> None:
        """Returns when the person asks to stop; may never return."""
        ...

    def made_before(self) -> Reply | None:
        """What an earlier try of the same turn gave to ``send``, also if its process died over it.

        None if that is not known: then nothing of it was sent, or nobody is to be answered again.
        """
        ...

    async def send(self, reply: Reply) -> None:
        """Send it as it stays.

        Raises:
            AlfredError: It cannot be sent; the turn ends with it.
        """
        ...


Answer = Callable[[Said, ReplyChannel], Awaitable[Reply]]

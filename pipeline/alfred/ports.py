"""What the butler needs of the world: whom he serves, what he remembers, where he looks things up.

What was said in a scope is told in that scope alone; in private a person also sees their own from
the groups. The stores hold to this, whoever asks.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from pipeline.alfred.models import (
    ChatScope,
    EventId,
    Fact,
    FactId,
    MemoryEvent,
    Profile,
    Tone,
)
from pipeline.digest.request import Language
from pipeline.errors import AlfredError
from pipeline.groups.models import PersonId


class DamagedMemoryError(AlfredError):
    """What is stored of one person cannot be read; any method that reads it may raise this."""


class Profiles(Protocol):
    async def meet(self, person: PersonId, language: Language, now: datetime) -> Profile:
        """The person's profile, made if there is none: then ``created_at`` is ``now``.

        Two at once make one.
        """
        ...

    async def find(self, person: PersonId) -> Profile | None: ...

    async def change(
        self,
        person: PersonId,
        now: datetime,
        *,
        language: Language | None = None,
        tone: Tone | None = None,
        preferred_topics: Sequence[str] | None = None,
    ) -> Profile | None:
        """Set what is given and leave the rest; None if there is no profile.

        The first seven topics are kept.
        """
        ...

    async def summarize(
        self, person: PersonId, scope: ChatScope, summary: str, now: datetime
    ) -> None:
        """Replace the summary of a scope; nothing happens if there is no profile."""
        ...

    async def forget(self, person: PersonId) -> bool:
        """False if there was none."""
        ...


class Memory(Protocol):
    """What was said lately, and what waits to be condensed.

    An event is in one of both, or for a moment of a move in both, and is counted once then.
    Events older than ninety days do not exist.
    """

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        """How many are new; what is remembered or pending already is passed over."""
        ...

    async def recent(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        """The last ones, oldest first, and pending ones where there are not so many others."""
        ...

    async def size(self, person: PersonId, scope: ChatScope) -> int:
        """How many there are that are not pending."""
        ...

    async def set_aside(self, person: PersonId, scope: ChatScope, *, keep: int) -> int:
        """Make all but the last ``keep`` pending; how many are pending now.

        It may die anywhere: the next one ends what it began, and nothing is lost or twice there.
        """
        ...

    async def pending(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        """The first ones, oldest first."""
        ...

    async def condensed(self, person: PersonId, events: Sequence[EventId]) -> None:
        """Delete pending events, whose summary is safe."""
        ...

    async def waiting(self, *, least: int, limit: int) -> Sequence[tuple[PersonId, ChatScope]]:
        """Whose pending events are ``least`` or more: what a stopped process left behind.

        Whoever has the most comes first.
        """
        ...

    async def all(self, person: PersonId) -> Sequence[MemoryEvent]:
        """Everything of a person in every scope, pending ones included, oldest first."""
        ...

    async def forget(self, person: PersonId) -> int:
        """Delete everything of a person; how many there were."""
        ...

    async def forget_events(self, person: PersonId, events: Sequence[EventId]) -> None:
        """Delete these events of a person, pending ones included."""
        ...


class Facts(Protocol):
    async def add(self, facts: Sequence[Fact]) -> int:
        """How many are new: a fact is known by its id."""
        ...

    async def known(self, person: PersonId, scope: ChatScope) -> Sequence[Fact]:
        """What holds and may be told here, newest first; in private that is all of it."""
        ...

    async def all(self, person: PersonId) -> Sequence[Fact]:
        """Superseded ones included, oldest first."""
        ...

    async def supersede(self, person: PersonId, fact: FactId, by: FactId) -> bool:
        """False if there is no such fact of this person, or it was superseded already."""
        ...

    async def forget(self, person: PersonId, fact: FactId | None = None) -> int:
        """Delete one fact, or all of a person; how many there were."""
        ...


class PersonLocks(Protocol):
    """One process at a time does something for a person; a dead one's lock falls free."""

    def held(self, person: PersonId, what: str) -> AbstractAsyncContextManager[bool]:
        """False inside if another holds it; it is not waited for.

        If it is lost, what is done under it is cancelled and an AlfredError says so.
        """
        ...

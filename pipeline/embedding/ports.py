from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from pipeline.embedding.models import Embedded, QuestionVector, Reached, VectorSpace, Waiting
from pipeline.ingest.models import GroupId, TenantId


class PassageBook(Protocol):
    """Which messages are in which passage; a passage goes when one of its messages changes."""

    async def ready(self) -> bool:
        """False if the database cannot hold vectors."""
        ...

    def turn(self) -> AbstractAsyncContextManager[bool]:
        """One process at a time fills the book; False inside if another one does."""
        ...

    async def uncovered(
        self, space: VectorSpace, since: datetime
    ) -> Sequence[tuple[TenantId, GroupId]]:
        """Connected groups with a message since then that is in no passage of this space."""
        ...

    async def waiting(
        self,
        tenant: TenantId,
        group: GroupId,
        space: VectorSpace,
        *,
        before: Reached | None,
        limit: int,
    ) -> Waiting:
        """The latest messages that are in no passage of this space, before a place in the talk.

        Only what is linked into threads: what was said a moment ago comes later.
        """
        ...

    async def add(
        self, tenant: TenantId, group: GroupId, space: VectorSpace, embedded: Sequence[Embedded]
    ) -> int:
        """Store passages, each in the place of those that held its messages; how many were.

        One of whose messages somebody edited or deleted since it was read is not stored.
        """
        ...


class QuestionEmbedder(Protocol):
    async def __call__(self, tenant: TenantId, words: str) -> QuestionVector | None:
        """None if there is no vector in time: then words alone have to do."""
        ...

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.groups.models import PersonId


class MemoryPersonLocks:
    """The port ``PersonLocks``, among the tasks of one process."""

    def __init__(self) -> None:
        self._held: set[tuple[PersonId, str]] = set()

    @asynccontextmanager
    async def held(self, person: PersonId, what: str) -> AsyncIterator[bool]:
        if (person, what) in self._held:
            yield False
            return
        self._held.add((person, what))
        try:
            yield True
        finally:
            self._held.discard((person, what))

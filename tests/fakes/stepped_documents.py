"""A document store that stops before each of its steps: to die there, to wait, or to be read."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from storage.mongo import MongoDatabase
from storage.mongo_documents import MongoDocuments

Step = Callable[[], Awaitable[object]]


class SteppedDatabase(MongoDatabase):
    """The same database; ``step`` is awaited before whatever is asked of it."""

    def __init__(self, database: MongoDatabase, step: Step) -> None:
        self._whole = database
        self._step = step

    def documents(self, collection: str) -> MongoDocuments:
        return _SteppedDocuments(self._whole.documents(collection), self._step)


class _SteppedDocuments(MongoDocuments):
    def __init__(self, documents: MongoDocuments, step: Step) -> None:
        self._whole = documents
        self._step = step

    async def find_one(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.find_one(*given, **named)

    async def find_many(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.find_many(*given, **named)

    async def tally(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.tally(*given, **named)

    async def insert_one(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.insert_one(*given, **named)

    async def insert_many(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.insert_many(*given, **named)

    async def update_one(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.update_one(*given, **named)

    async def update_many(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.update_many(*given, **named)

    async def delete_many(self, *given: Any, **named: Any) -> Any:
        await self._step()
        return await self._whole.delete_many(*given, **named)


class Died(Exception):  # noqa: N818 - no error of the product
    """The process ended here."""


class Death:
    """A step that kills at the one of its number, counted from 0."""

    def __init__(self, at: int | None = None) -> None:
        self.steps = 0
        self._at = at

    async def __call__(self) -> None:
        if self.steps == self._at:
            raise Died
        self.steps += 1


class Process:
    """Work that goes on step by step, when it is told to; what it asks goes through ``gate``."""

    def __init__(self) -> None:
        self.done = False
        self._go = asyncio.Event()
        self._stands = asyncio.Event()

    async def gate(self) -> None:
        self._stands.set()
        await self._go.wait()
        self._go.clear()

    async def run(self, work: Awaitable[object]) -> None:
        try:
            await work
        finally:
            self.done = True
            self._stands.set()

    async def stands(self) -> None:
        """Wait until it stands before a step, or is done."""
        await self._stands.wait()

    async def go_on(self) -> None:
        """Let it do one step."""
        self._stands.clear()
        self._go.set()
        await self._stands.wait()

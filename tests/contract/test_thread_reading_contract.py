"""ThreadReader, in memory and on Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.threads.models import Link, LinkReason, ThreadId
from pipeline.threads.ports import ThreadReader
from storage.postgres.connection import Pool
from storage.postgres.thread_reading import ThreadReading
from storage.postgres.threads import Threads
from tests.fakes.messages import MemoryMessages
from tests.fakes.thread_reading import MemoryThreadReading
from tests.fixtures.stores import Stores, said


@dataclass(frozen=True, slots=True)
class Library:
    stores: Stores
    reader: ThreadReader
    threads: Threads | None
    """None where messages are linked in memory."""

    async def link(
        self, tenant: TenantId, group: GroupId, threads: Sequence[Sequence[int]]
    ) -> None:
        """Each thread by its messages, the first of which opened it."""
        links = [
            Link(
                MessageId(number),
                ThreadId(thread[0]),
                None if number == thread[0] else MessageId(thread[0]),
                LinkReason.ROOT if number == thread[0] else LinkReason.REPLY,
                1.0,
            )
            for thread in threads
            for number in thread
        ]
        if self.threads is None:
            assert isinstance(self.stores.sink, MemoryMessages)
            self.stores.sink.link(group, links)
            return
        async with self.threads.open(tenant, group) as ledger:
            assert ledger is not None
            await ledger.record(links)


@pytest.fixture
def memory_library(memory_stores: Stores) -> Library:
    assert isinstance(memory_stores.sink, MemoryMessages)
    return Library(memory_stores, MemoryThreadReading(memory_stores.sink), None)


@pytest.fixture
def postgres_library(postgres_stores: Stores, pool: Pool) -> Library:
    return Library(postgres_stores, ThreadReading(pool), Threads(pool))


@pytest.fixture(params=["memory", "postgres"])
def library(request: pytest.FixtureRequest) -> Library:
    found: Library = request.getfixturevalue(f"{request.param}_library")
    return found


async def stored(library: Library, *talk: Message) -> tuple[TenantId, GroupId]:
    tenant, group = await library.stores.group()
    await library.stores.sink.accept(tenant, group, talk)
    return tenant, group


def ids(messages: Sequence[Message]) -> list[int]:
    return [message.id for message in messages]


async def test_a_thread_is_found_by_any_of_its_messages(library: Library) -> None:
    tenant, group = await stored(library, *(said(number, number) for number in range(1, 6)))
    await library.link(tenant, group, [[1, 3, 5], [2, 4]])

    found = [
        ids(await library.reader.thread_of(tenant, group, MessageId(number), limit=9))
        for number in (1, 3, 4)
    ]

    assert [[1, 3, 5], [1, 3, 5], [2, 4]] == found


async def test_messages_come_whole_by_the_time_they_were_said(library: Library) -> None:
    tenant, group = await stored(library, said(1, 5, "позже"), said(2, 1, "раньше"))
    await library.link(tenant, group, [[1, 2]])

    found = await library.reader.thread_of(tenant, group, MessageId(1), limit=9)

    assert [said(2, 1, "раньше"), said(1, 5, "позже")] == list(found)


async def test_of_a_long_thread_its_end_is_told(library: Library) -> None:
    tenant, group = await stored(library, *(said(number, number) for number in range(1, 6)))
    await library.link(tenant, group, [[1, 2, 3, 4, 5]])

    found = await library.reader.thread_of(tenant, group, MessageId(1), limit=2)

    assert [4, 5] == ids(found)


async def test_what_is_not_linked_yet_is_a_thread_of_itself(library: Library) -> None:
    tenant, group = await stored(library, said(1, 0), said(2, 0))

    found = await library.reader.thread_of(tenant, group, MessageId(2), limit=9)

    assert [2] == ids(found)


async def test_what_was_deleted_is_neither_told_nor_cited(library: Library) -> None:
    tenant, group = await stored(library, said(1, 0), said(2, 1), said(3, 2))
    await library.link(tenant, group, [[1, 2, 3]])
    await library.stores.sink.delete(tenant, group, [MessageId(2)])

    wanted = [MessageId(number) for number in (1, 2, 3)]
    threads = [await library.reader.thread_of(tenant, group, each, limit=9) for each in wanted]
    cited = await library.reader.cited(tenant, group, wanted)

    assert [[1, 3], [], [1, 3]] == [ids(thread) for thread in threads]
    assert [1, 3] == ids(cited)


async def test_cited_messages_come_once_each_in_the_order_of_time(library: Library) -> None:
    tenant, group = await stored(library, *(said(number, 9 - number) for number in (1, 2, 3)))

    wanted = [MessageId(number) for number in (1, 3, 1, 77)]
    cited = await library.reader.cited(tenant, group, wanted)

    assert [3, 1] == ids(cited)


async def test_another_tenant_reads_nothing_of_it(library: Library) -> None:
    _, group = await stored(library, said(1, 0))
    stranger = await library.stores.tenants.ensure("stranger")

    thread = await library.reader.thread_of(stranger, group, MessageId(1), limit=9)
    cited = await library.reader.cited(stranger, group, [MessageId(1)])

    assert ([], []) == (list(thread), list(cited))

"""Deleting messages while others link, edit or delete them, on PostgreSQL itself."""

import asyncio

import pytest

from pipeline.events.groups import GroupMessageDeleted
from pipeline.ingest.models import MessageId
from pipeline.ingest.ports import Accepted
from pipeline.threads.models import Link, LinkReason, ThreadId
from storage.postgres.connection import Connection, Pool
from storage.postgres.queue import unpack
from storage.postgres.threads import Threads
from tests.fixtures.stores import Stores, said

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def stores(postgres_stores: Stores) -> Stores:
    return postgres_stores


async def test_a_deletion_is_one_job_with_all_its_events(
    stores: Stores, behind: Connection
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])

    await stores.sink.delete(tenant, group, [MessageId(2), MessageId(1)])

    [payload] = await behind.fetch(
        "SELECT payload FROM pgqueuer WHERE entrypoint = $1", GroupMessageDeleted.name
    )
    events = [GroupMessageDeleted.model_validate(event) for event in unpack(payload["payload"])]
    recorded = await behind.fetch(
        "SELECT key, payload FROM events WHERE name = $1 ORDER BY id", GroupMessageDeleted.name
    )
    assert [1, 2] == [event.message_id for event in events]
    assert {event.key for event in events} == {row["key"] for row in recorded}
    assert {event.model_dump_json() for event in events} == {
        GroupMessageDeleted.model_validate_json(row["payload"]).model_dump_json()
        for row in recorded
    }


async def test_a_message_is_deleted_once_however_many_say_so(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    ids = [MessageId(1), MessageId(2)]

    deleted = await asyncio.gather(
        *(stores.sink.delete(tenant, group, ids) for _ in range(4)),
        *(stores.sink.delete(tenant, group, ids[::-1]) for _ in range(4)),
    )

    assert [2] == [len(found) for found in deleted if found]


async def test_a_message_that_is_being_linked_is_deleted_all_the_same(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1, "тайна")])
    linking = behind.transaction()
    await linking.start()
    await behind.execute(
        "UPDATE group_messages SET thread_id = 1, link_reason = 'root', link_score = 1"
    )

    async with asyncio.TaskGroup() as tasks, pool.acquire() as looking:
        deleting = tasks.create_task(stores.sink.delete(tenant, group, [MessageId(1)]))
        async with asyncio.timeout(10):
            while await looking.fetchval(_WAITING) != 1:  # noqa: ASYNC110  # it tells no event
                await asyncio.sleep(0.01)
        await linking.commit()

    row = await behind.fetchrow("SELECT text, thread_id, deleted_at FROM group_messages")
    assert row is not None
    assert [(group, 1)] == list(deleting.result())
    assert ("", 1) == (row["text"], row["thread_id"])
    assert row["deleted_at"] is not None


async def test_a_tombstone_waits_for_no_link(stores: Stores, pool: Pool) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    await stores.sink.delete(tenant, group, [MessageId(1)])

    async with Threads(pool).open(tenant, group) as ledger:
        assert ledger is not None
        unlinked = await ledger.unlinked(9)

    assert [2] == [utterance.id for utterance in unlinked]


async def test_a_link_that_comes_too_late_harms_no_tombstone(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1, "тайна")])
    async with Threads(pool).open(tenant, group) as ledger:
        assert ledger is not None
        [utterance] = await ledger.unlinked(9)
        await stores.sink.delete(tenant, group, [MessageId(1)])
        await ledger.record([Link(utterance.id, ThreadId(1), None, LinkReason.ROOT, 1.0)])

    accepted = await stores.sink.accept(tenant, group, [said(1, 1, "тайна")])

    assert Accepted(unchanged=1) == accepted
    assert "" == await behind.fetchval("SELECT text FROM group_messages")

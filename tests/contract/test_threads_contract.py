"""ThreadLedgers, in memory and on Postgres."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest

from bench.windows import utterance
from pipeline.ingest.models import GroupId, Message, MessageId, MessageKind, TenantId
from pipeline.threads.models import Link, LinkReason, ThreadId
from pipeline.threads.ports import ThreadLedgers
from storage.postgres.connection import Connection, Pool
from storage.postgres.threads import Threads
from tests.fixtures.stores import Stores, said
from tests.fixtures.threads import InMemoryThreads

Row = tuple[datetime, datetime, int]


@dataclass(frozen=True, slots=True)
class House:
    ledgers: ThreadLedgers
    tenant: TenantId
    group: GroupId
    add: Callable[[Sequence[Message]], Awaitable[object]]
    rows: Callable[[], Awaitable[dict[int, Row]]]
    """First, last and number of messages of each thread."""


@pytest.fixture
def memory_house() -> House:
    ledgers = InMemoryThreads()
    tenant, group = TenantId(1), GroupId(1)

    async def add(messages: Sequence[Message]) -> None:
        ledgers.add(tenant, group, [utterance(message) for message in messages])

    async def rows() -> dict[int, Row]:
        return {
            thread: (row.first_at, row.last_at, row.message_count)
            for thread, row in ledgers.rows(tenant, group).items()
        }

    return House(ledgers, tenant, group, add, rows)


@pytest.fixture
async def postgres_house(postgres_stores: Stores, pool: Pool, behind: Connection) -> House:
    tenant, group = await postgres_stores.group()

    async def rows() -> dict[int, Row]:
        found = await behind.fetch("SELECT * FROM group_threads")
        return {
            row["thread_id"]: (row["first_at"], row["last_at"], row["message_count"])
            for row in found
        }

    return House(
        Threads(pool),
        tenant,
        group,
        lambda messages: postgres_stores.sink.accept(tenant, group, messages),
        rows,
    )


@pytest.fixture(params=["memory", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found


def link(number: int, thread: int, parent: int | None = None, score: float = 0.9) -> Link:
    reason = LinkReason.ROOT if parent is None else LinkReason.REPLY
    return Link(
        message_id=MessageId(number),
        thread_id=ThreadId(thread),
        parent_id=None if parent is None else MessageId(parent),
        reason=reason,
        score=score,
    )


async def test_messages_wait_for_their_link_by_time_and_id(house: House) -> None:
    full = said(
        2,
        5,
        "@anya смотри",
        reply_to=1,
        topic_id=9,
        mentions=("@anya",),
        kind=MessageKind.SERVICE,
    )
    await house.add([said(4, 20), said(3, 5), full, said(1, 20)])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        first = await ledger.unlinked(2)
        everything = await ledger.unlinked(10)

    assert [utterance(full), utterance(said(3, 5))] == list(first)
    assert [2, 3, 1, 4] == [utterance.id for utterance in everything]


async def test_a_reply_tells_the_thread_of_what_it_answers(house: House) -> None:
    other_topic = said(4, 7, "где смета?", reply_to=1, topic_id=9)
    event = said(2, 2, "", kind=MessageKind.SERVICE)
    replies = [said(5, 6, reply_to=1), said(6, 8, reply_to=2), said(7, 9, reply_to=3)]
    await house.add([said(1, 1), event, said(3, 3), other_topic, *replies])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record([link(1, 1), link(2, 2)])
        waiting = await ledger.unlinked(10)

    assert [(3, None), (5, 1), (4, None), (6, None), (7, None)] == [
        (each.id, each.reply_thread) for each in waiting
    ]


async def test_a_linked_message_waits_no_longer_and_is_remembered(house: House) -> None:
    await house.add([said(1, 1), said(2, 2), said(3, 3)])
    links = [link(1, 1), link(2, 1, parent=1, score=0.1)]

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record(links)
        waiting = await ledger.unlinked(10)
        recent = await ledger.recent(10)

    assert [3] == [utterance.id for utterance in waiting]
    assert [
        (utterance(said(1, 1)), links[0]),
        (utterance(said(2, 2)), links[1]),
    ] == list(recent)


async def test_recent_are_the_last_ones_oldest_first(house: House) -> None:
    await house.add([said(number, number) for number in range(1, 6)])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record([link(number, 1) for number in (1, 2, 3, 4)])
        recent = await ledger.recent(2)

    assert [3, 4] == [utterance.id for utterance, _ in recent]


async def test_threads_grow_with_their_messages(house: House) -> None:
    await house.add([said(1, 10), said(2, 20), said(3, 30), said(4, 5)])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record([link(1, 1), link(2, 1, parent=1), link(3, 3)])
        await ledger.record([link(4, 1, parent=1)])

    at = {number: said(0, number).sent_at for number in (5, 10, 20, 30)}
    assert {1: (at[5], at[20], 3), 3: (at[30], at[30], 1)} == await house.rows()


async def test_recording_a_link_twice_counts_its_message_once(house: House) -> None:
    await house.add([said(1, 10), said(2, 20)])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record([link(1, 1), link(2, 1, parent=1)])
        await ledger.record([link(2, 2), link(1, 1)])
        recent = await ledger.recent(10)

    assert [(1, 1), (2, 1)] == [(each.message_id, each.thread_id) for _, each in recent]
    assert [2] == [count for _, _, count in (await house.rows()).values()]


async def test_threads_go_on_where_the_last_worker_ended(house: House) -> None:
    await house.add([said(1, 10)])
    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        await ledger.record([link(1, 1)])
    await house.add([said(2, 20)])

    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        remembered = await ledger.recent(10)
        waiting = await ledger.unlinked(10)

    assert [1] == [utterance.id for utterance, _ in remembered]
    assert [2] == [utterance.id for utterance in waiting]


async def test_groups_do_not_hinder_each_other(house: House) -> None:
    other = GroupId(house.group + 1)

    async with (
        house.ledgers.open(house.tenant, house.group) as first,
        house.ledgers.open(house.tenant, other) as second,
    ):
        assert first is not None
        assert second is not None


async def test_a_group_without_messages_has_nothing_to_do(house: House) -> None:
    async with house.ledgers.open(house.tenant, house.group) as ledger:
        assert ledger is not None
        assert [] == list(await ledger.unlinked(10))
        assert [] == list(await ledger.recent(10))
        await ledger.record([])
    assert {} == await house.rows()

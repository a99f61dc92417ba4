from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.threads.linking import link_new_messages
from pipeline.threads.models import Link, LinkReason, ThreadId
from pipeline.threads.settings import ThreadSettings
from tests.fixtures.threads import (
    DAY,
    InMemoryLedger,
    InMemoryThreads,
    ThreadRow,
    link_all,
    talk,
)

TENANT, GROUP = TenantId(1), GroupId(7)
SETTINGS = ThreadSettings(batch=3)
CHAT = talk("""
    1 09:00 Аня: привет всем, где лежит шаблон договора?
    2 09:01 Борис: Аня, в общей папке
    3 09:02 Вика: кто-нибудь на обед в 13?
    4 09:03 Даня: Вика, я с тобой
    5 09:04 Аня: Борис, шаблон договора нашла
    6 09:05 Вика: +1
    7 09:06 Борис: Аня, отлично
""")


async def test_every_new_message_gets_the_builders_link() -> None:
    ledgers = InMemoryThreads()
    ledgers.add(TENANT, GROUP, CHAT)

    linked = await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    expected = link_all(CHAT, SETTINGS)
    assert len(CHAT) == linked
    assert expected == list(ledgers.links(TENANT, GROUP).values())


async def test_a_reply_is_followed_to_what_is_no_longer_remembered() -> None:
    few = ThreadSettings(memory=3, batch=2)
    greetings = "\n".join(f"{n} 09:{n} Вика: всем привет" for n in range(10, 20))
    ledgers = InMemoryThreads()
    ledgers.add(
        TENANT, GROUP, talk(f"1 09:00 Аня: где смета?\n{greetings}\n50 11:00 Борис → 1: тут")
    )

    await link_new_messages(ledgers, TENANT, GROUP, few)

    reply = ledgers.links(TENANT, GROUP)[MessageId(50)]
    assert (1, 1, LinkReason.REPLY, 1.0) == (
        reply.parent_id,
        reply.thread_id,
        reply.reason,
        reply.score,
    )


async def test_threads_know_their_first_and_last_message_and_their_length() -> None:
    ledgers = InMemoryThreads()
    ledgers.add(TENANT, GROUP, CHAT)

    await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    morning = DAY + timedelta(hours=9)
    rows = ledgers.rows(TENANT, GROUP)
    assert {1, 3} == rows.keys()
    assert ThreadRow(morning, morning + timedelta(minutes=6), 4) == rows[ThreadId(1)]


async def test_a_second_run_finds_nothing_to_do() -> None:
    ledgers = InMemoryThreads()
    ledgers.add(TENANT, GROUP, CHAT)
    await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)
    before = ledgers.links(TENANT, GROUP)

    linked = await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    assert 0 == linked
    assert before == ledgers.links(TENANT, GROUP)


async def test_messages_that_arrive_one_by_one_get_the_same_links() -> None:
    ledgers = InMemoryThreads()

    for each in CHAT:
        ledgers.add(TENANT, GROUP, [each])
        await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    assert link_all(CHAT, SETTINGS) == list(ledgers.links(TENANT, GROUP).values())


async def test_a_group_that_another_worker_holds_is_left_to_it() -> None:
    ledgers = InMemoryThreads()
    ledgers.add(TENANT, GROUP, CHAT)

    async with ledgers.open(TENANT, GROUP):
        linked = await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    assert 0 == linked
    assert {} == ledgers.links(TENANT, GROUP)


class StoppedError(Exception):
    pass


class StoppingLedger(InMemoryLedger):
    """Stores one batch, and is gone when the second one is to be stored."""

    stored = 0

    async def record(self, links: Sequence[Link]) -> None:
        if self.stored:
            raise StoppedError
        await super().record(links)
        self.stored += 1


class StoppingThreads:
    def __init__(self, threads: InMemoryThreads) -> None:
        self._threads = threads

    @asynccontextmanager
    async def open(self, tenant: TenantId, group: GroupId) -> AsyncIterator[InMemoryLedger]:
        async with self._threads.open(tenant, group) as ledger:
            assert ledger
            yield StoppingLedger(ledger._group)


async def test_a_run_that_dies_between_batches_is_finished_by_the_next() -> None:
    ledgers = InMemoryThreads()
    ledgers.add(TENANT, GROUP, CHAT)
    with pytest.raises(StoppedError):
        await link_new_messages(StoppingThreads(ledgers), TENANT, GROUP, SETTINGS)

    linked = await link_new_messages(ledgers, TENANT, GROUP, SETTINGS)

    assert len(CHAT) - SETTINGS.batch == linked
    assert link_all(CHAT, SETTINGS) == list(ledgers.links(TENANT, GROUP).values())

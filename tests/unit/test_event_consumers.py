"""What is enqueued has one consumer, and a consumer may be handed the same event again."""

import pytest

from bot.delivery import Delivery
from bot.display import displays
from handlers.events.deliver_digest import DeliverDigest
from handlers.events.generate_digest import GenerateDigest
from handlers.events.link_threads import LinkThreads
from handlers.events.request_digest import RequestDigest
from handlers.events.subscriptions import CONSUMED, subscriptions
from pipeline.digest.errors import WindowBusyError
from pipeline.events.delivery import DigestDelivered
from pipeline.events.groups import GroupMessageIngested, GroupWindowReady
from pipeline.events.runs import DigestGenerateRequested, DigestPersisted, DigestReadyForDelivery
from pipeline.ingest.models import GroupId, TenantId
from pipeline.threads.settings import ThreadSettings
from pipeline.windows.models import WindowId, WindowStatus
from tests.fakes.deliveries import MemoryDeliveries
from tests.fixtures.rehearsal import StoredThreads
from tests.fixtures.threads import InMemoryThreads, talk
from tests.fixtures.world import World

TENANT = TenantId(1)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.talk()
    return made


def ingested(group: int, message: int) -> GroupMessageIngested:
    return GroupMessageIngested(
        tenant_id=TENANT, group_id=group, message_id=message, edit_version=0
    )


def requesting(world: World) -> RequestDigest:
    return RequestDigest(world.runs, "en", "rules", "file")


def delivering(world: World) -> DeliverDigest:
    return DeliverDigest(Delivery(world.digests, MemoryDeliveries(), world.events, displays()))


def test_each_event_that_is_enqueued_has_one_consumer(world: World) -> None:
    consumers = subscriptions(
        LinkThreads(StoredThreads(world.messages), ThreadSettings()),
        requesting(world),
        GenerateDigest(world.runs),
        delivering(world),
    )

    assert CONSUMED == tuple(consumer.event for consumer in consumers)
    assert len(CONSUMED) == len(set(CONSUMED))


async def test_new_messages_are_linked_in_each_group_that_has_some() -> None:
    ledgers, groups = InMemoryThreads(), (GroupId(7), GroupId(8))
    for group in groups:
        ledgers.add(TENANT, group, talk("1 09:00 Аня: кто чинит шлюз?\n2 09:01 Борис → 1: я"))
    link = LinkThreads(ledgers, ThreadSettings())

    await link([ingested(7, 1), ingested(7, 2), ingested(8, 1), ingested(7, 1)])

    assert [[1, 2], [1, 2]] == [list(ledgers.links(TENANT, group)) for group in groups]


async def test_an_event_that_comes_late_links_what_is_there_and_nothing_twice() -> None:
    ledgers, group = InMemoryThreads(), GroupId(7)
    ledgers.add(TENANT, group, talk("1 09:00 Аня: кто чинит шлюз?"))
    link = LinkThreads(ledgers, ThreadSettings())
    await link([ingested(7, 99)])
    before = ledgers.links(TENANT, group)

    await link([ingested(7, 1)])

    assert [1] == list(before)
    assert before == ledgers.links(TENANT, group)


async def test_a_window_that_is_ready_is_asked_for_once_in_the_consumer_s_terms(
    world: World,
) -> None:
    request, ready = requesting(world), world.of(GroupWindowReady)

    await request(ready)
    await request(ready)

    [wanted] = world.of(DigestGenerateRequested)
    assert ("en", "rules", "file") == (wanted.language, wanted.engine, wanted.channel)


async def test_what_was_asked_for_is_made_once(world: World) -> None:
    await requesting(world)(world.of(GroupWindowReady))
    generate = GenerateDigest(world.runs)

    await generate(world.requests())
    await generate(world.requests())

    [persisted] = world.of(DigestPersisted)
    window = await world.windows.get(TENANT, WindowId(persisted.window_id))
    assert WindowStatus.COMPLETED is window.status


async def test_a_window_that_another_process_works_on_is_tried_again_later(world: World) -> None:
    await requesting(world)(world.of(GroupWindowReady))
    [wanted] = world.requests()

    async with world.locks.hold(TENANT, WindowId(wanted.window_id)):
        with pytest.raises(WindowBusyError):
            await GenerateDigest(world.runs)([wanted])

    assert [] == world.of(DigestPersisted)


async def test_what_may_go_out_is_delivered_once(world: World) -> None:
    await requesting(world)(world.of(GroupWindowReady))
    await GenerateDigest(world.runs)(world.requests())
    deliver = delivering(world)

    await deliver(world.of(DigestReadyForDelivery))
    await deliver(world.of(DigestReadyForDelivery))

    [delivered] = world.of(DigestDelivered)
    assert ("file", 1) == (delivered.chat, delivered.chunks)

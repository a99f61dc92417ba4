"""EventLog, in memory and on Postgres."""

from pipeline.events.groups import GroupMessageIngested
from pipeline.events.runs import DigestStageStarted
from tests.fixtures.stores import Stores


def ingested(tenant: int, message: int) -> GroupMessageIngested:
    return GroupMessageIngested(tenant_id=tenant, group_id=1, message_id=message, edit_version=0)


def started(tenant: int, stage: str) -> DigestStageStarted:
    return DigestStageStarted(tenant_id=tenant, group_id=1, window_id=1, run_id="run", stage=stage)


async def test_events_are_recorded_in_order(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("default")
    events = [started(tenant, "topic"), ingested(tenant, 2), ingested(tenant, 1)]

    await stores.events.publish(events)

    assert [
        (event.name, event.model_dump(mode="json")) for event in events
    ] == await stores.recorded()


async def test_an_event_is_recorded_once_for_its_name_and_key(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("default")
    await stores.events.publish([started(tenant, "topic")])

    await stores.events.publish(
        [started(tenant, "topic"), started(tenant, "roles"), started(tenant, "roles")]
    )

    assert ["topic", "roles"] == [payload["stage"] for _, payload in await stores.recorded()]


async def test_events_of_two_tenants_may_come_together(stores: Stores) -> None:
    one, two = [await stores.tenants.ensure(name) for name in ("one", "two")]

    await stores.events.publish([ingested(one, 1), ingested(two, 1), ingested(one, 2)])

    assert [one, two, one] == [payload["tenant_id"] for _, payload in await stores.recorded()]


async def test_no_events_are_nothing(stores: Stores) -> None:
    await stores.events.publish([])

    assert [] == await stores.recorded()

"""DigestAmendments.forget, in memory and on Postgres: what stages said of a message."""

from collections.abc import Sequence

from pipeline.digest.answers import Stage
from pipeline.digest.ports import ArtifactKey
from pipeline.ingest.models import MessageId, TenantId
from pipeline.windows.models import Window, WindowId, WindowSize
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import said, span, window_of


def ids(*numbers: int) -> list[MessageId]:
    return [MessageId(number) for number in numbers]


def artifact(window: WindowId, stage: Stage = Stage.TOPIC) -> ArtifactKey:
    return ArtifactKey(window, stage, "hash", "rules-1", "rules", 1)


async def with_artifacts(live: ServiceStores, windows: Sequence[Window]) -> TenantId:
    tenant, _ = await live.stores.group()
    for window in windows:
        await live.stores.artifacts.save(tenant, artifact(window.id), b"{}")
    return tenant


async def left(live: ServiceStores, windows: Sequence[Window]) -> list[bool]:
    """Whether each window still has its artifact."""
    tenant, _ = await live.stores.group()
    found = [await live.stores.artifacts.find(tenant, artifact(one.id)) for one in windows]
    return [answer is not None for answer in found]


async def test_what_stages_said_of_a_message_is_forgotten_in_all_its_windows(
    live: ServiceStores,
) -> None:
    tenant, group = await live.stores.group()
    await live.stores.sink.accept(tenant, group, [said(1, 250), said(2, 800)])
    told = [
        span(0),
        span(4),
        span(8),
        span(0, WindowSize.SIX),
        span(0, WindowSize.TWELVE),
        span(12, WindowSize.TWELVE),
        span(0, WindowSize.DAY),
        span(-24, WindowSize.DAY),
    ]
    windows = [await window_of(live.stores, tenant, group, one) for one in told]
    await with_artifacts(live, windows)
    await live.stores.artifacts.save(tenant, artifact(windows[1].id, Stage.EMOTION), b"{}")

    forgotten = await live.amendments.forget(tenant, group, ids(1, 404))

    assert 5 == forgotten
    assert [True, False, True, False, False, True, False, True] == await left(live, windows)


async def test_a_window_holds_its_start_and_not_its_end(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    await live.stores.sink.accept(tenant, group, [said(1, 240)])
    windows = [await window_of(live.stores, tenant, group, span(hour)) for hour in (0, 4)]
    await with_artifacts(live, windows)

    await live.amendments.forget(tenant, group, ids(1))

    assert [True, False] == await left(live, windows)


async def test_a_tombstone_is_forgotten_as_well(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    await live.stores.sink.accept(tenant, group, [said(1, 1)])
    windows = [await window_of(live.stores, tenant, group)]
    await with_artifacts(live, windows)
    await live.stores.sink.delete(tenant, group, ids(1))

    forgotten = [await live.amendments.forget(tenant, group, ids(1)) for _ in range(2)]

    assert [1, 0] == forgotten
    assert [False] == await left(live, windows)


async def test_what_was_said_of_another_group_is_not_forgotten(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    stranger, strange = await live.stores.group("stranger")
    for owner, one in ((tenant, group), (stranger, strange)):
        await live.stores.sink.accept(owner, one, [said(1, 1)])
    windows = [await window_of(live.stores, tenant, group)]
    await with_artifacts(live, windows)

    forgotten = await live.amendments.forget(stranger, strange, ids(1))

    assert 0 == forgotten
    assert [True] == await left(live, windows)

"""WindowBook, in memory and on Postgres."""

import asyncio
from typing import Any

import pytest

from pipeline.windows.models import WindowId, WindowSize, WindowStatus
from tests.fixtures.stores import MIDNIGHT, Stores, said, span

NOBODY_KNOWS = WindowId(10**9)


async def asked(stores: Stores) -> list[int]:
    """The versions that were asked for."""
    return [
        payload["version"]
        for name, payload in await stores.recorded()
        if name == "digest.generate.requested.v1"
    ]


def wish(fingerprint: str = "f") -> dict[str, Any]:
    return {
        "fingerprint": fingerprint,
        "language": "ru",
        "engine": "rules",
        "channel": "terminal",
    }


async def test_windows_come_in_the_order_they_were_named_in(stores: Stores) -> None:
    tenant, group = await stores.group()
    spans = [span(8), span(0), span(0, WindowSize.DAY)]

    windows = await stores.windows.ensure(tenant, group, spans)

    assert spans == [window.span for window in windows]
    assert {(group, WindowStatus.QUEUED, None, 0)} == {
        (window.group_id, window.status, window.reason, window.version) for window in windows
    }


async def test_a_window_is_found_again_and_announced_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    first = await stores.windows.ensure(tenant, group, [span(0)])

    again = await stores.windows.ensure(tenant, group, [span(4), span(0)])

    assert first[0] == again[1]
    assert [
        ("group.window.ready.v1", again[1].id),
        ("group.window.ready.v1", again[0].id),
    ] == [(name, payload["window_id"]) for name, payload in await stores.recorded()]


async def test_a_span_named_twice_is_one_window(stores: Stores) -> None:
    tenant, group = await stores.group()

    first, second = await stores.windows.ensure(tenant, group, [span(0), span(0)])

    assert first == second
    assert 1 == len(await stores.recorded())


async def test_thousands_of_windows_are_made_at_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    spans = [span(4 * number) for number in range(3000)]

    windows = await stores.windows.ensure(tenant, group, spans)

    assert 3000 == len({window.id for window in windows})
    assert spans == [window.span for window in windows]


async def test_windows_are_found_in_the_order_asked_for_and_unknown_ones_left_out(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    one, two = await stores.windows.ensure(tenant, group, [span(0), span(4)])

    found = await stores.windows.find(tenant, [two.id, NOBODY_KNOWS, one.id])

    assert [two, one] == list(found)


async def test_an_unknown_window_is_an_error(stores: Stores) -> None:
    tenant, _ = await stores.group()

    with pytest.raises(LookupError):
        await stores.windows.get(tenant, NOBODY_KNOWS)
    with pytest.raises(LookupError):
        await stores.windows.settle(tenant, NOBODY_KNOWS, WindowStatus.COMPLETED, None)
    with pytest.raises(LookupError):
        await stores.windows.request(tenant, NOBODY_KNOWS, **wish())


async def test_a_window_of_another_tenant_is_not_there(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    [window] = await stores.windows.ensure(tenant, group, [span(0)])
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.windows.get(stranger, window.id)
    with pytest.raises(LookupError):
        await stores.windows.ensure(stranger, group, [span(0)])


async def test_a_reason_belongs_to_a_window_that_was_skipped_or_failed(stores: Stores) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])

    reasons = {}
    for status in WindowStatus:
        await stores.windows.settle(tenant, window.id, status, "why")
        settled = await stores.windows.get(tenant, window.id)
        assert status is settled.status
        reasons[status] = settled.reason

    assert {
        WindowStatus.QUEUED: None,
        WindowStatus.PROCESSING: None,
        WindowStatus.COMPLETED: None,
        WindowStatus.FAILED: "why",
        WindowStatus.SKIPPED: "why",
    } == reasons


async def test_a_request_is_the_windows_next_version(stores: Stores) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])
    await stores.windows.settle(tenant, window.id, WindowStatus.SKIPPED, "too_few_messages")

    accepted = await stores.windows.request(tenant, window.id, **wish())

    requested = await stores.windows.get(tenant, window.id)
    assert accepted
    assert (1, WindowStatus.QUEUED, None) == (
        requested.version,
        requested.status,
        requested.reason,
    )
    assert (
        "digest.generate.requested.v1",
        {
            "tenant_id": tenant,
            "group_id": group,
            "window_id": window.id,
            "version": 1,
            "language": "ru",
            "engine": "rules",
            "channel": "terminal",
        },
    ) == (await stores.recorded())[-1]


async def test_asking_for_the_same_again_is_asking_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])

    answers = await asyncio.gather(
        *(stores.windows.request(tenant, window.id, **wish()) for _ in range(5))
    )

    assert [True, False, False, False, False] == sorted(answers, reverse=True)
    assert [1] == await asked(stores)


async def test_asking_for_something_else_is_a_version_of_its_own(stores: Stores) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])

    await stores.windows.request(tenant, window.id, **wish("before"))
    await stores.windows.request(tenant, window.id, **wish("after"))

    assert [1, 2] == await asked(stores)


@pytest.mark.parametrize(
    ("status", "anew"),
    [
        (WindowStatus.PROCESSING, False),
        (WindowStatus.COMPLETED, False),
        (WindowStatus.SKIPPED, False),
        (WindowStatus.FAILED, True),
    ],
)
async def test_only_a_request_that_failed_can_be_made_again(
    stores: Stores, status: WindowStatus, anew: bool
) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])
    await stores.windows.request(tenant, window.id, **wish())
    await stores.windows.settle(tenant, window.id, status, "why")

    assert anew == await stores.windows.request(tenant, window.id, **wish())


async def test_the_extent_reaches_from_the_first_message_to_the_last(stores: Stores) -> None:
    tenant, group = await stores.group()
    assert await stores.windows.extent(tenant, group) is None

    await stores.sink.accept(tenant, group, [said(5, 50), said(1, 10), said(3, 90)])

    first, last = await stores.windows.extent(tenant, group) or (None, None)
    assert said(0, 10).sent_at == first
    assert said(0, 90).sent_at == last
    assert MIDNIGHT < said(0, 10).sent_at


async def test_a_span_is_silent_if_nobody_wrote_in_it(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 10), said(2, 9 * 60)])

    silent = await stores.windows.silent(tenant, group, [span(0), span(4), span(8), span(12)])

    assert [span(4), span(12)] == list(silent)
    assert [] == list(await stores.windows.silent(tenant, group, []))


async def test_who_joins_is_content_with_whatever_is_being_made(stores: Stores) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])
    await stores.windows.request(tenant, window.id, **wish("before the last message"))

    joined = await stores.windows.request(tenant, window.id, **wish("after it"), join=True)

    assert not joined
    assert [1] == await asked(stores)


async def test_there_is_nothing_to_join_before_a_request_and_after_its_end(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])

    first = await stores.windows.request(tenant, window.id, **wish("one"), join=True)
    await stores.windows.settle(tenant, window.id, WindowStatus.COMPLETED, None)
    second = await stores.windows.request(tenant, window.id, **wish("two"), join=True)

    assert (True, True) == (first, second)
    assert [1, 2] == await asked(stores)

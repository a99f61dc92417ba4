"""DigestArchive.last_sent, and asking again for what was stopped, in memory and on Postgres."""

from dataclasses import replace

from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.windows.models import STOPPED, Span, Window, WindowSize, WindowStatus
from tests.fixtures.stores import CHAT, Stores, new_digest, silent, span, window_of


async def made(stores: Stores, window: Window, fingerprint: str = "f") -> DigestId:
    tenant, _ = await stores.group()
    return await stores.digests.add(tenant, new_digest(window, fingerprint), silent)


async def window(stores: Stores, told: Span) -> Window:
    tenant, group = await stores.group()
    return await window_of(stores, tenant, group, told)


async def test_of_what_went_out_the_latest_hours_are_the_last_whatever_their_size(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    spans = [span(8), span(0, WindowSize.DAY), span(12, WindowSize.SIX), span(4)]
    digests = [await made(stores, await window(stores, each)) for each in spans]
    for digest in digests:
        await stores.digests.set_delivery(tenant, digest, DeliveryStatus.SENT)

    found = await stores.digests.last_sent(tenant, group)

    assert found is not None
    assert digests[1] == found.id


async def test_what_did_not_go_out_is_not_the_last(stores: Stores) -> None:
    tenant, group = await stores.group()
    early = await made(stores, await window(stores, span(0)))
    late = await made(stores, await window(stores, span(4)))
    await stores.digests.set_delivery(tenant, early, DeliveryStatus.SENT)
    await stores.digests.set_delivery(tenant, late, DeliveryStatus.BLOCKED_QUALITY)

    found = await stores.digests.last_sent(tenant, group)

    assert found is not None
    assert early == found.id


async def test_of_two_of_the_same_hours_the_later_one_is_the_last(stores: Stores) -> None:
    tenant, group = await stores.group()
    told = await window(stores, span(0))
    first = await made(stores, told, "f")
    second = await stores.digests.add(tenant, replace(new_digest(told, "g"), version=2), silent)
    for digest in (second, first):
        await stores.digests.set_delivery(tenant, digest, DeliveryStatus.SENT)

    found = await stores.digests.last_sent(tenant, group)

    assert found is not None
    assert second == found.id


async def test_of_several_groups_the_last_of_each_are_told_the_latest_first(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("several")
    groups, last = [], []
    for number, hour in enumerate((4, 12, 8)):
        chat = replace(CHAT, telegram_id=CHAT.telegram_id - 10 - number)
        group = await stores.groups.ensure(tenant, chat, time_zone="UTC")
        for at in (0, hour):
            told = await window_of(stores, tenant, group, span(at))
            digest = await stores.digests.add(tenant, new_digest(told, "f"), silent)
            await stores.digests.set_delivery(tenant, digest, DeliveryStatus.SENT)
        groups.append(group)
        last.append(digest)

    found = [
        [each.id for each in await stores.digests.last_sent_of(tenant, of, limit=limit)]
        for of, limit in ((groups, 3), (groups, 2), (groups[:1], 3), ([], 3))
    ]

    first, latest, second = last
    assert [[latest, second, first], [latest, second], [first], []] == found


async def test_where_nothing_went_out_or_nobody_may_see_it_there_is_none(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    nothing = await stores.digests.last_sent(tenant, group)
    digest = await made(stores, await window(stores, span(0)))
    await stores.digests.set_delivery(tenant, digest, DeliveryStatus.SENT)
    stranger = await stores.tenants.ensure("stranger")

    theirs = await stores.digests.last_sent(stranger, group)

    assert (None, None) == (nothing, theirs)


async def test_what_was_stopped_is_made_anew_for_who_would_have_joined_it(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    asked = await window_of(stores, tenant, group)

    async def request() -> bool:
        return await stores.windows.request(
            tenant,
            asked.id,
            fingerprint="f",
            language="ru",
            engine="auto",
            channel="orders",
            join=True,
        )

    first, joined = await request(), await request()
    await stores.windows.settle(tenant, asked.id, WindowStatus.FAILED, STOPPED)
    again = await request()

    assert (True, False, True) == (first, joined, again)
    assert 2 == (await stores.windows.get(tenant, asked.id)).version

"""DeadLetterNotices, in memory and on Postgres."""

import asyncio
from datetime import timedelta

from pipeline.delivery.models import DeadLetterNotice
from pipeline.ingest.models import TenantId
from tests.fixtures.service_stores import ServiceStores

NONE, HOUR = timedelta(0), timedelta(hours=1)
EVENT = "digest.delivery.due.v1"


async def buried(live: ServiceStores, key: str, tenant: str = "default") -> int:
    owner = await live.stores.tenants.ensure(tenant)
    await live.bury(owner, EVENT, key, b"{}")
    return (await live.dead_letters.latest(limit=1))[0].id


async def following(live: ServiceStores, quiet: timedelta = NONE) -> DeadLetterNotice | None:
    return await live.letter_notices.next(settled=NONE, quiet=quiet)


async def told(live: ServiceStores, quiet: timedelta = NONE) -> list[int]:
    """Numbers of the letters of the next message, which arrives."""
    notice = await following(live, quiet)
    if notice is None:
        return []
    await live.letter_notices.arrived(notice)
    return [letter.id for letter in notice.letters]


async def test_letters_of_all_tenants_are_told_together_and_once(live: ServiceStores) -> None:
    letters = [await buried(live, str(number), tenant=f"tenant {number}") for number in range(3)]

    assert letters == await told(live)
    assert [] == await told(live)


async def test_what_dies_later_is_told_later(live: ServiceStores) -> None:
    await buried(live, "1")
    await told(live)

    later = await buried(live, "2")

    assert [later] == await told(live)


async def test_a_letter_that_dies_again_is_told_again(live: ServiceStores) -> None:
    letter = await buried(live, "1")
    await told(live)

    await buried(live, "1")

    assert [letter] == await told(live)


async def test_one_that_died_again_while_it_was_told_is_told_again(live: ServiceStores) -> None:
    letter = await buried(live, "1")
    notice = await following(live)
    assert notice is not None

    await buried(live, "1")
    await live.letter_notices.arrived(notice)

    assert [letter] == await told(live)


async def test_a_letter_that_just_died_waits_for_those_that_die_with_it(
    live: ServiceStores,
) -> None:
    await buried(live, "1")

    assert await live.letter_notices.next(settled=HOUR, quiet=NONE) is None


async def test_after_a_message_there_is_quiet(live: ServiceStores) -> None:
    await buried(live, "1")
    await told(live)
    second = await buried(live, "2")

    assert [] == await told(live, quiet=HOUR)
    assert [second] == await told(live)


async def test_what_certainly_did_not_arrive_is_told_without_waiting(live: ServiceStores) -> None:
    letter = await buried(live, "1")
    notice = await following(live)
    assert notice is not None

    await live.letter_notices.failed(notice)
    again = await following(live, quiet=HOUR)

    assert again is not None
    assert ([letter], False) == ([each.id for each in again.letters], again.again)


async def test_what_may_have_arrived_is_told_again_after_the_quiet_and_says_so(
    live: ServiceStores,
) -> None:
    letter = await buried(live, "1")
    await following(live)

    early = await following(live, quiet=HOUR)
    again = await following(live)

    assert early is None
    assert again is not None
    assert ([letter], True) == ([each.id for each in again.letters], again.again)


async def test_a_doubt_outlives_a_message_that_failed_and_ends_with_one_that_arrived(
    live: ServiceStores,
) -> None:
    await buried(live, "1")
    await following(live)
    second = await following(live)
    assert second is not None
    await live.letter_notices.failed(second)

    third = await following(live)
    assert third is not None
    await live.letter_notices.arrived(third)
    await buried(live, "2")
    fourth = await following(live)

    assert third.again
    assert fourth is not None
    assert not fourth.again


async def test_of_several_who_look_at_once_one_tells(live: ServiceStores) -> None:
    await buried(live, "1")

    notices = await asyncio.gather(*(following(live, quiet=HOUR) for _ in range(4)))

    assert 1 == len([notice for notice in notices if notice is not None])


async def test_what_was_replayed_before_it_was_told_is_not_told(live: ServiceStores) -> None:
    letter = await buried(live, "1")
    await live.dead_letters.drop(await live.stores.tenants.ensure("default"), letter)

    assert [] == await told(live)


async def test_kinds_are_counted_the_most_frequent_first(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("default")
    for number, event in enumerate(("one", "two", "two")):
        await live.bury(TenantId(tenant), event, str(number), b"{}")

    notice = await following(live)

    assert notice is not None
    assert [("two", 2), ("one", 1)] == list(notice.kinds.items())

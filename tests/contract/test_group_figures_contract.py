"""GroupFigures, in memory and on Postgres."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.figures import DAYS, Figures, last_days
from pipeline.groups.models import PersonId
from pipeline.groups.ports import GroupFigures
from pipeline.ingest.models import AuthorId, GroupId, MessageId, MessageKind, TenantId
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.windows.models import WindowSize
from storage.postgres.group_figures import StoredGroupFigures
from tests.fakes.digests import MemoryDigests
from tests.fakes.group_figures import MemoryGroupFigures
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.fakes.subscriptions import MemorySubscriptions
from tests.fixtures.stores import CHAT, MIDNIGHT, Stores, new_digest, said, silent, span, window_of

ANYA = PersonId(77)
BORIS = PersonId(78)
ZONE = ZoneInfo("UTC")
DAY = 24 * 60
NOON = MIDNIGHT + timedelta(hours=12)
WEEK = last_days(NOON, ZONE)
QUIET = (0,) * DAYS
WINDOWS = Timetable(rhythm=Rhythm.WINDOWS, size=WindowSize.FOUR, zone="UTC")


@pytest.fixture
def figures(request: pytest.FixtureRequest, stores: Stores) -> GroupFigures:
    if not isinstance(stores.sink, MemoryMessages):
        return StoredGroupFigures(request.getfixturevalue("pool"))
    assert isinstance(stores.groups, MemoryGroups)
    assert isinstance(stores.digests, MemoryDigests)
    assert isinstance(stores.subscriptions, MemorySubscriptions)
    return MemoryGroupFigures(stores.groups, stores.sink, stores.digests, stores.subscriptions)


def pushed(
    group: GroupId, person: PersonId, chat: int, timetable: Timetable = WINDOWS
) -> NewSubscription:
    return NewSubscription(group, person, Destination(Via.CHAT, chat), "ru", timetable)


async def of(figures: GroupFigures, tenant: TenantId, group: GroupId) -> Figures:
    return await figures.of(tenant, group, ANYA, WEEK)


async def test_a_group_in_which_nothing_happened_has_empty_figures(
    stores: Stores, figures: GroupFigures
) -> None:
    tenant, group = await stores.group()

    assert Figures(messages=QUIET, authors=0) == await of(figures, tenant, group)


async def test_messages_are_counted_by_day_and_authors_once(
    stores: Stores, figures: GroupFigures
) -> None:
    tenant, group = await stores.group()
    boris = {"author_id": AuthorId("user2")}
    await stores.sink.accept(
        tenant,
        group,
        [
            said(1, -6 * DAY - 1, author_id=AuthorId("user9")),
            said(2, -6 * DAY),
            said(3, -0.01, **boris),
            said(4, 0),
            said(5, 60, **boris),
            said(6, DAY),
        ],
    )

    assert Figures(messages=(1, 0, 0, 0, 0, 1, 2), authors=2) == await of(figures, tenant, group)


async def test_what_is_no_talk_or_was_deleted_does_not_count(
    stores: Stores, figures: GroupFigures
) -> None:
    tenant, group = await stores.group()
    joined = said(1, 5, kind=MessageKind.SERVICE, author_id=AuthorId("user8"))
    await stores.sink.accept(tenant, group, [joined, said(2, 6), said(3, 7)])
    await stores.sink.delete(tenant, group, [MessageId(3)])

    assert Figures(messages=(*QUIET[1:], 1), authors=1) == await of(figures, tenant, group)


async def test_one_sees_ones_own_schedules_and_those_of_the_chat(
    stores: Stores, figures: GroupFigures
) -> None:
    tenant, group = await stores.group()
    book = stores.subscriptions
    daily = Timetable(rhythm=Rhythm.DAILY, size=WindowSize.DAY, zone="UTC", at=NOON.time())
    own = await book.add(tenant, pushed(group, ANYA, ANYA), NOON)
    to_chat = await book.add(tenant, pushed(group, BORIS, CHAT.telegram_id, daily), NOON)
    await book.add(tenant, pushed(group, BORIS, BORIS), NOON)
    paused = await book.add(tenant, pushed(group, ANYA, ANYA, daily), NOON)
    await book.enable(tenant, paused.id, False, NOON)

    found = await of(figures, tenant, group)

    assert (own, to_chat) == found.schedules


async def test_quality_is_that_of_the_latest_window_with_a_digest(
    stores: Stores, figures: GroupFigures
) -> None:
    tenant, group = await stores.group()
    late = await window_of(stores, tenant, group, span(12, WindowSize.TWELVE))
    early = await window_of(stores, tenant, group, span(4))
    await window_of(stores, tenant, group, span(24))
    for window in (late, early):
        await stores.digests.add(tenant, new_digest(window), silent)

    found = await of(figures, tenant, group)

    assert new_digest(late).digest.quality.score == found.quality
    assert late.span.end == found.told_until


async def test_figures_of_another_tenants_group_are_not_there(
    stores: Stores, figures: GroupFigures
) -> None:
    _, group = await stores.group()
    stranger = await stores.tenants.ensure("two")

    with pytest.raises(LookupError):
        await of(figures, stranger, group)

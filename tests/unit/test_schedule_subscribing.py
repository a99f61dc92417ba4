from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from pipeline.delivery.models import Destination, Via
from pipeline.groups.access import Access
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Reader, Scope, Standing
from pipeline.ingest.models import Chat, ChatKind, TenantId
from pipeline.schedules.models import Rhythm, SubscriptionId, Timetable
from pipeline.schedules.preferences import Preferences
from pipeline.schedules.subscribing import (
    MOST,
    Channel,
    ChannelProblem,
    Refusal,
    Subscribing,
)
from pipeline.windows.models import WindowSize
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEvents
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups, MemoryTenants
from tests.fakes.messages import MemoryMessages
from tests.fakes.orders import MemoryOrders
from tests.fakes.people import MemoryMembers, MemoryPeople
from tests.fakes.subscriptions import MemorySubscriptions
from tests.fakes.windows import MemoryWindows
from tests.fixtures.ordering import Switch

TENANT = TenantId(1)
CHAT = -1001
CHANNEL = -1002
ANNA = Person(PersonId(10), "ru", "Europe/Moscow")
BORIS = Person(PersonId(11), "en", "Europe/Berlin")
AT_NINE = Timetable(Rhythm.DAILY, WindowSize.DAY, "Europe/Moscow", at=time(9))
EVERY_SIX = Timetable(Rhythm.WINDOWS, WindowSize.SIX, "Europe/Moscow")


@dataclass
class Standings:
    """The port ``Membership``: Anna manages, Boris is a member."""

    told: dict[PersonId, Standing] = field(
        default_factory=lambda: {ANNA.id: Standing.ADMIN, BORIS.id: Standing.MEMBER}
    )

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        return self.told.get(person, Standing.OUTSIDER)

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        return None


@dataclass
class OneChannel:
    """The port ``Channels``: one, which is open to Anna."""

    async def open_to(self, person: PersonId, reference: int | str) -> Channel | ChannelProblem:
        if reference != CHANNEL:
            return ChannelProblem.UNKNOWN
        return Channel(CHANNEL, "Новости") if person == ANNA.id else ChannelProblem.NOT_YOURS

    async def title(self, channel: int) -> str | None:
        return "Новости" if channel == CHANNEL else None


class World:
    def __init__(self) -> None:
        rows, events = MemoryGroups(), MemoryEvents()
        windows = MemoryWindows(rows, MemoryMessages(rows, events), events)
        self.book = MemorySubscriptions(rows, MemoryOrders(windows, events))
        self.groups = MemoryGroupBook(rows)
        self.members = MemoryMembers()
        self.endpoints = MemoryEndpoints()
        self.standings = Standings()
        self.now = datetime(2026, 11, 19, 12, tzinfo=UTC)
        access = Access(self.members, self.standings, self.groups)
        self.rollout = Switch()
        self.people = MemoryPeople(MemoryTenants(), self.members)
        self.preferences = Preferences(self.people, self.groups, self.book, lambda: self.now)
        self.use = Subscribing(
            self.book,
            access,
            self.endpoints,
            OneChannel(),
            lambda: self.now,
            self.rollout,
            self.preferences,
        )

    async def group(self, chat: int = CHAT) -> ConnectedGroup:
        return await self.groups.connect(
            TENANT,
            Chat(chat, ChatKind.SUPERGROUP, "Кухня"),
            reader=Reader.BOT,
            owner=ANNA.id,
            time_zone="Europe/Moscow",
            language="ru",
        )


@pytest.fixture
def world() -> World:
    return World()


def private(person: Person) -> Destination:
    return Destination(Via.CHAT, person.id)


async def test_a_new_one_is_first_due_at_its_next_slot(world: World) -> None:
    group = await world.group()

    saved = await world.use.save(group, BORIS, AT_NINE, private(BORIS))

    assert not isinstance(saved, Refusal)
    assert datetime(2026, 11, 20, 6, tzinfo=UTC) == saved.next_due_at
    assert (BORIS.id, "en", True) == (saved.person, saved.language, saved.enabled)


async def test_an_outsider_is_refused(world: World) -> None:
    group = await world.group()
    stranger = Person(PersonId(99), "ru", "UTC")

    saved = await world.use.save(group, stranger, AT_NINE, private(stranger))

    assert Refusal.NO_ACCESS == saved
    assert [] == await world.book.of_group(TENANT, group.id)


@pytest.mark.parametrize(
    "destination",
    [
        Destination(Via.CHAT, CHAT),
        Destination(Via.CHAT, CHANNEL),
        Destination(Via.CHAT, ANNA.id),
        Destination(Via.WEBHOOK, 1),
    ],
)
async def test_a_member_may_not_have_it_where_others_see_it(
    world: World, destination: Destination
) -> None:
    group = await world.group()
    await world.endpoints.add(TENANT, "https://hook.example", SecretStr("s"))

    saved = await world.use.save(group, BORIS, AT_NINE, destination)

    assert Refusal.NOT_MANAGER == saved


@pytest.mark.parametrize(
    "destination",
    [
        Destination(Via.CHAT, -1009),
        Destination(Via.CHAT, BORIS.id),
        Destination(Via.WEBHOOK, 1),
        Destination(Via.NOBODY),
    ],
)
async def test_a_manager_may_not_have_it_just_anywhere(
    world: World, destination: Destination
) -> None:
    group = await world.group()
    await world.endpoints.add(TENANT, "https://hook.example", SecretStr("s"))

    saved = await world.use.save(group, ANNA, AT_NINE, destination)

    assert Refusal.NO_PLACE == saved


async def test_a_manager_may_have_it_in_the_group_its_topic_and_their_channel(
    world: World,
) -> None:
    group = await world.group()
    places = [
        Destination(Via.CHAT, CHAT),
        Destination(Via.CHAT, CHAT, 7),
        Destination(Via.CHAT, CHANNEL),
    ]

    for place in places:
        await world.use.save(group, ANNA, AT_NINE, place)

    assert places == [each.destination for each in await world.use.schedules(group, ANNA.id)]


async def test_the_tenants_administrator_may_have_it_posted_to_its_url(world: World) -> None:
    group = await world.group()
    await world.members.grant(TENANT, ANNA.id, frozenset({Scope.ADMIN}))
    hook = await world.endpoints.add(TENANT, "https://hook.example", SecretStr("s"))

    saved = await world.use.save(group, ANNA, AT_NINE, Destination(Via.WEBHOOK, hook.id))

    assert not isinstance(saved, Refusal)


async def test_a_change_keeps_it_and_another_place_makes_it_another(world: World) -> None:
    group = await world.group()
    first = await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    assert not isinstance(first, Refusal)

    changed = await world.use.save(group, ANNA, EVERY_SIX, private(ANNA), replacing=first.id)
    moved = await world.use.save(
        group, ANNA, EVERY_SIX, Destination(Via.CHAT, CHAT), replacing=first.id
    )

    assert not isinstance(changed, Refusal)
    assert (first.id, EVERY_SIX) == (changed.id, changed.timetable)
    assert [moved] == await world.use.schedules(group, ANNA.id)


async def test_nobody_changes_pauses_or_removes_the_schedule_of_another(world: World) -> None:
    group = await world.group()
    own = await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    assert not isinstance(own, Refusal)

    await world.use.save(group, BORIS, EVERY_SIX, private(BORIS), replacing=own.id)
    paused = await world.use.pause(TENANT, own.id, BORIS.id)
    resumed = await world.use.resume(TENANT, own.id, BORIS.id)
    removed = await world.use.remove(TENANT, own.id, BORIS.id)

    assert [Refusal.GONE] * 3 == [paused, resumed, removed]
    assert [own] == await world.use.schedules(group, ANNA.id)


async def test_a_paused_one_goes_on_from_the_moment_it_is_resumed(world: World) -> None:
    group = await world.group()
    saved = await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    assert not isinstance(saved, Refusal)
    await world.use.pause(TENANT, saved.id, ANNA.id)

    world.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    resumed = await world.use.resume(TENANT, saved.id, ANNA.id)

    assert not isinstance(resumed, Refusal)
    assert (True, datetime(2026, 12, 2, 6, tzinfo=UTC)) == (resumed.enabled, resumed.next_due_at)


async def test_who_left_the_group_does_not_resume(world: World) -> None:
    group = await world.group()
    saved = await world.use.save(group, BORIS, AT_NINE, private(BORIS))
    assert not isinstance(saved, Refusal)
    await world.use.pause(TENANT, saved.id, BORIS.id)

    del world.standings.told[BORIS.id]

    assert Refusal.NO_ACCESS == await world.use.resume(TENANT, saved.id, BORIS.id)


async def test_all_of_a_group_are_paused_and_only_those_that_ran_count(world: World) -> None:
    group = await world.group()
    await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    await world.use.save(group, ANNA, EVERY_SIX, private(ANNA))
    await world.use.save(group, BORIS, AT_NINE, private(BORIS))

    counts = [await world.use.pause_all(group, ANNA.id) for _ in range(2)]

    assert [2, 0] == counts
    assert [True] == [each.enabled for each in await world.use.schedules(group, BORIS.id)]


async def test_there_are_no_more_than_ten_of_one_group(world: World) -> None:
    group = await world.group()
    for topic in range(MOST):
        await world.use.save(group, ANNA, AT_NINE, Destination(Via.CHAT, CHAT, topic))

    refused = await world.use.save(group, ANNA, EVERY_SIX, private(ANNA))
    known = await world.use.schedules(group, ANNA.id)
    changed = await world.use.save(
        group, ANNA, EVERY_SIX, known[0].destination, replacing=known[0].id
    )

    assert Refusal.TOO_MANY == refused
    assert not isinstance(changed, Refusal)


async def test_without_a_weekday_it_is_refused(world: World) -> None:
    group = await world.group()
    never = Timetable(Rhythm.DAILY, WindowSize.DAY, "UTC", at=time(9), weekdays=frozenset())

    assert Refusal.NEVER == await world.use.save(group, ANNA, never, private(ANNA))


async def test_a_group_of_another_tenant_is_not_found(world: World) -> None:
    group = await world.group()

    assert await world.use.group(TenantId(2), group.id, ANNA.id) is None
    assert await world.use.find(TENANT, SubscriptionId(77), ANNA.id) is None


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        # The clock is set back: 2:30 comes twice, and is pushed once.
        (
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00", "2026-10-27T02:30+01:00"],
        ),
        # The clock leaps over 2:30: it is pushed right after the leap.
        (
            datetime(2026, 3, 28, 12, tzinfo=UTC),
            ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"],
        ),
    ],
)
def test_the_next_three_are_right_where_the_clock_is_changed(
    world: World, now: datetime, shown: list[str]
) -> None:
    world.now = now
    nightly = Timetable(Rhythm.DAILY, WindowSize.DAY, "Europe/Berlin", at=time(2, 30))

    slots = world.use.upcoming(nightly)

    berlin = ZoneInfo("Europe/Berlin")
    assert shown == [slot.due_at.astimezone(berlin).isoformat("T", "minutes") for slot in slots]


async def test_while_digests_are_off_none_is_arranged_changed_or_resumed(world: World) -> None:
    group = await world.group()
    saved = await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    assert not isinstance(saved, Refusal)
    await world.use.pause(TENANT, saved.id, ANNA.id)
    world.rollout.on = False

    refused = [
        await world.use.save(group, ANNA, EVERY_SIX, private(ANNA)),
        await world.use.save(group, ANNA, EVERY_SIX, private(ANNA), replacing=saved.id),
        await world.use.resume(TENANT, saved.id, ANNA.id),
    ]

    assert [Refusal.SWITCHED_OFF] * 3 == refused
    assert [AT_NINE] == [each.timetable for each in await world.use.schedules(group, ANNA.id)]


async def test_while_digests_are_off_they_are_listed_paused_and_removed(world: World) -> None:
    group = await world.group()
    saved = await world.use.save(group, ANNA, AT_NINE, private(ANNA))
    assert not isinstance(saved, Refusal)
    world.rollout.on = False

    listed = await world.use.schedules(group, ANNA.id)
    paused = await world.use.pause(TENANT, saved.id, ANNA.id)
    removed = await world.use.remove(TENANT, saved.id, ANNA.id)

    assert [saved] == list(listed)
    assert not isinstance(paused, Refusal)
    assert removed is None


async def test_an_outsider_does_not_learn_that_digests_are_off(world: World) -> None:
    group = await world.group()
    world.rollout.on = False
    stranger = Person(PersonId(99), "ru", "UTC")

    saved = await world.use.save(group, stranger, AT_NINE, private(stranger))

    assert Refusal.NO_ACCESS == saved


async def test_what_others_see_is_told_in_the_groups_language(world: World) -> None:
    group = await world.group()
    english = replace(ANNA, language="en")
    places = [private(ANNA), Destination(Via.CHAT, CHAT), Destination(Via.CHAT, CHANNEL)]

    for place in places:
        await world.use.save(group, english, AT_NINE, place)

    spoken = [each.language for each in await world.use.schedules(group, ANNA.id)]
    assert ["en", "ru", "ru"] == spoken

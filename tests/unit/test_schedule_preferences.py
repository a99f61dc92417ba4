"""What follows for schedules when somebody chooses a time zone or a language."""

from datetime import UTC, datetime, time

from pipeline.delivery.models import Destination, Via
from pipeline.digest.request import Language
from pipeline.groups.clocks import Clock, clock_at
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, TenantId
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.schedules.preferences import Preferences
from pipeline.schedules.rules import next_slot
from pipeline.windows.models import WindowSize
from tests.fakes.events import MemoryEvents
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups, MemoryTenants
from tests.fakes.messages import MemoryMessages
from tests.fakes.orders import MemoryOrders
from tests.fakes.people import MemoryMembers, MemoryPeople
from tests.fakes.subscriptions import MemorySubscriptions
from tests.fakes.windows import MemoryWindows

TENANT, OTHER = TenantId(1), TenantId(2)
ANNA, BORIS = PersonId(10), PersonId(11)
SERVER, URAL, TOKYO = "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Tokyo"
KITCHEN, GARAGE = -1001, -1002
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)


class World:
    def __init__(self) -> None:
        rows, events = MemoryGroups(), MemoryEvents()
        windows = MemoryWindows(rows, MemoryMessages(rows, events), events)
        self.book = MemorySubscriptions(rows, MemoryOrders(windows, events))
        self.groups = MemoryGroupBook(rows)
        self.people = MemoryPeople(MemoryTenants(), MemoryMembers())
        self.preferences = Preferences(self.people, self.groups, self.book, lambda: NOW)

    async def person(self, person: PersonId = ANNA) -> Person:
        return await self.people.meet(person, language="ru", time_zone=SERVER)

    async def group(
        self,
        chat: int = KITCHEN,
        tenant: TenantId = TENANT,
        *,
        zone: str = SERVER,
        chosen: bool = False,
        owner: PersonId = ANNA,
    ) -> ConnectedGroup:
        group = await self.groups.connect(
            tenant,
            Chat(chat, ChatKind.SUPERGROUP, "Кухня"),
            reader=Reader.BOT,
            owner=owner,
            time_zone=zone,
            language="ru",
            zone_chosen=chosen,
        )
        await self.groups.know(tenant, group.id, ANNA)
        return group

    async def arrange(
        self,
        group: ConnectedGroup,
        to: int,
        zone: str = SERVER,
        *,
        person: PersonId = ANNA,
        language: Language = "ru",
    ) -> None:
        timetable = Timetable(Rhythm.DAILY, WindowSize.DAY, zone, at=time(21, 25))
        place = Destination(Via.CHAT, to)
        new = NewSubscription(group.id, person, place, language, timetable)
        await self.book.add(group.tenant, new, next_slot(timetable, NOW).due_at)

    async def zones(self, group: ConnectedGroup) -> dict[tuple[PersonId, int], str]:
        """Of each schedule, by whose it is and where to."""
        return {
            (each.person, each.destination.chat_id): each.timetable.zone
            for each in await self.book.of_group(group.tenant, group.id)
        }

    async def languages(self, group: ConnectedGroup) -> dict[int, str]:
        return {
            each.destination.chat_id: each.language
            for each in await self.book.of_group(group.tenant, group.id)
        }


async def test_the_first_choice_moves_what_was_arranged_by_an_assumed_clock() -> None:
    world = World()
    anna, kitchen, garage = (
        await world.person(),
        await world.group(),
        await world.group(GARAGE, OTHER),
    )
    for group in (kitchen, garage):
        await world.arrange(group, ANNA)
        await world.arrange(group, BORIS, person=BORIS)

    changed, moved = await world.preferences.zone_of_person(anna, URAL)

    assert (URAL, True, 2) == (changed.time_zone, changed.zone_chosen, moved)
    for group in (kitchen, garage):
        assert {(ANNA, ANNA): URAL, (BORIS, BORIS): SERVER} == await world.zones(group)
    [own] = await world.book.of_person(TENANT, ANNA)
    assert datetime(2026, 11, 19, 16, 25, tzinfo=UTC) == own.next_due_at


async def test_a_later_choice_leaves_schedules_where_they_are() -> None:
    world = World()
    anna, kitchen = await world.person(), await world.group()
    anna, _ = await world.preferences.zone_of_person(anna, URAL)
    await world.arrange(kitchen, ANNA, URAL)

    _, moved = await world.preferences.zone_of_person(anna, TOKYO)

    assert 0 == moved
    assert {(ANNA, ANNA): URAL} == await world.zones(kitchen)


async def test_what_was_begun_before_a_crash_is_finished_by_the_next_try() -> None:
    world = World()
    anna, kitchen = await world.person(), await world.group()
    await world.arrange(kitchen, ANNA)
    await world.preferences.zone_of_person(anna, URAL)
    await world.arrange(kitchen, ANNA)  # as if it had not been moved

    _, moved = await world.preferences.zone_of_person(anna, URAL)

    assert 1 == moved
    assert {(ANNA, ANNA): URAL} == await world.zones(kitchen)


async def test_groups_of_which_nobody_said_where_they_are_follow_who_connected_them() -> None:
    world = World()
    anna = await world.person()
    own = await world.group(KITCHEN)
    told = await world.group(GARAGE, zone=TOKYO, chosen=True)
    of_boris = await world.group(-1003, owner=BORIS)
    for group in (own, told, of_boris):
        await world.arrange(group, group.chat.telegram_id, group.time_zone)

    _, moved = await world.preferences.zone_of_person(anna, URAL)

    now = [await world.groups.get(each.tenant, each.id) for each in (own, told, of_boris)]
    assert [(URAL, True), (TOKYO, True), (SERVER, False)] == [
        (each.time_zone, each.zone_chosen) for each in now
    ]
    assert 1 == moved
    assert {(ANNA, KITCHEN): URAL} == await world.zones(own)


async def test_a_groups_first_choice_moves_what_goes_to_the_group_and_nothing_else() -> None:
    world = World()
    kitchen = await world.group()
    await world.arrange(kitchen, KITCHEN)
    await world.arrange(kitchen, KITCHEN, person=BORIS)
    await world.arrange(kitchen, ANNA)

    changed, moved = await world.preferences.zone_of_group(kitchen, URAL)

    assert (URAL, True, 2) == (changed.time_zone, changed.zone_chosen, moved)
    assert {(ANNA, KITCHEN): URAL, (BORIS, KITCHEN): URAL, (ANNA, ANNA): SERVER} == (
        await world.zones(kitchen)
    )


async def test_a_clock_is_the_groups_in_the_group_and_the_persons_elsewhere() -> None:
    world = World()
    stranger = await world.person()
    anna = await world.people.change(ANNA, time_zone=URAL)
    unknown, known = await world.group(), await world.group(GARAGE, zone=TOKYO, chosen=True)
    there, private = Destination(Via.CHAT, GARAGE), Destination(Via.CHAT, ANNA)

    assert Clock(TOKYO, chosen=True) == clock_at(there, anna, known)
    assert Clock(URAL, chosen=True) == clock_at(private, anna, known)
    assert Clock(TOKYO, chosen=False) == clock_at(private, stranger, known)
    assert Clock(SERVER, chosen=False) == clock_at(private, stranger, unknown)


async def test_a_language_is_spoken_in_its_places_from_then_on() -> None:
    world = World()
    anna, kitchen = await world.person(), await world.group()
    for chat in (ANNA, KITCHEN, -1009):
        await world.arrange(kitchen, chat)

    await world.preferences.language_of_person(anna, "en")
    person = await world.languages(kitchen)
    await world.preferences.language_of_group(kitchen, "en")

    assert {ANNA: "en", KITCHEN: "ru", -1009: "ru"} == person
    assert {ANNA: "en", KITCHEN: "en", -1009: "en"} == await world.languages(kitchen)

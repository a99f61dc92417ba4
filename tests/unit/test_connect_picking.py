import pytest

from bot.views.connect_groups import Picking
from handlers.commands.connect_picking import apply
from pipeline.groups.models import Person, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups

TENANT = TenantId(1)
ANNA = Person(PersonId(10), "en", "Europe/Berlin", tenant=TENANT)
KITCHEN = Chat(-1001, ChatKind.SUPERGROUP, "Кухня")
GARAGE = Chat(-1002, ChatKind.SUPERGROUP, "Гараж")
CELLAR = Chat(-3, ChatKind.GROUP, "Подвал")
CHATS = [KITCHEN, GARAGE, CELLAR]


@pytest.fixture
def groups() -> MemoryGroupBook:
    return MemoryGroupBook(MemoryGroups())


def picking(picked: set[int], read: set[int]) -> Picking:
    return Picking("abc123", CHATS, frozenset(picked), 0, frozenset(read))


async def readers(groups: MemoryGroupBook) -> dict[str, frozenset[Reader]]:
    return {group.chat.title: group.readers for group in await groups.of_tenant(TENANT)}


async def test_a_ticked_group_is_read_by_the_account_in_the_persons_language_and_zone(
    groups: MemoryGroupBook,
) -> None:
    changes = await apply(picking({-1001}, set()), TENANT, ANNA, groups)

    (group,) = changes.added
    assert {"Кухня": frozenset({Reader.ACCOUNT})} == await readers(groups)
    assert ("en", "Europe/Berlin", ANNA.id) == (group.language, group.time_zone, group.owner)


async def test_one_that_is_ticked_no_more_is_read_no_more(groups: MemoryGroupBook) -> None:
    await apply(picking({-1001, -1002}, set()), TENANT, ANNA, groups)

    changes = await apply(picking({-1002}, {-1001, -1002}), TENANT, ANNA, groups)

    assert (0, 1) == (len(changes.added), changes.removed)
    assert {
        "Кухня": frozenset(),
        "Гараж": frozenset({Reader.ACCOUNT}),
    } == await readers(groups)


async def test_a_basic_group_that_the_bot_reads_gets_no_second_reader(
    groups: MemoryGroupBook,
) -> None:
    await groups.connect(
        TENANT, CELLAR, reader=Reader.BOT, owner=ANNA.id, time_zone="UTC", language="ru"
    )

    changes = await apply(picking({-3}, set()), TENANT, ANNA, groups)

    assert (0, 0, 1) == (len(changes.added), changes.removed, changes.refused)
    assert {"Подвал": frozenset({Reader.BOT})} == await readers(groups)


async def test_doing_it_again_after_a_crash_does_and_tells_the_same(
    groups: MemoryGroupBook,
) -> None:
    await apply(picking({-1001}, set()), TENANT, ANNA, groups)
    change = picking({-1002}, {-1001})

    once = await apply(change, TENANT, ANNA, groups)
    again = await apply(change, TENANT, ANNA, groups)

    assert once == again
    assert {
        "Кухня": frozenset(),
        "Гараж": frozenset({Reader.ACCOUNT}),
    } == await readers(groups)

"""What groups say reaches the groups that are read through the bot, in every tenant."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.updates.group_talk import GroupTalkIntake
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    Message,
    MessageId,
    MessageKind,
    Reaction,
    TenantId,
)
from tests.fakes.events import MemoryEvents
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.telegram_desktop import NOON

TALK = Message(
    MessageId(1),
    datetime.fromtimestamp(NOON, UTC),
    MessageKind.TEXT,
    AuthorId("user7"),
    "Анна",
    "да",
)
TEAM = Chat(-1001, ChatKind.SUPERGROUP, "Команда")


class World:
    def __init__(self) -> None:
        rows = MemoryGroups()
        self.book = MemoryGroupBook(rows)
        self.sink = MemoryMessages(rows, MemoryEvents())
        self.talk = GroupTalkIntake(self.book, self.sink, self.sink)

    async def connect(
        self, tenant: int = 1, reader: Reader = Reader.BOT, chat: Chat = TEAM
    ) -> ConnectedGroup:
        return await self.book.connect(
            TenantId(tenant),
            chat,
            reader=reader,
            owner=PersonId(1),
            time_zone="UTC",
            language="ru",
        )

    def texts(self, group: ConnectedGroup) -> list[str]:
        """The latest version of each message, in order."""
        return [each.message.text for each in self.sink.of(group.tenant, group.id)]


def said(number: int, text: str = "да", kind: str = "message", **fields: Any) -> dict[str, Any]:
    chat = {"id": TEAM.telegram_id, "type": "supergroup", "title": TEAM.title}
    message = {
        "message_id": number,
        "date": NOON + number,
        "chat": chat,
        "from": {"id": 7, "is_bot": False, "first_name": "Анна"},
        "text": text,
    }
    return {"update_id": number, kind: {**message, **fields}}


@pytest.fixture
def world() -> World:
    return World()


async def test_messages_reach_every_tenant_that_reads_the_group_through_the_bot(
    world: World,
) -> None:
    first, second = await world.connect(1), await world.connect(2)
    by_account = await world.connect(3, Reader.ACCOUNT)

    await world.talk.accept([said(1, "раз"), said(2, "два")])

    assert ["раз", "два"] == world.texts(first)
    assert ["раз", "два"] == world.texts(second)
    assert [] == world.texts(by_account)


async def test_an_edit_replaces_what_was_said(world: World) -> None:
    group = await world.connect()

    await world.talk.accept([said(1, "раз")])
    await world.talk.accept([said(1, "два", "edited_message", edit_date=NOON + 9)])
    await world.talk.accept([said(1, "раз")])

    assert ["два"] == world.texts(group)


async def test_what_no_group_of_ours_says_is_passed_over(world: World) -> None:
    group = await world.connect()
    stranger = said(1)
    stranger["message"]["chat"] = {"id": -9, "type": "group", "title": "Чужие"}

    await world.talk.accept([stranger, {"update_id": 3}, {"update_id": 4, "message": {}}])

    assert [] == world.texts(group)


async def test_a_message_that_cannot_be_placed_does_not_stop_the_others(world: World) -> None:
    group = await world.connect()

    await world.talk.accept([said(1, "раз", date="вчера"), said(2, "два")])

    assert ["два"] == world.texts(group)


async def test_who_speaks_is_known_to_be_a_member(world: World) -> None:
    group = await world.connect()
    by_bot = said(2)
    by_bot["message"]["from"] = {"id": 8, "is_bot": True, "first_name": "Бот"}

    await world.talk.accept([said(1), by_bot])

    assert [group.id] == [each.id for each in await world.book.of_person(PersonId(7))]
    assert [] == await world.book.of_person(PersonId(8))


async def test_a_new_title_is_noted(world: World) -> None:
    group = await world.connect()
    renamed = {"id": TEAM.telegram_id, "type": "supergroup", "title": "Новая"}

    await world.talk.accept([said(1, chat=renamed)])

    assert "Новая" == (await world.book.get(group.tenant, group.id)).chat.title


async def test_a_group_that_becomes_a_supergroup_goes_on_under_its_new_id(world: World) -> None:
    old = Chat(-55, ChatKind.GROUP, "Команда")
    group = await world.connect(chat=old)
    farewell = said(1, migrate_to_chat_id=-1007)
    farewell["message"]["chat"] = {"id": -55, "type": "group", "title": "Команда"}

    await world.talk.accept([farewell])

    assert [] == await world.book.of_chat(-55)
    [moved] = await world.book.of_chat(-1007)
    assert (group.id, ChatKind.SUPERGROUP) == (moved.id, moved.chat.kind)


def reacted(number: int, *counts: tuple[str, int]) -> dict[str, Any]:
    return {
        "update_id": 100 + number,
        "message_reaction_count": {
            "chat": {"id": TEAM.telegram_id, "type": "supergroup", "title": TEAM.title},
            "message_id": number,
            "date": NOON,
            "reactions": [
                {"type": {"type": "emoji", "emoji": emoji}, "total_count": count}
                for emoji, count in counts
            ],
        },
    }


async def test_reactions_reach_the_messages_that_they_are_on(world: World) -> None:
    group = await world.connect()

    await world.talk.accept([said(1), reacted(1, ("👍", 3)), reacted(2, ("👍", 1))])

    [message] = [each.message for each in world.sink.of(group.tenant, group.id)]
    assert (Reaction("👍", 3),) == message.reactions


async def test_reactions_of_a_group_that_the_bot_does_not_read_go_nowhere(world: World) -> None:
    group = await world.connect(reader=Reader.ACCOUNT)
    await world.sink.accept(group.tenant, group.id, [TALK])

    await world.talk.accept([reacted(int(TALK.id), ("👍", 3))])

    [message] = [each.message for each in world.sink.of(group.tenant, group.id)]
    assert () == message.reactions


def moved(number: int, **fields: Any) -> dict[str, Any]:
    """A message of the chat that the basic group -55 became."""
    return said(number, chat={"id": -1007, "type": "supergroup", "title": "Команда"}, **fields)


def of_before(number: int, **fields: Any) -> dict[str, Any]:
    return said(number, chat={"id": -55, "type": "group", "title": "Команда"}, **fields)


async def test_what_a_supergroup_says_first_brings_its_group_over(world: World) -> None:
    group = await world.connect(chat=Chat(-55, ChatKind.GROUP, "Команда"))
    await world.talk.accept([of_before(1, text="раз")])

    await world.talk.accept([moved(1, text="", migrate_from_chat_id=-55), moved(2, text="три")])
    await world.talk.accept([of_before(2, text="два"), of_before(3, migrate_to_chat_id=-1007)])

    stored = [each.message for each in world.sink.of(group.tenant, group.id)]
    by_id = sorted(stored, key=lambda message: message.id)
    assert [-999_999_999, -999_999_998, -999_999_997, 1, 2] == [each.id for each in by_id]
    assert ["раз", "два", "три"] == [each.text for each in by_id if each.action is None]


async def test_a_supergroup_that_comes_of_a_group_of_no_tenant_is_passed_over(
    world: World,
) -> None:
    await world.connect()

    await world.talk.accept([moved(1, text="", migrate_from_chat_id=-55)])

    assert [] == await world.book.of_chat(-1007)


async def test_what_a_group_said_before_is_not_told_by_the_bot_if_an_account_numbered_it(
    world: World,
) -> None:
    old = Chat(-55, ChatKind.GROUP, "Команда")
    group = await world.connect(reader=Reader.ACCOUNT, chat=old)
    await world.book.migrate(-55, Chat(-1007, ChatKind.SUPERGROUP, "Команда"))
    await world.connect(chat=Chat(-1007, ChatKind.SUPERGROUP, "Команда"))

    await world.talk.accept([of_before(1)])

    assert [] == world.texts(group)

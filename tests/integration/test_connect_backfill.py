import asyncio

import pytest
from aiogram import Bot
from aiogram.fsm.storage.memory import MemoryStorage

from bot.telethon.backfill import BackfillProgress
from bot.translator import Translators
from handlers.commands.connect_backfill import BackfillBoard
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Reader
from pipeline.health.parts import Life
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups, MemoryTenants
from tests.fakes.people import MemoryMembers, MemoryPeople
from tests.servers.telegram import BotApiServer


class Room:
    """Anna's private chat, and what outlives a process."""

    def __init__(self, telegram: BotApiServer, bot: Bot) -> None:
        self.telegram = telegram
        self.bot = bot
        self.storage = MemoryStorage()
        self.people = MemoryPeople(MemoryTenants(), MemoryMembers())
        self.groups = MemoryGroupBook(MemoryGroups())
        self.anna = telegram.people.person("Анна")
        telegram.people.says(self.anna, self.anna, "/connect")

    def board(self) -> BackfillBoard:
        return BackfillBoard(self.bot, self.storage, self.people, Translators(strict=True).into)

    async def person(self) -> Person:
        return await self.people.meet(
            PersonId(self.anna), language="ru", time_zone="Europe/Moscow"
        )

    async def group(self, title: str) -> ConnectedGroup:
        number = len(await self.groups.of_tenant(TenantId(1))) + 1
        return await self.groups.connect(
            TenantId(1),
            Chat(-1000 - number, ChatKind.SUPERGROUP, title),
            reader=Reader.ACCOUNT,
            owner=PersonId(self.anna),
            time_zone="Europe/Moscow",
            language="ru",
        )

    async def message(self) -> int:
        return (await self.bot.send_message(self.anna, "…")).message_id

    def edits(self) -> int:
        return len(self.telegram.journal.of("editMessageText"))


@pytest.fixture
def room(bot_api: BotApiServer, bot: Bot) -> Room:
    return Room(bot_api, bot)


async def test_however_much_is_told_one_painting_is_one_edit(room: Room) -> None:
    board, group = room.board(), await room.group("Кухня")
    await board.follow(await room.person(), await room.message(), [group])

    for number in range(1, 101):
        await board.watch(BackfillProgress(group, number, number / 200))
    await board.paint()
    await board.paint()

    assert 1 == room.edits()
    assert "Кухня: ▰▰▰▰▰▱▱▱▱▱ 100" in room.telegram.shown(room.anna)


async def test_a_later_process_goes_on_in_the_same_message(room: Room) -> None:
    kitchen, garage = await room.group("Кухня"), await room.group("Гараж")
    first = room.board()
    await first.follow(await room.person(), await room.message(), [kitchen, garage])
    await first.watch(BackfillProgress(garage, 7, 1.0, finished=True))

    second = room.board()
    await second.watch(BackfillProgress(kitchen, 300, 1.0, finished=True))
    await second.paint()

    shown = room.telegram.shown(room.anna)
    assert 1 == shown.count("Последние семь дней прочитаны")
    assert "Кухня: 300 сообщений" in shown
    assert "Гараж: 7 сообщений" in shown


async def test_what_nobody_waits_for_is_told_nobody(room: Room) -> None:
    board, group = room.board(), await room.group("Кухня")

    await board.watch(BackfillProgress(group, 5, 0.5))
    await board.paint()

    assert 0 == room.edits()


async def test_a_message_that_was_deleted_stops_nothing(room: Room) -> None:
    board, group = room.board(), await room.group("Кухня")
    message = await room.message()
    await board.follow(await room.person(), message, [group])
    await room.bot.delete_message(room.anna, message)

    await board.paint()
    await board.watch(BackfillProgress(group, 1, 1.0, finished=True))
    await board.paint()

    assert 2 == room.edits()
    assert "Кухня" not in room.telegram.shown(room.anna)


async def test_the_part_paints_by_itself_until_it_is_stopped(room: Room) -> None:
    painted = asyncio.Event()

    async def tick(_: float) -> None:
        await asyncio.sleep(0)
        if room.edits():
            painted.set()

    group, life = await room.group("Кухня"), Life(lambda _: None)
    board = BackfillBoard(
        room.bot, room.storage, room.people, Translators(strict=True).into, sleep=tick
    )
    await board.follow(await room.person(), await room.message(), [group])
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        part = tasks.create_task(board.run(life))
        await painted.wait()
        life.stopping.set()

    assert part.done()


async def test_a_group_that_was_read_before_its_message_came_is_told_as_read(room: Room) -> None:
    board, group = room.board(), await room.group("Кухня")
    await board.watch(BackfillProgress(group, 0, 1.0, finished=True))

    await board.follow(await room.person(), await room.message(), [group])
    await board.paint()

    assert "прочитаны" in room.telegram.shown(room.anna)

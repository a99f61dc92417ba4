"""What the bot puts into groups is known by its number, whatever way it went out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from aiogram import Bot, Router
from aiogram.types import Message

from pipeline.errors import AlfredError
from pipeline.ingest.models import MessageId
from tests.fakes.sent_messages import MemorySentMessages
from tests.fixtures.bot_transport import Trial, until
from tests.servers.telegram import BotApiServer


class AwayError(AlfredError):
    pass


class FrailSentMessages(MemorySentMessages):
    """Its database can be away."""

    away = False

    async def note(self, places: Sequence[tuple[int, MessageId]]) -> None:
        if self.away:
            raise AwayError
        await super().note(places)


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


@pytest.fixture
def team(trial: Trial) -> int:
    return trial.telegram.people.supergroup("Команда", [trial.anna])


@pytest.fixture
async def bot(trial: Trial) -> AsyncIterator[Bot]:
    async with trial.wired() as wired:
        yield wired.bot


async def test_messages_to_a_group_are_noted_and_private_ones_are_not(
    trial: Trial, bot: Bot, team: int
) -> None:
    trial.telegram.people.says(trial.anna, trial.anna, "здесь")

    sent = [await bot.send_message(chat, "Добрый день.") for chat in (team, trial.anna, team)]

    assert {(team, sent[0].message_id), (team, sent[2].message_id)} == trial.stores.sent.places


async def test_a_copy_is_noted_too(trial: Trial, bot: Bot, team: int) -> None:
    said = trial.telegram.people.says(trial.anna, trial.anna, "здесь")

    copied = await bot.copy_message(team, trial.anna, said)

    assert {copied.message_id} == trial.stores.sent.of_chat(team)


async def test_an_edit_tells_of_a_message_that_was_not_noted(
    trial: Trial, bot: Bot, team: int
) -> None:
    sent = await bot.send_message(team, "0 %")
    trial.stores.sent.places.clear()
    async with trial.wired() as later:
        await later.bot.edit_message_text("50 %", chat_id=team, message_id=sent.message_id)

    assert {sent.message_id} == trial.stores.sent.of_chat(team)


async def test_while_the_database_is_away_it_is_sent_and_noted_later(
    trial: Trial, team: int
) -> None:
    trial.stores.sent = frail = FrailSentMessages()
    async with trial.wired() as wired:
        frail.away = True
        first = await wired.bot.send_message(team, "раз")
        frail.away = False
        second = await wired.bot.send_message(team, "два")

    assert {first.message_id, second.message_id} == frail.of_chat(team)
    assert ["раз", "два"] == trial.telegram.journal.delivered(team)


async def test_what_a_dead_process_sent_is_noted_when_its_turn_is_gone_through_again(
    trial: Trial, team: int
) -> None:
    trial.stores.sent = frail = FrailSentMessages()
    frail.away = True
    never, answered = asyncio.Event(), asyncio.Event()
    async with trial.doomed(answering(answered, never)):
        trial.telegram.people.says(trial.anna, team, "/digest")
        await answered.wait()
        [entry] = trial.stores.ledger._entries.values()
        await until(lambda: entry.sends.get(0))
    assert set() == frail.of_chat(team)

    frail.away = False
    never.set()
    async with trial.process(answering(asyncio.Event(), never)):
        await until(trial.stores.receipts)

    assert ["Слушаю."] == trial.telegram.journal.delivered(team)
    assert 1 == len(frail.of_chat(team))


def answering(answered: asyncio.Event, rest: asyncio.Event) -> Router:
    """A handler that has more to do after its answer."""
    router = Router()

    @router.message()
    async def answer(message: Message) -> None:
        await message.answer("Слушаю.")
        answered.set()
        await rest.wait()

    return router

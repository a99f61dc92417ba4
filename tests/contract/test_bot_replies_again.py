"""A process that is killed over a reply: the next one neither asks a model again nor says another.

What stands in the chat is what was made first, and what is remembered is what stands in the chat.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiogram import Bot, Router
from aiogram.types import Message, Update

from bot.talk.replies import reply_to
from bot.talk.stops import Stops
from bot.translator import Translators
from pipeline.alfred.models import GROUNDED, MemoryEvent, Role
from pipeline.conversation.models import ReceiptKind
from pipeline.llm.models import FreeText
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fakes.memory import MemoryMemory
from tests.fixtures.bot_transport import Trial, until
from tests.fixtures.butler import ANNA, NOON, Parlour, group, parlour, passage
from tests.servers.telegram import BotApiServer

WORDING = Translators().into("ru")
FIRST, SECOND = "Релиз во вторник [1].", "Сроков я не знаю."


class StuckMemory(MemoryMemory):
    """Keeps what people say, and what Alfred says once it is let."""

    def __init__(self) -> None:
        super().__init__(lambda: NOON)
        self.reply_may_be_kept = asyncio.Event()

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        if any(event.role is Role.ASSISTANT for event in events):
            await self.reply_may_be_kept.wait()
        return await super().add(events)


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


def talking(at: Parlour, ends: asyncio.Event) -> Router:
    """The conversation as a handler, which ends when it is let."""
    router = Router()

    @router.message()
    async def talk(message: Message, event_update: Update, bot: Bot) -> None:
        async with reply_to(bot, message, WORDING, Stops()) as channel:
            await at.hears(str(message.text), turn=event_update.update_id, channel=channel)
        await ends.wait()

    return router


def butler(*replies: str) -> tuple[Parlour, StuckMemory, ScriptedLanguageModel]:
    """He says another thing each time he is asked."""
    left = list(replies)
    model, memory = ScriptedLanguageModel(lambda _: FreeText(text=left.pop(0))), StuckMemory()
    found = passage(("Вика", "Релиз во вторник"))
    return parlour(model, groups=[group()], passages=[found], memory=memory), memory, model


def at_once() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def noted(trial: Trial, messages: int) -> None:
    """The ledger knows of so many messages that they arrived."""
    [entry] = trial.stores.ledger._entries.values()
    await until(lambda: all(entry.sends.get(number) for number in range(messages)))


@pytest.mark.parametrize("kept", [False, True], ids=["not remembered yet", "remembered"])
async def test_who_is_killed_between_a_reply_and_its_receipt_stands_by_the_reply(
    trial: Trial, *, kept: bool
) -> None:
    at, memory, model = butler(FIRST, SECOND)
    if kept:
        memory.reply_may_be_kept.set()
    async with trial.doomed(talking(at, asyncio.Event())):
        trial.says("Когда релиз в группе?")
        await until(trial.shown)
        await noted(trial, 1)
    memory.reply_may_be_kept.set()

    async with trial.process(talking(at, at_once())):
        await until(trial.stores.receipts)

    [shown] = trial.shown()
    said, replied = await memory.all(ANNA)
    assert shown.startswith(FIRST.rstrip("."))
    assert 1 == len(model.asked)
    assert ("Когда релиз в группе?", FIRST) == (said.content, replied.content)
    assert (GROUNDED,) == replied.tags
    assert [ReceiptKind.REPLY] == trial.stores.kinds()


async def test_the_ledger_forgets_what_a_reply_said_with_the_receipt(trial: Trial) -> None:
    at, memory, _ = butler(FIRST)
    memory.reply_may_be_kept.set()

    async with trial.process(talking(at, at_once())):
        trial.says("Когда релиз в группе?")
        await until(trial.stores.receipts)

    [entry] = trial.stores.ledger._entries.values()
    assert {} == entry.sends

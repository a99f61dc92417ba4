"""Dialogues of several steps, and secrets in them."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from pipeline.conversation.models import Dialogue, DialogueKey, ReceiptKind
from tests.fixtures.bot_transport import SECRET_LOST, Trial, until
from tests.servers.telegram import BotApiServer


class Asking(StatesGroup):
    name = State()
    password = State()


def asking(after_answer: asyncio.Event | None = None) -> Router:
    router = Router()

    @router.message(Command("connect"))
    async def connect(message: Message, state: FSMContext) -> None:
        await state.set_state(Asking.name)
        await state.update_data(group="Команда")
        await message.answer("Как вас называть?")
        if after_answer is not None:
            await after_answer.wait()

    @router.message(Asking.name)
    async def name(message: Message, state: FSMContext) -> None:
        await state.set_state(Asking.password)
        await message.answer(f"{message.text}, пароль для {(await state.get_data())['group']}?")

    @router.message(Asking.password)
    async def password(message: Message, state: FSMContext) -> None:
        await state.clear()
        await message.answer(f"знаков: {len(message.text or '')}")

    return router


SECRET = (str(Asking.password.state),)


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


def key(trial: Trial) -> DialogueKey:
    return DialogueKey(42, trial.anna, trial.anna, 0, "default")


def receipts(trial: Trial, count: int) -> bool:
    return len(trial.stores.receipts()) == count


async def test_a_dialogue_goes_on_in_the_next_process(trial: Trial) -> None:
    async with trial.process(asking()):
        trial.says("/connect")
        await until(lambda: len(trial.stores.receipts()) == 1)

    async with trial.process(asking()):
        trial.says("Анна")
        await until(lambda: len(trial.stores.receipts()) == 2)

    assert ["Как вас называть?", "Анна, пароль для Команда?"] == trial.shown()
    expected = Dialogue(Asking.password.state, {"group": "Команда"})
    assert expected == await trial.stores.dialogues.get(key(trial))


async def test_a_dialogue_moves_on_with_the_receipt_alone(trial: Trial) -> None:
    async with trial.doomed(asking(after_answer=asyncio.Event())):
        trial.says("/connect")
        await until(trial.shown)

    assert Dialogue() == await trial.stores.dialogues.get(key(trial))


async def test_a_dialogue_stays_where_it_was_if_its_handler_fails(trial: Trial) -> None:
    router = Router()

    @router.message()
    async def fail(message: Message, state: FSMContext) -> None:
        await state.set_state(Asking.name)
        raise ValueError

    async with trial.process(router):
        trial.says("/connect")
        await until(trial.stores.receipts)

    assert [ReceiptKind.ERROR] == trial.stores.kinds()
    assert Dialogue() == await trial.stores.dialogues.get(key(trial))


async def test_a_dialogue_that_ends_is_deleted(trial: Trial) -> None:
    async with trial.process(asking(), secret_states=SECRET):
        for count, text in enumerate(("/connect", "Анна", "hunter2"), 1):
            trial.says(text)
            await until(partial(receipts, trial, count))

    assert "знаков: 7" == trial.shown()[-1]
    assert Dialogue() == await trial.stores.dialogues.get(key(trial))


async def test_a_password_is_never_stored(trial: Trial) -> None:
    async with trial.process(asking(), secret_states=SECRET):
        for count, text in enumerate(("/connect", "Анна"), 1):
            trial.says(text)
            await until(partial(receipts, trial, count))
    trial.says("hunter2")
    async with trial.wired(asking(), secret_states=SECRET) as dying:
        batch = await dying.client.session.raw_updates(dying.bot, dying.poller._asking)
        await dying.intake.accept(batch)

    [unanswered] = await trial.stores.ledger.take_up("telegram", limit=10)
    async with trial.process(asking(), secret_states=SECRET):
        await until(lambda: len(trial.stores.receipts()) == 3)

    assert None is unanswered.entry.payload
    assert SECRET_LOST == trial.shown()[-1]
    assert ReceiptKind.INTERRUPTED is trial.stores.kinds()[-1]

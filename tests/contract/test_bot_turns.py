"""What a person sends is answered once, whatever happens to the process."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from pipeline.conversation.models import ReceiptKind
from tests.fixtures.bot_transport import ERROR, INTERRUPTED, Trial, running, saying, until
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


def in_two_parts(rest: asyncio.Event, half: asyncio.Event | None = None) -> Router:
    """A handler whose second message waits for ``rest``; it sets ``half`` before."""
    router = Router()

    @router.message()
    async def answer(message: Message) -> None:
        first = await message.answer("первое")
        if half is not None:
            half.set()
        await rest.wait()
        await message.answer(f"второе, после {first.message_id}")

    return router


def never() -> asyncio.Event:
    return asyncio.Event()


def at_once() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def test_a_message_is_answered_and_gets_its_receipt(trial: Trial) -> None:
    async with trial.process(saying("Добрый день.")):
        trial.says("/start")
        await until(trial.stores.receipts)

    stores = trial.stores
    assert ["Добрый день."] == trial.shown()
    assert [ReceiptKind.REPLY] == stores.kinds()
    assert stores.receipts()[0].reply == str(max(trial.telegram.world.chat(trial.anna).messages))
    assert 1 == stores.measured("bot_turn_seconds_count")
    assert 1 == stores.measured("bot_updates_total", kind="message")
    assert 1 == stores.measured("bot_api_calls_total", method="sendMessage", outcome="ok")
    assert 0 == stores.measured("bot_backlog")


async def test_who_waits_behind_a_long_answer_is_not_lost_either(trial: Trial) -> None:
    rest = asyncio.Event()

    async with trial.process(in_two_parts(rest)):
        trial.says("/start")
        trial.says("/help")
        await until(lambda: len(trial.stores.ledger.worked_on_at_all) == 2)
        unanswered = trial.stores.receipts()
        rest.set()
        await until(lambda: len(trial.stores.receipts()) == 2)

    assert [] == unanswered


async def test_what_needs_no_answer_gets_a_silent_receipt(trial: Trial) -> None:
    async with trial.process(Router()):
        trial.says("спасибо")
        await until(trial.stores.receipts)

    assert [ReceiptKind.SILENT] == trial.stores.kinds()
    assert None is trial.stores.receipts()[0].reply


async def test_an_update_that_is_handed_over_twice_is_answered_once(trial: Trial) -> None:
    trial.says("/start")

    async with trial.wired(saying("Добрый день.")) as bot:
        batch = await bot.client.session.raw_updates(bot.bot, bot.poller._asking)
        await bot.intake.accept(batch)
        await bot.intake.accept(batch)
        assert trial.telegram.world.updates.pending  # nothing was acknowledged yet
        async with running(bot):
            await until(lambda: not trial.telegram.world.updates.pending)

    assert ["Добрый день."] == trial.shown()


async def test_what_a_dead_process_accepted_is_answered_by_the_next(trial: Trial) -> None:
    trial.says("/start")
    async with trial.wired(saying("никогда")) as dying:
        batch = await dying.client.session.raw_updates(dying.bot, dying.poller._asking)
        await dying.intake.accept(batch)

    async with trial.process(saying("Добрый день.")):
        await until(trial.stores.receipts)

    assert ["Добрый день."] == trial.shown()
    assert [ReceiptKind.REPLY] == trial.stores.kinds()


async def test_what_a_dead_process_sent_is_not_sent_again(trial: Trial) -> None:
    half = asyncio.Event()
    async with trial.doomed(in_two_parts(never(), half)):
        trial.says("/start")
        await half.wait()
        [entry] = trial.stores.ledger._entries.values()
        await until(lambda: entry.sends.get(0))
    [first] = trial.telegram.journal.deliveries

    async with trial.process(in_two_parts(at_once())):
        await until(trial.stores.receipts)

    assert ["первое", f"второе, после {first.message_id}"] == trial.shown()
    assert [ReceiptKind.REPLY] == trial.stores.kinds()


async def test_a_message_that_may_have_gone_out_is_apologised_for_and_not_repeated(
    trial: Trial,
) -> None:
    trial.telegram.faults.add(Fault.slow(60), method="sendMessage")
    async with trial.doomed(in_two_parts(at_once())):
        trial.says("/start")
        await until(trial.shown)
    assert [] == trial.stores.receipts()

    async with trial.process(in_two_parts(at_once())):
        await until(trial.stores.receipts)

    assert ["первое", INTERRUPTED] == trial.shown()
    assert [ReceiptKind.INTERRUPTED] == trial.stores.kinds()


async def test_nobody_apologises_twice(trial: Trial) -> None:
    trial.telegram.faults.add(Fault.slow(60), method="sendMessage", times=2)
    async with trial.doomed(saying("Добрый день.")):
        trial.says("/start")
        await until(trial.shown)
    async with trial.doomed(saying("Добрый день.")):
        await until(lambda: INTERRUPTED in trial.shown())

    async with trial.process(saying("Добрый день.")):
        await until(trial.stores.receipts)

    assert ["Добрый день.", INTERRUPTED] == trial.shown()
    assert [ReceiptKind.INTERRUPTED] == trial.stores.kinds()


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (Fault.dropped(), [INTERRUPTED]),
        (Fault.dropped().after(), ["Добрый день.", INTERRUPTED]),
        (Fault.cut(), ["Добрый день.", INTERRUPTED]),
        (Fault.page(), [INTERRUPTED]),
        (Fault.internal().after(), ["Добрый день.", INTERRUPTED]),
    ],
)
async def test_a_broken_connection_leads_to_one_apology_and_no_repetition(
    trial: Trial, fault: Fault, shown: list[str]
) -> None:
    trial.telegram.faults.add(fault, method="sendMessage")

    async with trial.process(saying("Добрый день.")):
        trial.says("/start")
        await until(trial.stores.receipts)

    assert shown == trial.shown()
    assert [ReceiptKind.INTERRUPTED] == trial.stores.kinds()


async def test_a_failure_is_told_without_its_reason(
    trial: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    router = Router()

    @router.message()
    async def fail(message: Message) -> None:
        raise ValueError(message.text)

    async with trial.process(router):
        trial.says("мой секрет")
        await until(trial.stores.receipts)

    [told] = trial.shown()
    incident = told.removeprefix(ERROR).strip()
    assert 6 == len(incident)
    assert [ReceiptKind.ERROR] == trial.stores.kinds()
    assert f"incident {incident}" in caplog.text
    assert "ValueError at" in caplog.text
    assert "секрет" not in caplog.text


async def test_a_handler_that_takes_too_long_is_given_up(trial: Trial) -> None:
    async with trial.process(in_two_parts(never()), turn_seconds=0.1):
        trial.says("/start")
        await until(trial.stores.receipts)

    assert ["первое", ERROR] == [text[: len(ERROR)] for text in trial.shown()]
    assert [ReceiptKind.ERROR] == trial.stores.kinds()


async def test_an_entry_that_kills_each_process_is_not_handled_for_ever(trial: Trial) -> None:
    handled: list[str | None] = []

    def killing() -> Router:
        router = Router()

        @router.message()
        async def kill(message: Message) -> None:
            handled.append(message.text)
            await never().wait()

        return router

    trial.says("/start")
    for attempt in range(1, 5):
        async with trial.doomed(killing()):
            await until(partial(_so_many, handled, attempt))

    async with trial.process(killing()):
        await until(trial.stores.receipts)

    assert ["/start"] * 4 == handled
    assert [ReceiptKind.ERROR] == trial.stores.kinds()


def _so_many(found: list[str | None], count: int) -> bool:
    return len(found) == count


async def test_a_chat_is_answered_in_order_while_another_ones_handler_hangs(trial: Trial) -> None:
    boris = trial.telegram.people.person("Борис")
    router = Router()

    @router.message(F.text == "зависни")
    async def hang(message: Message) -> None:
        await message.answer("сейчас")
        await never().wait()

    @router.message()
    async def answer(message: Message) -> None:
        await message.answer(f"{message.text}!")

    async with trial.doomed(router):
        trial.says("зависни")
        trial.says("потом")
        for number in range(3):
            trial.telegram.people.says(boris, boris, str(number))
        await until(lambda: len(trial.telegram.journal.delivered(boris)) == 3)

    assert ["0!", "1!", "2!"] == trial.telegram.journal.delivered(boris)
    assert ["сейчас"] == trial.shown()


async def test_a_process_that_stops_finishes_what_it_accepted(trial: Trial) -> None:
    rest = never()
    async with trial.process(in_two_parts(rest)):
        trial.says("/start")
        await until(trial.shown)
        asyncio.get_running_loop().call_later(0.05, rest.set)

    assert 2 == len(trial.shown())
    assert [ReceiptKind.REPLY] == trial.stores.kinds()


class TestButtons:
    async def test_a_button_is_answered_also_if_its_handler_fails(self, trial: Trial) -> None:
        router = Router()

        @router.message()
        async def offer(message: Message) -> None:
            button = InlineKeyboardButton(text="Дальше", callback_data="go")
            await message.answer(
                "Вот", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
            )

        @router.callback_query()
        async def fail(callback: CallbackQuery) -> None:
            raise ValueError(callback.data)

        async with trial.process(router):
            trial.says("/start")
            await until(trial.stores.receipts)
            query = trial.telegram.people.presses(trial.anna, trial.anna, "Дальше")
            await until(lambda: len(trial.stores.receipts()) == 2)

        assert trial.telegram.people.answer_to(query) is not None
        assert [ReceiptKind.REPLY, ReceiptKind.ERROR] == trial.stores.kinds()

    async def test_a_button_that_is_too_old_to_be_answered_does_its_work(
        self, trial: Trial
    ) -> None:
        router = Router()
        done: list[str | None] = []

        @router.callback_query()
        async def do(callback: CallbackQuery) -> None:
            done.append(callback.data)

        trial.says("здесь")
        async with trial.process(router):
            trial.telegram.people.presses_old(trial.anna, trial.anna, "go", 5)
            await until(lambda: len(trial.stores.receipts()) == 2)

        assert ["go"] == done
        assert [ReceiptKind.SILENT, ReceiptKind.REPLY] == trial.stores.kinds()

"""What the bot makes of Telegram's answers to what it sends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramServerError
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bot.settings import TelegramSettings
from bot.telegram.client import make_client
from bot.telegram.errors import FloodError, SendUncertainError, TokenRefusedError
from bot.telegram.limits import sending_as
from bot.telegram.metrics import BotMetrics
from bot.telegram.session import UnreachableError
from pipeline.delivery.rates import Urgency
from pipeline.errors import BadInputError
from tests.fixtures.bot_transport import Trial
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


@pytest.fixture
async def bot(trial: Trial) -> AsyncIterator[Bot]:
    """The bot that the service sends with, outside of any turn."""
    trial.telegram.people.says(trial.anna, trial.anna, "здесь")
    async with trial.wired() as wired:
        yield wired.bot


class TestFlood:
    async def test_a_wait_is_obeyed_and_the_message_goes_out_once(
        self, trial: Trial, bot: Bot
    ) -> None:
        trial.telegram.faults.add(Fault.retry_after(1), method="sendMessage")
        began = asyncio.get_running_loop().time()

        await bot.send_message(trial.anna, "Добрый день.")

        assert asyncio.get_running_loop().time() - began >= 1
        assert ["Добрый день."] == trial.shown()
        assert 1 == trial.stores.measured("bot_retry_after_total")

    async def test_a_longer_wait_than_anybody_has_is_an_error(
        self, trial: Trial, bot: Bot
    ) -> None:
        trial.telegram.faults.add(Fault.retry_after(600), method="sendMessage")

        with pytest.raises(FloodError) as caught:
            await bot.send_message(trial.anna, "Добрый день.")

        assert 600 == caught.value.seconds
        assert [] == trial.shown()

    async def test_a_wait_holds_up_its_own_chat_alone(self, trial: Trial, bot: Bot) -> None:
        boris = trial.telegram.people.person("Борис")
        trial.telegram.people.says(boris, boris, "здесь")
        trial.telegram.faults.add(Fault.retry_after(2), method="sendMessage", chat_id=trial.anna)

        async with asyncio.TaskGroup() as group:
            group.create_task(bot.send_message(trial.anna, "потом"))
            await asyncio.sleep(0.1)
            group.create_task(bot.send_message(trial.anna, "ещё позже"))
            await bot.send_message(boris, "сразу")
            assert [] == trial.shown()

        assert ["сразу"] == trial.telegram.journal.delivered(boris)
        assert {"потом", "ещё позже"} == set(trial.shown())


class TestLimits:
    async def test_a_burst_leaves_at_the_rate_that_telegram_allows(
        self, trial: Trial, bot: Bot
    ) -> None:
        trial.telegram.rates.enforced = True
        people = [trial.telegram.people.person(f"P{number}") for number in range(20)]
        for person in people:
            trial.telegram.people.says(person, person, "здесь")

        async with asyncio.TaskGroup() as group:
            for person in people:
                for number in range(3):
                    group.create_task(bot.send_message(person, str(number)))

        peaks = trial.telegram.rates.peaks()
        assert 0 == peaks["refused"]
        assert peaks["overall"] <= 30
        assert all(["0", "1", "2"] == trial.telegram.journal.delivered(each) for each in people)

    async def test_an_answer_overtakes_what_was_scheduled(self, trial: Trial, bot: Bot) -> None:
        people = [trial.telegram.people.person(f"P{number}") for number in range(70)]
        for person in people:
            trial.telegram.people.says(person, person, "здесь")

        async with asyncio.TaskGroup() as group:
            with sending_as(Urgency.PUSH):
                for person in people:
                    group.create_task(bot.send_message(person, "дайджест"))
            await asyncio.sleep(0.1)
            await bot.send_message(trial.anna, "ответ")

        order = [each.text for each in trial.telegram.journal.deliveries]
        assert order.index("ответ") <= 60


class TestRepetition:
    @pytest.mark.parametrize(
        "fault", [Fault.dropped(), Fault.cut(), Fault.page(), Fault.internal()]
    )
    async def test_what_may_have_arrived_is_not_sent_again(
        self, trial: Trial, bot: Bot, fault: Fault
    ) -> None:
        trial.telegram.faults.add(fault, method="sendMessage")

        with pytest.raises(SendUncertainError):
            await bot.send_message(trial.anna, "Добрый день.")

        assert 1 == len(trial.telegram.journal.of("sendMessage"))

    @pytest.mark.parametrize(
        "fault", [Fault.dropped(), Fault.cut(), Fault.page(), Fault.internal()]
    )
    async def test_an_edit_is_repeated_until_it_is_through(
        self, trial: Trial, bot: Bot, fault: Fault
    ) -> None:
        sent = await bot.send_message(trial.anna, "0 %")
        trial.telegram.faults.add(fault, method="editMessageText")

        await bot.edit_message_text("50 %", chat_id=trial.anna, message_id=sent.message_id)

        assert 2 == len(trial.telegram.journal.of("editMessageText"))
        assert "50 %" in trial.telegram.shown(trial.anna)

    async def test_what_never_works_is_given_up(self, trial: Trial, bot: Bot) -> None:
        trial.telegram.faults.add(Fault.internal(), method="getChat", times=None)

        with pytest.raises(TelegramServerError):
            await bot.get_chat(trial.anna)

        assert 4 == len(trial.telegram.journal.of("getChat"))

    async def test_a_message_to_which_no_connection_came_about_was_not_sent(
        self, trial: Trial
    ) -> None:
        settings = TelegramSettings(
            bot_token=SecretStr(trial.telegram.token), api_base="http://127.0.0.1:1"
        )
        metrics = BotMetrics(CollectorRegistry())
        ports = trial.stores.ports
        client = make_client(
            settings,
            ledger=ports.ledger,
            statuses=ports.statuses,
            sent=ports.sent,
            metrics=metrics,
        )

        with pytest.raises(UnreachableError) as caught:
            await client.bot.send_message(trial.anna, "Добрый день.")

        await client.close()
        assert trial.telegram.token not in str(caught.value)


class TestToken:
    async def test_without_a_token_there_is_no_bot(self, trial: Trial) -> None:
        ports = trial.stores.ports

        with pytest.raises(BadInputError, match="TELEGRAM_BOT_TOKEN"):
            make_client(
                TelegramSettings(bot_token=None),
                ledger=ports.ledger,
                statuses=ports.statuses,
                sent=ports.sent,
                metrics=BotMetrics(CollectorRegistry()),
            )

    async def test_a_token_that_telegram_does_not_know_is_told_with_its_remedy(
        self, trial: Trial
    ) -> None:
        trial.telegram.token = "42:REVOKED"
        with pytest.raises(TokenRefusedError, match="@BotFather"):
            async with trial.wired(token="42:TEST"):
                pass

"""How updates come in: by long polling and by webhook."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bot.settings import WebhookSettings
from bot.telegram.errors import TokenRefusedError
from bot.telegram.metrics import BotMetrics
from bot.telegram.transport import Transport
from bot.telegram.webhook import MAX_BODY, SECRET_HEADER, Webhook
from pipeline.conversation.models import Incoming
from pipeline.errors import AlfredError, BadInputError
from tests.fixtures.bot_transport import Trial, running, saying, until
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.errors import conflict, unauthorized
from tests.servers.telegram.faults import Fault

SECRET = "geheim-1"


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


class TestPolling:
    async def test_only_what_somebody_uses_is_asked_for(self, trial: Trial) -> None:
        async with trial.process(saying("Добрый день.")):
            await until(lambda: trial.telegram.journal.of("getUpdates"))

        asked = trial.telegram.journal.of("getUpdates")[0].params
        assert [
            "channel_post",
            "chat_member",
            "edited_channel_post",
            "edited_message",
            "message",
            "message_reaction_count",
        ] == asked["allowed_updates"]

    async def test_talk_of_a_group_is_no_turn_and_a_command_there_is_both(
        self, trial: Trial
    ) -> None:
        group = trial.telegram.people.supergroup("Команда", [trial.anna])
        async with trial.process(saying("Добрый день.")):
            trial.telegram.people.says(trial.anna, group, "релиз в четверг")
            trial.telegram.people.says(trial.anna, group, "/digest@alfred_test_bot")
            await until(trial.stores.receipts)

        talk = [update["message"]["text"] for update in trial.stores.talk.accepted]
        assert ["релиз в четверг", "/digest@alfred_test_bot"] == talk
        assert ["Добрый день."] == trial.telegram.journal.delivered(group)
        assert 1 == len(trial.stores.receipts())

    @pytest.mark.parametrize(
        "fault", [Fault.internal(), Fault.page(), Fault.dropped(), Fault.retry_after(1)]
    )
    async def test_a_failed_poll_is_tried_again(self, trial: Trial, fault: Fault) -> None:
        trial.telegram.faults.add(fault, method="getUpdates")

        async with trial.process(saying("Добрый день.")):
            trial.says("/start")
            await until(trial.stores.receipts)

        assert ["Добрый день."] == trial.shown()

    async def test_a_session_and_each_wait_that_telegram_asks_for_are_noted(
        self, trial: Trial
    ) -> None:
        trial.telegram.faults.add(Fault.retry_after(1), method="getUpdates", times=2)
        async with trial.wired(saying("Добрый день.")) as bot:
            bot.poller._sleep = no_wait
            async with running(bot):
                trial.says("/start")
                await until(trial.stores.receipts)

        assert ["bot: session", "bot: flood_wait", "bot: flood_wait"] == noted(trial)

    async def test_another_reader_is_waited_for_and_told_of_once(
        self, trial: Trial, caplog: pytest.LogCaptureFixture
    ) -> None:
        fault = Fault.of(conflict("terminated by other getUpdates request"))
        trial.telegram.faults.add(fault, method="getUpdates", times=3)

        async with trial.wired(saying("Добрый день.")) as bot:
            bot.poller._sleep = no_wait
            async with running(bot):
                trial.says("/start")
                await until(trial.stores.receipts)

        told = [each for each in caplog.messages if "another program" in each]
        assert 1 == len(told)
        assert ["Добрый день."] == trial.shown()

    async def test_a_revoked_token_ends_it_with_the_remedy(self, trial: Trial) -> None:
        trial.telegram.faults.add(Fault.of(unauthorized()), method="getUpdates")

        async with trial.wired(saying("Добрый день.")) as bot:
            with pytest.raises(TokenRefusedError, match="TELEGRAM_BOT_TOKEN"):
                await bot.poller.run()

    async def test_what_the_database_did_not_take_is_not_acknowledged(
        self, trial: Trial, caplog: pytest.LogCaptureFixture
    ) -> None:
        trial.says("/start")
        accept = trial.stores.ledger.accept
        failures = [AlfredError("the database is away — start it")]

        async def failing(entries: list[Incoming]) -> object:
            if failures:
                raise failures.pop()
            return await accept(entries)

        trial.stores.ledger.accept = failing  # type: ignore[assignment, method-assign]
        async with trial.wired(saying("Добрый день.")) as bot:
            bot.poller._sleep = no_wait
            async with running(bot):
                await until(trial.stores.receipts)

        assert ["Добрый день."] == trial.shown()
        assert "no updates: AlfredError" in caplog.text


def noted(trial: Trial) -> list[str]:
    return [f"{each.source}: {each.kind}" for each in trial.stores.recoveries]


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


class TestWebhook:
    @asynccontextmanager
    async def served(self, trial: Trial) -> AsyncIterator[tuple[Transport, str]]:
        """The transport behind an HTTP server of ours, and the webhook's address."""
        async with trial.wired(saying("Добрый день.")) as bot, running(bot, polling=False):
            app = web.Application()
            runner = web.AppRunner(app, access_log=None)
            hook: list[Webhook] = []

            async def handle(request: web.Request) -> web.Response:
                return await hook[0].handle(request)

            app.router.add_post("/telegram", handle)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
            settings = WebhookSettings(url=url, secret=SecretStr(SECRET))
            metrics = BotMetrics(CollectorRegistry(), trial.stores.recoveries.append)
            hook.append(Webhook(settings, bot.intake, bot.turns, metrics))
            try:
                await hook[0].announce(bot.bot, bot.allowed)
                yield bot, url
            finally:
                await runner.cleanup()

    async def test_updates_that_telegram_posts_are_answered(self, trial: Trial) -> None:
        async with self.served(trial):
            trial.says("/start")
            trial.says("/help")
            await until(lambda: len(trial.stores.receipts()) == 2)

        assert ["Добрый день."] * 2 == trial.shown()
        assert [] == trial.telegram.courier.failures
        assert ["bot: session"] == noted(trial)

    @pytest.mark.parametrize(
        "headers",
        [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "geheim-2"}, {SECRET_HEADER: "gehéim"}],
    )
    async def test_who_does_not_know_the_secret_is_turned_away(
        self, trial: Trial, headers: dict[str, str]
    ) -> None:
        async with self.served(trial) as (_, url), ClientSession() as session:
            update = {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}}}
            async with session.post(url, json=update, headers=headers) as answer:
                status = answer.status

        assert 401 == status
        assert [] == trial.stores.receipts()

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (b"{", 400),
            (b"[]", 400),
            (b"{}", 200),
            (b'{"update_id": "5", "message": {}}', 200),
            (b" " * (MAX_BODY + 1), 413),
        ],
    )
    async def test_what_is_no_update_does_no_harm(
        self, trial: Trial, body: bytes, expected: int
    ) -> None:
        headers = {SECRET_HEADER: SECRET}
        async with (
            self.served(trial) as (_, url),
            ClientSession() as session,
            session.post(url, data=BytesIO(body), headers=headers) as answer,
        ):
            status = answer.status

        assert expected == status
        assert [] == trial.stores.receipts()

    async def test_what_the_database_did_not_take_is_posted_again(
        self, trial: Trial, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.WARNING)
        accept = trial.stores.ledger.accept
        failures = [AlfredError("the database is away — start it")]

        async def failing(entries: list[Incoming]) -> object:
            if failures:
                raise failures.pop()
            return await accept(entries)

        trial.stores.ledger.accept = failing  # type: ignore[assignment, method-assign]
        async with self.served(trial):
            trial.says("/start")
            await until(trial.stores.receipts)

        assert ["Добрый день."] == trial.shown()
        assert 1 == len(trial.telegram.courier.failures)

    async def test_polling_takes_over_from_a_webhook(self, trial: Trial) -> None:
        async with self.served(trial):
            pass
        trial.says("/start")

        async with trial.process(saying("Добрый день.")):
            await until(trial.stores.receipts)

        assert ["Добрый день."] == trial.shown()

    async def test_a_webhook_without_a_secret_is_refused(self, trial: Trial) -> None:
        async with trial.wired(saying("Добрый день.")) as bot:
            with pytest.raises(BadInputError, match="WEBHOOK_SECRET"):
                Webhook(WebhookSettings(), bot.intake, bot.turns, BotMetrics(CollectorRegistry()))

"""The whole service: reading is stopped, the process killed, and nothing of the talk is lost."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.fixtures.live_household import Household, account_variables
from tests.fixtures.live_service import Service
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer

READ = 'ingest_messages_total{source="account"}'
PAUSED = 'ingest_paused{reach="all"}'
TALK = 16
"""Messages of the hour that the group says."""


@pytest.fixture
def household(
    service: Service,
    bot_api: BotApiServer,
    mtproto: MtprotoServer,
    rsa_key: ServerKey,
    tmp_path: Path,
) -> Household:
    """Its private chat with the bot is the admin chat."""
    household = Household(bot_api, mtproto)
    service.variables.update(account_variables(mtproto, rsa_key, tmp_path))
    service.variables["TELEGRAM_ADMIN_CHAT"] = str(household.anna)
    household.says("/start")  # or there would be no chat yet
    return household


async def reads(service: Service, count: int) -> None:
    async with asyncio.timeout(30):
        while await service.metric(READ) < count:  # noqa: ASYNC110 - a figure tells nobody
            await asyncio.sleep(0.1)


@pytest.mark.timeout(240)
async def test_a_pause_outlives_a_kill_and_what_was_said_meanwhile_is_told(
    service: Service, household: Household
) -> None:
    await service.start()
    await service.ready()
    await household.connects()
    await household.shows("прочитан")

    household.says("/pause_ingest")
    await household.shows("Чтение остановлено")
    await service.kill()
    household.talks()
    await service.start()
    ready = await service.ready()
    paused, read = await service.metric(PAUSED), await service.metric(READ)
    household.says("/digest 4h")
    await household.shows("чтение этой группы остановлено операторами")
    household.says("/gonogo digest")
    await household.shows("Чтение остановлено (1) — /resume_ingest")
    household.says("/resume_ingest")
    await household.shows("Снова читаю: все учётные записи.")
    await reads(service, TALK)
    household.says("/digest 4h")
    await household.shows("проверено")

    reading = ready["checks"]["reading"]
    assert ("warn", True) == (reading["state"], ready["ready"])
    assert reading["reason"].startswith("paused by an operator: all accounts since ")
    assert (1, 0) == (paused, read)
    assert await service.metric(PAUSED) == 0
    told = re.search(r"прочитано (\d+) из (\d+)", household.shown())
    assert told is not None
    assert (str(TALK), str(TALK)) == told.groups()


@pytest.mark.timeout(240)
async def test_a_checklist_measures_the_running_service(
    service: Service, household: Household
) -> None:
    await service.start()
    await service.ready()

    household.says("/gonogo digest")
    await household.shows("Выгрузки своего не было")
    household.says("/export_me")
    await household.shows("Всё, что я о вас помню.")
    await household.presses("🔄 Измерить снова")
    await household.shows("Выгрузка своего: ")

    shown = household.shown()
    assert re.search(r"✅ Миграции: \d{4}\s+✅ Здоровье: (\d+) из \1 в порядке", shown)
    assert "❔ Тревоги: неизвестно — задайте ALERTS_PROMETHEUS_URL" in shown
    assert "✅ Показатели: HOLD, для начала довольно" in shown
    assert "✅ Невыполненных поручений нет" in shown
    assert "❌ Забвения не было — проверьте /forget" in shown

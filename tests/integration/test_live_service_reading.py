"""The whole service against both stand-ins: an account is connected, its group read and told."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fixtures.live_household import Household, account_variables
from tests.fixtures.live_service import Service
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer

READ = 'ingest_messages_total{source="account"}'


@pytest.fixture
def household(
    service: Service,
    bot_api: BotApiServer,
    mtproto: MtprotoServer,
    rsa_key: ServerKey,
    tmp_path: Path,
) -> Household:
    service.variables.update(account_variables(mtproto, rsa_key, tmp_path))
    return Household(bot_api, mtproto)


@pytest.mark.timeout(180)
async def test_an_account_is_connected_and_its_group_is_told_also_after_a_kill(
    service: Service, household: Household
) -> None:
    await service.start()
    await service.ready()
    await household.connects()
    await household.shows("прочитан")
    await service.kill()
    # What is said while nobody listens is caught up with.
    household.talks()
    await service.start()
    await service.ready()
    async with asyncio.timeout(30):
        while await service.metric(READ) < 16:  # noqa: ASYNC110 - a figure tells nobody
            await asyncio.sleep(0.1)

    household.says("/digest 4h")

    await household.shows("проверено")
    assert "502" in household.shown()
    read = re.search(r"прочитано (\d+) из (\d+)", household.shown())
    assert read is not None
    # The hour's messages; that the group was founded is known, and no talk.
    assert ("16", "16") == read.groups()


@pytest.mark.timeout(240)
async def test_a_scheduled_digest_comes_by_itself(service: Service, household: Household) -> None:
    service.variables["TZ"] = "UTC"
    await service.start()
    await service.ready()
    await household.connects()
    household.talks()
    due = datetime.now(UTC) + timedelta(seconds=65)

    household.says(f"/schedule {due:%H:%M}")

    await household.shows("проверено", 130)
    assert "502" in household.shown()
    assert 1 == household.shown().count("проверено")

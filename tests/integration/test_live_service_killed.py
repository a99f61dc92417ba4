"""kill -9 at random moments under load; ``python -m bench.kills`` does it for two minutes."""

from pathlib import Path

import pytest

from bench.kills import torment
from tests.fixtures.live_household import Household, account_variables
from tests.fixtures.live_service import Service, bot_variables
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer

SECONDS = 15.0


@pytest.mark.timeout(240)
async def test_nothing_that_was_accepted_is_lost_and_nothing_is_sent_twice(
    bot_api: BotApiServer, mtproto: MtprotoServer, rsa_key: ServerKey, tmp_path: Path
) -> None:
    variables = {**bot_variables(bot_api), **account_variables(mtproto, rsa_key, tmp_path)}
    service = Service(tmp_path / "alfred", variables)

    outcome = await torment(bot_api, Household(bot_api, mtproto), service, SECONDS)

    assert 0 < outcome.kills
    assert (outcome.talk_said, outcome.read_said, outcome.commands) == (
        outcome.talk_stored,
        outcome.read_stored,
        outcome.reached,
    )
    assert (0, 0) == (outcome.answered_twice, outcome.digests_twice)
    assert (0, 0, 0) == (outcome.unanswered, outcome.waiting_jobs, outcome.waiting_orders)
    assert outcome.well

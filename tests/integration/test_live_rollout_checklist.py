"""The checklists of a rollout of digests, step by step on the running service."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from handlers.api.authentication import hash_of
from pipeline.rollout.models import STAGES, Feature, Stage
from pipeline.rollout.rules.cohorts import SHARES, bucket
from tests.fixtures.live_rollout import Installation, installation, until
from tests.fixtures.live_service import Service
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

OFF = {"DIGEST_AGENT_ENABLED": "false"}
ANSWER = "Сводки для вас сейчас отключены"

_TENANT = """
WITH tenant AS (
    INSERT INTO tenants (id, name) OVERRIDING SYSTEM VALUE
    VALUES ($1::bigint, 'by hand ' || $1::bigint)),
token AS (
    INSERT INTO api_tokens (tenant_id, token_hash, scopes, label)
    VALUES ($1::bigint, $2, '{DIGEST_ADMIN}', 'test'))
INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
VALUES ($1::bigint, -1000 - $1::bigint, 'supergroup', 'g', 'UTC') RETURNING id
"""
_LEFT = """
SELECT (SELECT count(*) FROM digest_orders), (SELECT count(*) FROM group_conversation_windows),
    (SELECT count(*) FROM events WHERE name LIKE 'digest%' OR name LIKE 'group.window%'),
    (SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'digest%')
"""
_PROMOTED = """
UPDATE rollout_features SET stage = $1, approvals = 1, version = version + 1, since = now()
WHERE feature = 'digest_agent'
"""
_ROLLED_BACK = """
SELECT answer.outcome, answer.stage FROM rollout_state('digest_agent') AS known,
    rollout_ask('digest_agent', 'rollback', known.version, NULL, 'step', 'telegram:1') AS answer
"""
_STEPS = "SELECT from_stage, to_stage FROM rollout_journal WHERE act = 'rollback' ORDER BY id"


def token_of(tenant: int) -> str:
    return f"alf_{tenant:0>43}"


def cohort(low: int, high: int) -> int:
    """The number of a tenant that stands between these places of the feature's cohorts."""
    numbers = range(1_000, 1_000_000)
    return next(n for n in numbers if low <= bucket(Feature.DIGEST_AGENT, n) < high)


TENANTS = {
    Stage.CANARY_1: cohort(0, SHARES[Stage.CANARY_1]),
    Stage.CANARY_10: cohort(SHARES[Stage.CANARY_1], SHARES[Stage.CANARY_10]),
    Stage.CANARY_50: cohort(SHARES[Stage.CANARY_10], SHARES[Stage.CANARY_50]),
    Stage.FULL: cohort(SHARES[Stage.CANARY_50], SHARES[Stage.FULL]),
}
"""For each stage one whom it is the first to let in."""


async def founded(live: Installation) -> Mapping[Stage, int]:
    """Each tenant has a group and a token; gives the groups."""
    return {
        stage: await live.behind.fetchval(_TENANT, tenant, hash_of(token_of(tenant)))
        for stage, tenant in TENANTS.items()
    }


async def let_in(live: Installation, groups: Mapping[Stage, int], process: str) -> list[Stage]:
    answers = {
        stage: await live.orders(
            live.processes[process], group=group, token=token_of(TENANTS[stage])
        )
        for stage, group in groups.items()
    }
    assert {status for status, _ in answers.values()} <= {202, 403}
    return [stage for stage, (status, _) in answers.items() if status == 202]


async def at_stage(live: Installation, stage: Stage) -> None:
    """Both processes know."""

    async def known(service: Service) -> bool:
        return await service.metric('rollout_stage{feature="digest_agent"}') == stage.rank

    for service in live.processes.values():
        await until(partial(known, service))


async def test_with_the_flag_off_the_api_refuses_and_nothing_is_left_of_it(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred", **OFF) as live:
        answers = [await live.orders(each) for each in live.processes.values()]
        bot_api.people.says(live.anna, live.team, "/digest 4h")
        await live.shows(ANSWER, live.team)

        assert [403, 403] == [status for status, _ in answers]
        assert {"urn:problem-type:alfred:digests-off"} == {body["type"] for _, body in answers}
        [left] = await live.behind.fetch(_LEFT)
        assert (0, 0, 0, 0) == tuple(left)


@pytest.mark.parametrize("listed", ["1,4711", "[1, 4711]"], ids=["CSV", "JSON"])
async def test_a_tenant_on_the_list_of_the_settings_gets_a_digest_and_no_other_does(
    bot_api: BotApiServer, tmp_path: Path, listed: str
) -> None:
    variables = {**OFF, "DIGEST_AGENT_CANARY_TENANTS": listed}
    async with installation(bot_api, tmp_path / "alfred", **variables) as live:
        groups = await founded(live)
        others = await let_in(live, groups, "scheduler")
        worker, edge = live.processes.values()
        await worker.stop()
        status, queued = await live.orders(edge)
        window = await live.behind.fetchval("SELECT status FROM group_conversation_windows")
        await worker.start()
        await worker.ready()

        await until(lambda: live.counts("digest_orders WHERE state = 'delivered'", 1))
        completed = await live.behind.fetchval("SELECT status FROM group_conversation_windows")
        await live.delivers()

        assert 1 == live.tenant
        assert [] == others
        assert (202, "queued", "queued") == (status, queued["status"], window)
        assert "completed" == completed
        assert "проверено" in bot_api.shown(live.team)


async def test_each_stage_lets_its_cohort_in_and_rolling_back_shuts_it_out_step_by_step(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred", **OFF) as live:
        groups = await founded(live)
        upwards, downwards = {}, {}
        for stage in STAGES:
            await live.behind.execute(_PROMOTED, stage)
            await live.behind.execute("SELECT pg_notify('alfred_rollout', 'digest_agent')")
            await at_stage(live, stage)
            upwards[stage] = await let_in(live, groups, "scheduler")
        for stage in reversed(STAGES[:-1]):
            [answer] = await live.behind.fetch(_ROLLED_BACK)
            assert ("done", stage) == tuple(answer)
            await at_stage(live, stage)
            downwards[stage] = await let_in(live, groups, "bot, worker")
        bot_api.people.says(live.anna, live.team, "/digest 4h")
        await live.shows(ANSWER, live.team)

        within = {stage: [each for each in TENANTS if each.rank <= stage.rank] for stage in STAGES}
        assert within == upwards
        assert {stage: within[stage] for stage in STAGES[:-1]} == downwards
        assert [("full", "canary_50"), ("canary_50", "canary_10"), ("canary_10", "canary_1")] == [
            tuple(row) for row in await live.behind.fetch(_STEPS)
        ][:3]

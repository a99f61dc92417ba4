"""The checklists of a rollout of digests, step by step on the running service."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from handlers.api.authentication import hash_of
from pipeline.rollout.models import STAGES, Feature, Stage
from pipeline.rollout.rules.cohorts import SHARES, bucket
from tests.fixtures.live_past import a_night
from tests.fixtures.live_rollout import Installation, Team, installation, token_of, until
from tests.fixtures.live_service import Service
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

OFF = {"DIGEST_AGENT_ENABLED": "false"}
AT_ONCE = {**OFF, "ROLLOUT_APPROVALS": "1", "ROLLOUT_DWELL_MINUTES": "0,0,0"}
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
_ASKED = """
SELECT answer.outcome, answer.refusal, answer.stage FROM rollout_state('digest_agent') AS known,
    rollout_ask('digest_agent', $1, known.version, NULL, 'step', 'telegram:1') AS answer
"""
_STEPS = """
SELECT from_stage, to_stage, decision FROM rollout_journal
WHERE from_stage <> to_stage ORDER BY id
"""


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


async def founded(live: Installation) -> Mapping[Stage, Team]:
    """Each tenant has a group, in which nobody talks, and a token."""
    teams = {}
    for stage, tenant in TENANTS.items():
        group = await live.behind.fetchval(_TENANT, tenant, hash_of(token_of(tenant)))
        teams[stage] = Team("g", -1000 - tenant, live.anna, group, tenant)
    return teams


async def let_in(live: Installation, teams: Mapping[Stage, Team], process: str) -> list[Stage]:
    service = live.processes[process]
    answers = {stage: await live.orders(service, team) for stage, team in teams.items()}
    assert {status for status, _ in answers.values()} <= {202, 403}
    return [stage for stage, (status, _) in answers.items() if status == 202]


async def moved(live: Installation, act: str, stage: Stage) -> None:
    """By the guards of the database, gates among them; both processes know of it."""
    [answer] = await live.behind.fetch(_ASKED, act)
    assert ("done", None, stage) == tuple(answer)
    await at_stage(live, stage)


async def measured(live: Installation) -> None:
    """Every gate has figures: of a digest that is delivered, and of a night of the like."""
    await on_the_list(live, allowed=True)
    await live.delivers()
    await a_night(live, live.team)
    await on_the_list(live, allowed=False)


async def on_the_list(live: Installation, *, allowed: bool) -> None:
    """The group's tenant has digests, or has them no more, and both processes know."""
    await live.ledgers.rollouts.allow(
        Feature.DIGEST_AGENT, live.team.tenant, allowed=allowed, owner="telegram:1"
    )

    async def known(service: Service) -> bool:
        status, _ = await live.orders(service)
        return status == (202 if allowed else 403)

    for service in live.processes.values():
        await until(partial(known, service))


async def at_stage(live: Installation, stage: Stage) -> None:
    """Both processes know."""

    async def known(service: Service) -> bool:
        return await service.metric('rollout_stage{feature="digest_agent"}') == stage.rank

    for service in live.processes.values():
        await until(partial(known, service))


async def test_with_the_flag_off_the_api_refuses_and_nothing_is_left_of_it(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred", OFF) as live:
        answers = [await live.orders(each) for each in live.processes.values()]
        bot_api.people.says(live.anna, live.team.chat, "/digest 4h")
        await live.shows(ANSWER, live.team.chat)

        assert [403, 403] == [status for status, _ in answers]
        assert {"urn:problem-type:alfred:digests-off"} == {body["type"] for _, body in answers}
        [left] = await live.behind.fetch(_LEFT)
        assert (0, 0, 0, 0) == tuple(left)


@pytest.mark.parametrize("listed", ["1,4711", "[1, 4711]"], ids=["CSV", "JSON"])
async def test_a_tenant_on_the_list_of_the_settings_gets_a_digest_and_no_other_does(
    bot_api: BotApiServer, tmp_path: Path, listed: str
) -> None:
    variables = {**OFF, "DIGEST_AGENT_CANARY_TENANTS": listed}
    async with installation(bot_api, tmp_path / "alfred", variables) as live:
        teams = await founded(live)
        others = await let_in(live, teams, "scheduler")
        worker, edge = live.processes.values()
        await worker.stop()
        status, queued = await live.orders(edge)
        window = await live.behind.fetchval("SELECT status FROM group_conversation_windows")
        await worker.start()
        await worker.ready()

        await until(partial(_has_ended, live))
        ended = await live.ended(live.team, via="nobody")
        completed = await live.behind.fetchval("SELECT status FROM group_conversation_windows")
        await live.delivers()

        assert 1 == live.team.tenant
        assert [] == others
        assert (202, "queued", "queued") == (status, queued["status"], window)
        assert [("delivered", None)] == ended
        assert "completed" == completed
        assert "проверено" in bot_api.shown(live.team.chat)


async def _has_ended(live: Installation) -> bool:
    """However it did: a test that waits for the good end alone says nothing of another one."""
    return bool(await live.ended(live.team, via="nobody"))


async def test_each_stage_lets_its_cohort_in_and_rolling_back_shuts_it_out_step_by_step(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred", AT_ONCE) as live:
        teams = await founded(live)
        await measured(live)
        upwards = {Stage.OFF: await let_in(live, teams, "scheduler")}
        for stage in STAGES[1:]:
            await moved(live, "start" if stage is Stage.CANARY_1 else "promote", stage)
            upwards[stage] = await let_in(live, teams, "scheduler")
        downwards = {}
        for stage in reversed(STAGES[:-1]):
            await moved(live, "rollback", stage)
            downwards[stage] = await let_in(live, teams, "bot, worker")
        bot_api.people.says(live.anna, live.team.chat, "/digest 4h")
        await live.shows(ANSWER, live.team.chat)

        within = {stage: [each for each in TENANTS if each.rank <= stage.rank] for stage in STAGES}
        assert within == upwards
        assert {stage: within[stage] for stage in STAGES[:-1]} == downwards
        up = [*pairwise(STAGES)]
        down = [(higher, lower) for lower, higher in reversed(up)]
        steps = [tuple(row) for row in await live.behind.fetch(_STEPS)]
        assert [*up, *down] == [(before, after) for before, after, _ in steps]
        assert {"PROCEED"} == {decision for *_, decision in steps}

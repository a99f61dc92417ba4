"""A broken invariant switches a feature off in every process of the running service."""

import asyncio
from pathlib import Path

import pytest

from pipeline.rollout.models import Feature
from tests.fixtures.live_faults import FAULTS, Fault, restore
from tests.fixtures.live_rollout import Installation, installation, until
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

GOAL_SECONDS = 15.0
"""From the first bad event until every entry is closed."""

_ORDERS = "SELECT count(*) FROM digest_orders"
_EVENTS = "SELECT count(*) FROM events WHERE name LIKE 'digest%'"
_NOTE = """
SELECT note FROM rollout_journal WHERE feature = $1 AND act = 'kill' ORDER BY id DESC LIMIT 1
"""
EVIDENCE = {
    "an entry lost without receipt": "conversation_ledger",
    "a request without outcome": "digest_orders",
}
"""Of the others: the break that the database noted."""
_JOURNAL = """
SELECT act, owner, note, to_stage FROM rollout_journal
WHERE feature = 'digest_agent' AND owner <> 'settings' ORDER BY id
"""


def faults_of(feature: Feature) -> list[Fault]:
    return [fault for fault in FAULTS if fault.feature is feature]


async def evidence_of(live: Installation, fault: Fault) -> str:
    """What the journal names as what broke the gate."""
    note = await live.behind.fetchval(_NOTE, fault.feature)
    return str(note).partition(f"{fault.gate} ")[2].partition(": ")[2].partition(" ")[0]


async def figures(live: Installation) -> tuple[int, int]:
    return await live.behind.fetchval(_ORDERS), await live.behind.fetchval(_EVENTS)


async def test_a_chunk_that_is_sent_twice_closes_every_entry_of_every_process_within_its_time(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    [fault] = [each for each in FAULTS if each.name == "a chunk delivered twice"]
    async with installation(bot_api, tmp_path / "alfred") as live:
        await live.delivers()

        seconds = await live.seconds_to_off(Feature.DIGEST_AGENT, await fault(live))
        before = await figures(live)
        refused = [await live.orders(each) for each in live.processes.values()]
        bot_api.people.says(live.anna, live.team.chat, "/digest 4h")
        await live.shows("Сводки для вас сейчас отключены", live.team.chat)
        await live.shows("🔴 digest_agent: выключено", live.admins)

        [entry] = await live.behind.fetch(_JOURNAL)
        said = bot_api.shown(live.admins)
        assert max(seconds.values()) <= GOAL_SECONDS
        assert [403, 403] == [status for status, _ in refused]
        assert all(body["type"].endswith(":digests-off") for _, body in refused)
        assert before == await figures(live)
        assert ("kill", "watch") == (entry["act"], entry["owner"])
        [row] = await live.behind.fetch("SELECT id FROM invariant_breaks")
        assert f"invariant_breaks {row['id']}" in entry["note"]
        assert entry["note"] in said
        assert "/canary resume digest_agent" in said
        assert not await live.off(live.processes["scheduler"], Feature.CHAT_V11)


async def test_every_invariant_of_both_features_that_is_broken_switches_its_feature_off(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred") as live:
        await live.delivers()
        slowest, evidence = {}, {}
        for pair in zip(faults_of(Feature.CHAT_V11), faults_of(Feature.DIGEST_AGENT), strict=True):
            since = {fault: await fault(live) for fault in pair}
            async with asyncio.TaskGroup() as tasks:
                waits = {
                    fault: tasks.create_task(live.seconds_to_off(fault.feature, broken))
                    for fault, broken in since.items()
                }
            for fault, wait in waits.items():
                slowest[fault.name] = max(wait.result().values())
                evidence[fault.name] = await evidence_of(live, fault)
            await restore(live)

    assert {} == {name: took for name, took in slowest.items() if took > GOAL_SECONDS}
    named = {each.name: EVIDENCE.get(each.name, "invariant_breaks") for each in FAULTS}
    assert named == evidence


async def test_what_was_ordered_before_the_switch_is_not_delivered_after_it(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    async with installation(bot_api, tmp_path / "alfred") as live:
        service = live.processes["bot, worker"]
        await service.kill()
        status, body = await live.orders(live.processes["scheduler"])
        await live.behind.execute(
            "SELECT * FROM rollout_ask('digest_agent', 'kill', 0, NULL, 'by hand', 'telegram:1')"
        )
        await service.start()
        await service.ready()

        async def settled() -> bool:
            return bool(await live.behind.fetchval("SELECT state <> 'waiting' FROM digest_orders"))

        await until(settled)
        order = await live.behind.fetchrow("SELECT id, state, reason FROM digest_orders")

        assert (202, "queued") == (status, body["status"])
        assert order is not None
        assert ("blocked", "switched_off") == (order["state"], order["reason"])
        assert 0 == await live.behind.fetchval("SELECT count(*) FROM group_digests")

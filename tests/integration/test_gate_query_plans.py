"""Gates are asked for every few seconds: they read what is of their span, and nothing else."""

import re
import time

import pytest

from bench.gates import DIGESTS, GOAL_MS, RECEIPTS
from pipeline.rollout.models import Feature
from storage.postgres.connection import Connection, Pool
from storage.postgres.rollout import RolloutDesk
from tests.fixtures.plans import explain
from tests.fixtures.postgres import Database

_FUNCTION = "SELECT prosrc, proconfig FROM pg_proc WHERE proname = $1"


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


async def fill(behind: Connection, seed: str, count: int) -> None:
    async with behind.transaction():
        await behind.execute("SET LOCAL session_replication_role = replica")
        await behind.execute(seed, count)
    await behind.execute("ANALYZE")


async def conditions(behind: Connection, function: str) -> dict[str, str]:
    """By which indexes the function reads, with its own settings and psql's for the rest.

    A table that it reads whole is named with no condition.
    """
    row = await behind.fetchrow(_FUNCTION, function)
    assert row is not None
    query = re.sub(r"\bspan\b", "$1", row["prosrc"])
    async with behind.transaction():
        await behind.execute("SET LOCAL ROLE alfred_owner")
        await behind.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for setting in row["proconfig"]:
            await behind.execute(f"SET LOCAL {setting}")
        await behind.execute(f"PREPARE gates (interval) AS {query}")
        nodes = await explain(behind, "EXECUTE gates ('1 hour')")
    return {
        node.get("Index Name") or node["Relation Name"]: node.get("Index Cond", "")
        for node in nodes
        if "Index Name" in node or node["Node Type"] == "Seq Scan"
    }


async def test_a_million_receipts_are_measured_by_their_index_and_within_the_goal(
    pool: Pool, behind: Connection
) -> None:
    await fill(behind, RECEIPTS, 1_000_000)
    desk, took = RolloutDesk(pool), []

    for _ in range(5):
        began = time.perf_counter()
        readings = await desk.gates(Feature.CHAT_V11)
        took.append(1_000 * (time.perf_counter() - began))
    found = await conditions(behind, "rollout_measured_chat")

    assert 100_000 == max(reading.measured.samples for reading in readings)
    assert "(accepted_at > (now() - $1))" == found["ix_conversation_ledger_accepted"]
    assert [] == [name for name, condition in found.items() if not condition]
    assert min(took) < GOAL_MS


@pytest.mark.parametrize("groups", [0, 200], ids=["empty", "large"])
async def test_digests_are_measured_by_the_indexes_of_their_times(
    behind: Connection, groups: int
) -> None:
    await fill(behind, DIGESTS, groups)

    found = await conditions(behind, "rollout_measured_digests")

    assert "sent_at > " in found["ix_group_messages_window"]
    assert "digest_id = " in found["group_digest_metrics_pkey"]
    assert {"groups", "ingest_cursors"} >= {
        name for name, condition in found.items() if not condition
    }

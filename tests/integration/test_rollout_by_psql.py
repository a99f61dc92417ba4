"""An operator with psql is held to what the bot is held to."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from pipeline.rollout.models import Feature
from storage.postgres.connection import Connection, Pool
from storage.postgres.rollout import RolloutDesk


@asynccontextmanager
async def logged_in(behind: Connection) -> AsyncIterator[str]:
    """Be somebody who may roll out and do nothing else; gives their name."""
    name = f"operator_{uuid.uuid4().hex[:8]}"
    await behind.execute(f"CREATE ROLE {name} IN ROLE alfred_operator")
    await behind.execute(f"SET SESSION AUTHORIZATION {name}")
    try:
        yield name
    finally:
        await behind.execute("RESET SESSION AUTHORIZATION")
        await behind.execute(f"DROP ROLE {name}")


async def set_chat(connection: Connection, stage: str, *, killed: bool) -> asyncpg.Record:
    row = await connection.fetchrow(
        "SELECT * FROM chat_set_v11_rollout_state($1, $2, 'by hand')", stage, killed
    )
    assert row is not None
    return row


async def test_a_start_by_one_operator_waits_for_another(behind: Connection) -> None:
    async with logged_in(behind) as first:
        asked = await set_chat(behind, "canary_1", killed=False)
    async with logged_in(behind) as second:
        done = await set_chat(behind, "canary_1", killed=False)
        [entry] = await behind.fetch("SELECT * FROM chat_get_v11_rollout_history(5)")

    assert ("waiting", "off") == (asked["outcome"], asked["stage"])
    assert ("done", "canary_1") == (done["outcome"], done["stage"])
    assert (f"psql:{first}", f"psql:{second}") == (entry["owner"], entry["approver"])


async def test_a_kill_by_psql_is_done_at_once_and_heard(pool: Pool, behind: Connection) -> None:
    desk = RolloutDesk(pool)

    async with desk.changes() as changes:
        async with logged_in(behind):
            done = await set_chat(behind, "off", killed=True)
        await anext(changes)

    assert ("done", True) == (done["outcome"], done["killed"])
    assert (await desk.state(Feature.CHAT_V11)).killed


@pytest.mark.parametrize(
    ("stage", "killed", "refusal"),
    [("canary_10", False, "no_way"), ("full", False, "no_way"), ("off", False, "already")],
)
async def test_stages_are_not_skipped_by_psql(
    behind: Connection, stage: str, killed: bool, refusal: str
) -> None:
    async with logged_in(behind):
        row = await set_chat(behind, stage, killed=killed)

    assert ("refused", refusal) == (row["outcome"], row["refusal"])


async def test_a_stage_that_does_not_exist_is_an_error_that_names_the_others(
    behind: Connection,
) -> None:
    async with logged_in(behind):
        with pytest.raises(asyncpg.InvalidParameterValueError, match="canary_50"):
            await set_chat(behind, "canary_2", killed=False)


async def test_the_gates_tell_an_operator_what_to_do(behind: Connection) -> None:
    async with logged_in(behind):
        row = await behind.fetchrow("SELECT * FROM chat_get_v11_release_gates()")

    assert row is not None
    assert ("HOLD", False, False, False) == (
        row["rollout_decision"],
        row["gate_p0_ok"],
        row["gate_p1_ok"],
        row["gate_rollout_ok"],
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rollout_features SET stage = 'full'",
        "DELETE FROM rollout_journal",
        "SELECT * FROM rollout_journal",
        "INSERT INTO rollout_allowed (feature, subject) VALUES ('chat_v11', 1)",
        "SELECT rollout_apply('chat_v11', 'promote', NULL, 'me', NULL, '', 'PROCEED', '[]')",
        "SELECT rollout_configure(1, '{0 s, 0 s, 0 s}')",
        "SELECT * FROM rollout_ask('chat_v11', 'start', 1, NULL, '', 'telegram:1')",
        "SELECT rollout_allow('chat_v11', 1, true, '', 'watch')",
        "SELECT * FROM group_messages",
    ],
)
async def test_an_operator_can_do_nothing_else(behind: Connection, statement: str) -> None:
    async with logged_in(behind):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await behind.execute(statement)


async def test_the_service_cannot_write_past_the_functions(pool: Pool) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("UPDATE rollout_features SET stage = 'full'")

"""kill -9 at any stage, and the next run goes on from there."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from storage.postgres.connection import Connection
from tests.fixtures.exports import MONDAY_TALK, exported
from tests.fixtures.gates import gate
from tests.fixtures.replays import Home, Replays

EXPORT = exported(MONDAY_TALK)
AT_ONCE = 8.0
"""Seconds; a job whose worker is thought to live rests for thirty."""

# What was tried shows in no table: a stage that is repeated writes the same row, or none.
_NOTE_ATTEMPTS = """
CREATE TABLE attempted (what text, stage text);
CREATE FUNCTION note_attempt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.attempted VALUES (TG_ARGV[0], coalesce(
        to_jsonb(NEW) ->> 'stage', to_jsonb(NEW) -> 'payload' ->> 'stage'));
    RETURN NEW;
END
$$;
CREATE TRIGGER attempt BEFORE INSERT ON group_digest_stage_artifacts FOR EACH ROW
    EXECUTE FUNCTION note_attempt('save');
CREATE TRIGGER attempt BEFORE INSERT ON events FOR EACH ROW
    WHEN (NEW.name = 'digest.stage.started.v1') EXECUTE FUNCTION note_attempt('start');
"""
_FORGET_ATTEMPTS = """
DROP TABLE attempted;
DROP FUNCTION note_attempt() CASCADE;
"""

_OUTCOME = """
SELECT
    (SELECT count(*) FROM group_digests WHERE tenant_id = $1) AS digests,
    (SELECT count(*) FROM delivery_ledger WHERE tenant_id = $1) AS chunks,
    (SELECT count(*) FROM events WHERE tenant_id = $1 AND name = 'digest.delivered.v1')
        AS delivered,
    (SELECT count(*) FROM dead_letters WHERE tenant_id = $1) AS dead,
    (SELECT count(*) FROM pgqueuer) AS queued,
    (SELECT max(version) FROM group_conversation_windows WHERE tenant_id = $1) AS version
"""
_ONCE = {"digests": 1, "chunks": 1, "delivered": 1, "dead": 0, "queued": 0, "version": 1}

_STAGES = """
SELECT payload ->> 'stage' AS stage FROM events WHERE tenant_id = $1 AND name = $2
"""

_ARTIFACTS = """
SELECT stage, input_hash, created_at FROM group_digest_stage_artifacts
WHERE tenant_id = $1 ORDER BY stage, input_hash
"""


@dataclass(frozen=True, slots=True)
class Observer:
    """What the database saw of a tenant's runs."""

    behind: Connection
    tenant: str

    async def tried(self, what: str) -> Counter[str]:
        rows = await self.behind.fetch("SELECT stage FROM attempted WHERE what = $1", what)
        return Counter(row["stage"] for row in rows)

    async def recorded(self, event: str) -> Counter[str]:
        rows = await self.behind.fetch(_STAGES, await self._id(), event)
        return Counter(row["stage"] for row in rows)

    async def artifacts(self) -> list[tuple[Any, ...]]:
        rows = await self.behind.fetch(_ARTIFACTS, await self._id())
        return [tuple(row) for row in rows]

    async def outcome(self) -> dict[str, int]:
        return dict(await self.behind.fetchrow(_OUTCOME, await self._id()) or {})

    async def _id(self) -> int:
        found: int = await self.behind.fetchval(
            "SELECT id FROM tenants WHERE name = $1", self.tenant
        )
        return found


@pytest.fixture
async def observer(warm_home: Home, replays: Replays) -> AsyncIterator[Observer]:
    await warm_home.behind.execute(_NOTE_ATTEMPTS)
    yield Observer(warm_home.behind, replays.tenant)
    await warm_home.behind.execute(_FORGET_ATTEMPTS)


def _before(stage: Stage) -> tuple[str, str, str]:
    return "group_digest_stage_artifacts", "INSERT", f"NEW.stage = '{stage}'"


def _after(stage: Stage) -> tuple[str, str, str]:
    completed = f"NEW.payload ->> 'stage' = '{stage}'"
    return "events", "INSERT", f"NEW.name = 'digest.stage.completed.v1' AND {completed}"


ONE_EACH = Counter({stage.value: 1 for stage in Stage})
AT_THE_SAME_TIME = {Stage.EMOTION, Stage.ROLES, Stage.TOPIC}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    ("place", "lost"), [(_before, 1), (_after, 0)], ids=["before it is saved", "after it is saved"]
)
async def test_a_run_killed_at_a_stage_is_resumed_there(
    replays: Replays, observer: Observer, stage: Stage, place: Any, lost: int
) -> None:
    async with gate(observer.behind, *place(stage)) as shut:
        await shut.kill(replays.start(EXPORT))
    finished = await observer.artifacts()

    resumed = replays.start(EXPORT)
    ended = resumed.ended()

    assert (0, True) == (ended.code, resumed.seconds < AT_ONCE)
    beside = AT_THE_SAME_TIME - {stage} if stage in AT_THE_SAME_TIME else set()
    before = list(Stage)[: list(Stage).index(stage) + 1 - lost]
    assert set(before) - beside == {Stage(row[0]) for row in finished} - beside
    assert set(finished) <= set(await observer.artifacts())
    assert ONE_EACH == await observer.tried("save")
    tried = await observer.tried("start")
    again = {Stage(name) for name, times in (tried - ONE_EACH).items() if times == 1}
    assert tried.keys() == ONE_EACH.keys()
    assert ({stage} if lost else set()) == again - beside
    assert ONE_EACH == await observer.recorded("digest.stage.started.v1")
    assert ONE_EACH == await observer.recorded("digest.stage.completed.v1")
    assert _ONCE == await observer.outcome()


@pytest.mark.parametrize(
    ("table", "operation", "condition"),
    [
        ("pgqueuer", "DELETE", "OLD.entrypoint = 'digest.generate.requested.v1'"),
        ("delivery_ledger", "INSERT", "NEW.state = 'claimed'"),
        ("delivery_ledger", "UPDATE", "NEW.state = 'sent'"),
        ("group_digests", "UPDATE", "NEW.delivery_status = 'sent'"),
        ("events", "INSERT", "NEW.name = 'digest.delivered.v1'"),
    ],
    ids=[
        "the digest is stored and its job is not done",
        "nothing is claimed",
        "the chunk is claimed and sent and not noted",
        "the chunk is noted and the digest is not",
        "the digest is noted and not announced",
    ],
)
async def test_a_delivery_that_was_killed_is_finished_once(
    replays: Replays, observer: Observer, table: str, operation: str, condition: str
) -> None:
    async with gate(observer.behind, table, operation, condition) as shut:
        await shut.kill(replays.start(EXPORT))

    resumed = replays.start(EXPORT, "--out", "digest.txt")
    ended = resumed.ended()

    assert (0, True) == (ended.code, resumed.seconds < AT_ONCE)
    assert ONE_EACH == await observer.tried("save")
    assert _ONCE == await observer.outcome()
    assert "Аня" in (replays.folder / "digest.txt").read_text("utf-8")

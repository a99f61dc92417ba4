"""kill -9 in the middle of an import: nothing is lost, doubled or linked otherwise."""

from pathlib import Path
from typing import Any

import pytest

from bench.synthetic import write_export
from storage.postgres.connection import Connection
from tests.fixtures.gates import gate
from tests.fixtures.replays import Home, Replays

MESSAGES = 5000
"""Three transactions of an import."""

_LINKS = """
SELECT message_id, sent_at, text, thread_id, parent_id, link_reason, link_score
FROM group_messages JOIN tenants ON tenants.id = tenant_id WHERE name = $1 ORDER BY message_id
"""
_THREADS = """
SELECT thread_id, first_at, last_at, message_count
FROM group_threads JOIN tenants ON tenants.id = tenant_id WHERE name = $1 ORDER BY thread_id
"""
_INGESTED = """
SELECT count(*) FROM events JOIN tenants ON tenants.id = tenant_id
WHERE tenants.name = $1 AND events.name = 'group.message.ingested.v1'
"""


async def _rows(behind: Connection, query: str, tenant: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await behind.fetch(query, tenant)]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of talk; the digest of the last day is about the last four hundred messages."""
    path = tmp_path_factory.mktemp("long") / "result.json"
    write_export(path, MESSAGES, hours=14 * 24)
    return path


@pytest.fixture(scope="module")
def uninterrupted(
    warm_home: Home, export: Path, tmp_path_factory: pytest.TempPathFactory
) -> Replays:
    replays = Replays(warm_home.path, tmp_path_factory.mktemp("uninterrupted"))
    assert 0 == replays(export).code
    return replays


@pytest.mark.parametrize(
    ("operation", "condition", "stored"),
    [
        ("INSERT", "NEW.message_id = 1", 0),
        ("INSERT", "NEW.message_id = 4500", 4000),
        ("UPDATE", "NEW.message_id = 3000 AND NEW.thread_id IS NOT NULL", MESSAGES),
    ],
    ids=["first batch", "later batch", "linking"],
)
async def test_an_import_that_was_killed_is_finished_by_the_next_run(
    replays: Replays,
    warm_home: Home,
    export: Path,
    uninterrupted: Replays,
    operation: str,
    condition: str,
    stored: int,
) -> None:
    behind = warm_home.behind
    async with gate(behind, "group_messages", operation, condition) as shut:
        await shut.kill(replays.start(export))
    before = len(await _rows(behind, _LINKS, replays.tenant))

    ended = replays(export)

    links = await _rows(behind, _LINKS, replays.tenant)
    assert (0, stored) == (ended.code, before)
    assert MESSAGES == len(links) == await behind.fetchval(_INGESTED, replays.tenant)
    assert await _rows(behind, _LINKS, uninterrupted.tenant) == links
    assert await _rows(behind, _THREADS, uninterrupted.tenant) == await _rows(
        behind, _THREADS, replays.tenant
    )

"""Counting a window reads the window, whatever the planner knows of the tables."""

from datetime import timedelta

import pytest

from pipeline.ingest.models import GroupId, TenantId
from storage.postgres import archive, group_figures, sent_messages, windows
from storage.postgres.connection import Connection, Pool
from tests.fixtures.plans import Node, plan
from tests.fixtures.postgres import Database
from tests.fixtures.stores import CHAT, MIDNIGHT, Stores, span

_SEED = """
WITH said AS (
    INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version, kind,
        author_id, author_name, text, aside)
    SELECT $1, $2, number, $3::timestamptz + number * interval '1 minute', 0, 'text',
        'user' || number % 50, 'Аня', 'привет', CASE WHEN number % 20 = 0 THEN 'command' END
    FROM generate_series(1, $4) AS number WHERE number % 10 <> 0
)
INSERT INTO sent_messages (chat_id, message_id)
SELECT $5::bigint - other, number
FROM generate_series(10, $4, 10) AS number, generate_series(0, 3) AS other
"""

Seeded = tuple[TenantId, GroupId]


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


@pytest.fixture(params=[0, 12, 30_000, 200_000], ids="{} messages".format)
async def seeded(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> Seeded:
    """A group, a tenth of whose messages Alfred sent; statistics know it if it is large."""
    tenant, group = await postgres_stores.group()
    await behind.execute(_SEED, tenant, group, MIDNIGHT, request.param, CHAT.telegram_id)
    if request.param > 1000:
        await behind.execute("ANALYZE")
    return tenant, group


def scans(nodes: list[Node]) -> set[tuple[str, str]]:
    return {
        (str(node["Relation Name"]), str(node.get("Index Name", node["Node Type"])))
        for node in nodes
        if node.get("Relation Name") in ("group_messages", "sent_messages")
        and "Scan" in node["Node Type"]
    }


async def test_a_window_is_counted_by_its_hours_and_ids(
    pool: Pool, seeded: Seeded, postgres_stores: Stores
) -> None:
    tenant, group = seeded
    [window] = await postgres_stores.windows.ensure(tenant, group, [span(4)])

    found = await plan(pool, tenant, archive._COUNTS, [window.id])

    assert {
        ("group_messages", "ix_group_messages_window"),
        ("group_messages", "group_messages_pkey"),
        ("sent_messages", "sent_messages_pkey"),
    } == scans(found)
    conditions = " ".join(node["Index Cond"] for node in found if "Index Cond" in node)
    assert "sent_at >=" in conditions
    assert "chat_id = " in conditions
    assert "message_id >=" in conditions


async def test_a_groups_days_are_counted_by_its_hours(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded
    days = [MIDNIGHT + timedelta(days=number) for number in range(8)]

    found = await plan(pool, tenant, group_figures._OF, group, 7, days, days[0], days[-1])

    assert {("group_messages", "ix_group_messages_window")} == scans(found)


async def test_silence_is_found_by_the_hours(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded
    start = MIDNIGHT + timedelta(hours=48)

    found = await plan(pool, tenant, windows._SILENT, group, [start], [start + timedelta(hours=4)])

    assert {("group_messages", "ix_group_messages_window")} == scans(found)


async def test_what_the_bot_sent_is_noted_without_looking_around(
    pool: Pool, seeded: Seeded
) -> None:
    tenant, _ = seeded

    found = await plan(pool, tenant, sent_messages._NOTE, [CHAT.telegram_id], [7])

    assert set() == scans(found)

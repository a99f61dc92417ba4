"""docs/runbooks/gates.md tells of every gate as the database measures it: by the same figures."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.gates import DIGESTS
from pipeline.rollout.models import Feature
from storage.postgres.connection import Connection

PAGE = (Path(__file__).parents[2] / "docs/runbooks/gates.md").read_text("utf-8")
MEASURED = [Feature.CHAT_V11, Feature.DIGEST_AGENT]

_ROW = re.compile(
    r"^\| `(\w+)` \| (P\d) \| ([≤≥]) ([\d.]+) \| (\d+) \| ([\d:]+) \| .+? \| .+? \|$", re.MULTILINE
)
_SQL = re.compile(r"^```sql\n(.+?)^```", re.MULTILINE | re.DOTALL)
_BY_HAND = re.compile(r"^### (\w+): (\w+)\n.*?^```sql\n(.+?)^```", re.MULTILINE | re.DOTALL)
_BOUNDS = {"≤": "at most", "≥": "at least"}
_LIMITS = """
SELECT gate, class, bound, threshold, fewest, oldest::text FROM rollout_limits WHERE feature = $1
"""

# Of each kind something that counts, and something that is too old to.
_TALK = """
INSERT INTO conversation_ledger (
    actor, device, client_seq, chat, accepted_at, receipt_at, kind, attempts)
SELECT '1', 'telegram', number, '1', accepted,
    CASE WHEN number % 9 > 0 THEN accepted + number * interval '70 ms' END,
    CASE WHEN number % 9 > 0 THEN
        (ARRAY['reply', 'refusal', 'error', 'interrupted', 'silent'])[number % 5 + 1] END,
    number % 7 / 6
FROM generate_series(1, 60) AS number,
    LATERAL (SELECT now() - number * interval '20 s') AS moment (accepted)
"""
_BREAKS = """
INSERT INTO invariant_breaks (kind, at, evidence)
SELECT kind, now() - number * interval '2 minutes' - days * interval '1 day', '{}'
FROM unnest(ARRAY['receipt_twice', 'read_back', 'chunk_twice', 'cursor_back'])
    WITH ORDINALITY AS broken (kind, number), generate_series(0, 1) AS days
"""
_RECOVERIES = """
INSERT INTO recoveries (kind, source, at)
SELECT kind, source, now() - times * interval '1 hour' - days * interval '1 day'
FROM unnest(ARRAY['session', 'reconciliation', 'full_history', 'too_long', 'flood_wait'])
    WITH ORDINALITY AS noted (kind, number),
    unnest(ARRAY['bot', 'account']) WITH ORDINALITY AS reading (source, place),
    generate_series(1, number + place) AS times, generate_series(0, 1) AS days
"""
_VARIED = """
UPDATE digest_orders SET chat_id = id - (SELECT min(id) FROM digest_orders);
UPDATE digest_orders SET settled_at = created_at + chat_id * interval '11 s';
UPDATE digest_orders SET state = 'failed' WHERE chat_id % 5 = 0;
UPDATE digest_orders SET state = 'skipped' WHERE chat_id % 8 = 0;
UPDATE digest_orders SET state = 'waiting', settled_at = NULL WHERE chat_id % 7 = 0;
UPDATE digest_orders SET slot = NULL, subscription_id = NULL WHERE chat_id % 6 = 0;
UPDATE group_digests SET version = id - (SELECT min(id) FROM group_digests) + 1;
UPDATE group_digest_metrics SET value = (version * 7 % 11 + length(metric)) / 30.0
FROM group_digests WHERE id = digest_id;
DELETE FROM group_digest_metrics USING group_digests
WHERE id = digest_id AND metric = 'relevance' AND version % 4 = 0;
INSERT INTO ingest_cursors SELECT tenant_id, id, 'account:-1', 5, now() - interval '1 h'
FROM groups ORDER BY id LIMIT 2;
INSERT INTO ingest_cursors SELECT tenant_id, id, 'account:-2', 5, now() - interval '2 days'
FROM groups ORDER BY id LIMIT 1;
UPDATE group_messages SET sent_at = sent_at - interval '2 days'
WHERE group_id = (SELECT max(id) FROM groups);
"""


@pytest.fixture
async def filled(behind: Connection) -> Connection:
    async with behind.transaction():
        await behind.execute("SET LOCAL session_replication_role = replica")
        for statement in (_TALK, _BREAKS, _RECOVERIES):
            await behind.execute(statement)
        await behind.execute(DIGESTS, 3)
        await behind.execute(_VARIED)
    return behind


@pytest.fixture
async def owner(filled: Connection) -> AsyncIterator[Connection]:
    """Who may look into the tables, at one moment."""
    async with filled.transaction(readonly=True):
        await filled.execute("SET LOCAL ROLE alfred_owner")
        yield filled


def section(feature: Feature) -> str:
    return PAGE.partition(f"\n## {feature}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("feature", MEASURED)
async def test_the_page_names_every_gate_with_its_bound(
    behind: Connection, feature: Feature
) -> None:
    limits = {tuple(row) for row in await behind.fetch(_LIMITS, feature)}

    told = {
        (gate, kind, _BOUNDS[bound], float(threshold), int(fewest), oldest)
        for gate, kind, bound, threshold, fewest, oldest in _ROW.findall(section(feature))
    }

    assert limits == told


@pytest.mark.parametrize("feature", MEASURED)
async def test_what_is_measured_by_hand_is_what_the_gates_measure(
    owner: Connection, feature: Feature
) -> None:
    rows = await owner.fetch("SELECT * FROM rollout_gates($1)", feature)
    statements = {gate: sql for name, gate, sql in _BY_HAND.findall(PAGE) if name == feature}

    by_hand = {gate: await owner.fetchrow(sql) for gate, sql in statements.items()}

    measured = {row["gate"]: (pytest.approx(row["value"]), row["samples"]) for row in rows}
    assert measured == {gate: tuple(found) for gate, found in by_hand.items() if found}
    assert [] == [row["gate"] for row in rows if not row["value"] or row["samples"] < 2]


async def test_all_statements_run_as_they_are_typed_one_after_another(
    filled: Connection,
) -> None:
    first, *others = _SQL.findall(PAGE)

    async with filled.transaction(readonly=True):
        await filled.execute("SET LOCAL ROLE alfred_operator")
        await filled.execute(first)
    try:
        ran = [await filled.execute(statement) for statement in others]
    finally:
        await filled.execute("ROLLBACK; RESET ROLE")

    assert "BEGIN" == ran[0]
    assert {"SELECT"} == {status.split()[0] for status in ran[1:]}
    assert "SELECT 0" not in ran

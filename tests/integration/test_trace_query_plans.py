"""The life of a digest is read by indexes, however much was written about others."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from pipeline.ingest.models import TenantId
from storage.postgres import trace_queries
from storage.postgres.connection import Connection, Pool
from tests.fixtures.plans import plan
from tests.fixtures.stores import Stores, new_digest, silent, window_of

ROWS = 3_000
NOW = datetime(2026, 11, 21, tzinfo=UTC)
_SEED = (
    """
    INSERT INTO events (tenant_id, name, key, payload)
    SELECT $1, 'digest.stage.completed.v1', number || ':topic:run', '{}'
    FROM generate_series(1, $2::integer) AS number
    """,
    """
    INSERT INTO llm_usage (tenant_id, purpose, run_id, tier, model, prompt_version, booked_tokens)
    SELECT $1, 'topic', 'run-' || number, 'base', 'm', 'v', 1
    FROM generate_series(1, $2::integer) AS number
    """,
    """
    INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at)
    SELECT $1::bigint::text, 'telegram', number, '5',
        timestamptz '2026-11-21' - number * interval '1 hour'
    FROM generate_series(1, $2::integer) AS number
    """,
    """
    INSERT INTO pgqueuer (priority, status, entrypoint, dedupe_key)
    SELECT 0, 'queued', 'event', 'event:' || number
    FROM generate_series(1, $2::integer) AS number WHERE $1::bigint > 0
    """,
    """
    INSERT INTO digest_orders (tenant_id, group_id, window_id, via, chat_id, thread_id, language,
        engine, state, settled_at)
    SELECT $1, group_id, id, 'chat', number, 0, 'ru', 'auto', 'failed', now()
    FROM group_conversation_windows, generate_series(1, $2::integer) AS number
    """,
    """
    INSERT INTO delivery_ledger (tenant_id, digest_id, chunk, chat, content_hash, state)
    SELECT $1, id, number, 'chat:7', 'hash', 'claimed'
    FROM group_digests, generate_series(1, $2::integer) AS number
    """,
)


@pytest.fixture
async def tenant(postgres_stores: Stores, behind: Connection) -> TenantId:
    """Of much that was written, and asked about before."""
    tenant, group = await postgres_stores.group()
    window = await window_of(postgres_stores, tenant, group)
    await postgres_stores.digests.add(tenant, new_digest(window), silent)
    for statement in _SEED:
        await behind.execute(statement, tenant, ROWS)
    await behind.execute("ANALYZE")
    return tenant


QUERIES = [
    (
        trace_queries.EVENTS,
        (["digest.stage.completed.v1"], ["7:"], ["7;"]),
        "events_name_key_key",
    ),
    (trace_queries.CALLS, ("run-7",), "ix_llm_usage_run"),
    (trace_queries.ENTRIES, (NOW, NOW, [uuid4()]), "ix_conversation_ledger_accepted"),
    (trace_queries.JOBS, (["event:7"],), "pgqueuer_unique_dedupe_key"),
    (trace_queries.ORDERS, (7, None), "digest_orders_pkey"),
    (trace_queries.ORDERS, (None, 7), "ix_digest_orders_digest"),
    (trace_queries.CHUNKS, (7,), "delivery_ledger_pkey"),
]


async def test_each_step_is_found_by_its_index(pool: Pool, tenant: TenantId) -> None:
    for query, arguments, index in QUERIES:
        nodes = await plan(pool, tenant, query, *arguments)

        reads = [node for node in nodes if node["Node Type"] in ("Index Scan", "Index Only Scan")]
        assert [] == [node for node in nodes if node["Node Type"] == "Seq Scan"]
        assert [] == [node for node in reads if "Index Cond" not in node]
        assert index in {node["Index Name"] for node in reads}

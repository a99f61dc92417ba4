"""Every call of a language model, and what is left of a tenant's quota.

These transactions do not wait for the disk. Should the server or its machine die, the calls of
its last moments (by default 0.6 s, three times ``wal_writer_delay``) may be forgotten: the quota
then allows as many again. A digest and its messages are written otherwise and lose nothing.
"""

from collections.abc import Sequence

from pipeline.ingest.models import TenantId
from pipeline.llm.ledger import EVERY, Booked, CallId, Limits, NewCall, Purposes, Spent
from pipeline.llm.models import Usage
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.tenant import tenant_transaction

_BOOK = """
INSERT INTO llm_usage (
    tenant_id, purpose, run_id, tier, model, prompt_version, booked_tokens)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id
"""

# A statement of its own: the next one sees what was committed while this one waited.
_TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('alfred:usage:' || $1, 0))"

# Of a call that is not settled the first terms are NULL. $8 tiers, $9 calls, $10 tokens, $11
# purposes, $12 whether all but these count.
_BOOK_WITHIN = """
INSERT INTO llm_usage (
    tenant_id, purpose, run_id, tier, model, prompt_version, booked_tokens)
SELECT $1, $2, $3, $4, $5, $6, $7
FROM (
    SELECT count(*) AS calls, coalesce(sum(coalesce(
        greatest(prompt_tokens - cached_tokens, 0) + completion_tokens, booked_tokens
    )), 0)::bigint AS tokens
    FROM llm_usage
    WHERE tenant_id = $1 AND tier = ANY ($8::text[])
        AND (purpose = ANY ($11::text[])) <> $12::boolean
        AND created_at > now() - interval '24 hours'
        AND coalesce(prompt_tokens + completion_tokens > 0, true)
) AS day
WHERE ($9::bigint = 0 OR calls + 1 <= $9) AND ($10::bigint = 0 OR tokens + $7 <= $10)
RETURNING id
"""

_SETTLE = """
UPDATE llm_usage
SET status = $2, prompt_tokens = $3, completion_tokens = $4, cached_tokens = $5, seconds = $6
WHERE id = $1 RETURNING id
"""

# BETWEEN and ORDER BY leave the planner no other way than the run's index; with = it would settle,
# while the table is small, for reading the quota's from end to end.
_SPENT = """
SELECT count(*) AS calls,
    coalesce(sum(greatest(prompt_tokens - cached_tokens, 0) + completion_tokens), 0)::bigint
        AS tokens
FROM (SELECT * FROM llm_usage WHERE run_id BETWEEN $1 AND $1 ORDER BY run_id) AS run
WHERE prompt_tokens + completion_tokens > 0
"""


class Usages:
    """The port ``UsageLedger``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def reserve(
        self,
        tenant: TenantId,
        call: NewCall,
        tiers: Sequence[Booked],
        limits: Limits,
        purposes: Purposes = EVERY,
    ) -> CallId | None:
        """See the port. Bookings of one tenant take turns where there is a limit."""
        columns = (
            tenant,
            call.purpose,
            call.run_id,
            str(call.tier),
            call.model,
            call.prompt_version,
            call.tokens,
        )
        async with tenant_transaction(self._pool, tenant, durable=False) as connection:
            if limits.calls or limits.tokens:
                await connection.execute(_TAKE_TURN, str(tenant))
                booked = await connection.fetchval(
                    _BOOK_WITHIN,
                    *columns,
                    [str(tier) for tier in tiers],
                    limits.calls,
                    limits.tokens,
                    sorted(purposes.named),
                    purposes.others,
                )
            else:
                booked = await connection.fetchval(_BOOK, *columns)
        return None if booked is None else CallId(booked)

    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        async with tenant_transaction(self._pool, tenant, durable=False) as connection:
            settled = await connection.fetchval(
                _SETTLE, call, status, usage.prompt, usage.completion, usage.cached, seconds
            )
        if settled is None:
            raise NotFoundError(f"this tenant booked no call {call}")

    async def spent(self, tenant: TenantId, run_id: str) -> Spent:
        async with tenant_transaction(self._pool, tenant) as connection:
            [row] = await connection.fetch(_SPENT, run_id)
        return Spent(row["calls"], row["tokens"])

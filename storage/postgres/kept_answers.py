from datetime import timedelta
from uuid import uuid4

import orjson

from pipeline.access.models import ApiToken
from pipeline.access.repeats import Claim, KeptAnswer, Refusal
from storage.postgres.connection import Pool
from storage.postgres.tenant import tenant_transaction

# A key that is too old is free, and so is one over whose request somebody died.
_CLAIM = """
INSERT INTO api_answers AS known (tenant_id, token_id, key_hash, request_hash, claim)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (token_id, key_hash) DO UPDATE
SET request_hash = $4, claim = $5, asked_at = now(), status = NULL, headers = NULL, body = NULL
WHERE known.asked_at <= now() - $6::interval
    OR (known.status IS NULL AND known.request_hash = $4
        AND known.asked_at <= now() - $7::interval)
RETURNING claim
"""

_KNOWN = """
SELECT request_hash, status, headers, body FROM api_answers
WHERE token_id = $1 AND key_hash = $2
"""

_GIVE = """
UPDATE api_answers SET status = $3, headers = $4, body = $5
WHERE token_id = $1 AND claim = $2 AND status IS NULL
"""

_RELEASE = "DELETE FROM api_answers WHERE token_id = $1 AND claim = $2 AND status IS NULL"


class StoredAnswers:
    """The port ``KeptAnswers``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(
        self, token: ApiToken, key: bytes, request: bytes, *, kept: timedelta, lease: timedelta
    ) -> Claim | KeptAnswer | Refusal:
        claim = uuid4()
        async with tenant_transaction(self._pool, token.tenant) as connection:
            new = await connection.fetchval(
                _CLAIM, token.tenant, token.id, key, request, claim, kept, lease
            )
            if new is not None:
                return Claim(claim)
            row = await connection.fetchrow(_KNOWN, token.id, key)
        if row is None:  # it was released at this moment
            return Refusal.UNDERWAY
        if row["request_hash"] != request:
            return Refusal.OTHER
        if row["status"] is None:
            return Refusal.UNDERWAY
        return KeptAnswer(row["status"], orjson.loads(row["headers"]), row["body"])

    async def give(self, token: ApiToken, claim: Claim, answer: KeptAnswer) -> None:
        headers = orjson.dumps(dict(answer.headers)).decode()
        async with tenant_transaction(self._pool, token.tenant) as connection:
            await connection.execute(
                _GIVE, token.id, claim.id, answer.status, headers, answer.body
            )

    async def release(self, token: ApiToken, claim: Claim) -> None:
        async with tenant_transaction(self._pool, token.tenant) as connection:
            await connection.execute(_RELEASE, token.id, claim.id)

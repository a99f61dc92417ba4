from collections.abc import Iterable, Mapping, Sequence

from pipeline.digest.ports import SliceKey
from pipeline.ingest.models import GroupId, TenantId
from storage.postgres.connection import Pool
from storage.postgres.tenant import tenant_transaction

# Each key is looked up by itself: a join would leave it to the planner's guess to read all that
# the group has.
_FIND = """
SELECT wanted.position, known.answer
FROM unnest($2::text[], $3::text[], $4::text[], $5::integer[])
    WITH ORDINALITY AS wanted (slice_hash, prompt_version, model, schema_version, position)
CROSS JOIN LATERAL (
    SELECT answer FROM thread_segments
    WHERE group_id = $1
        AND slice_hash = wanted.slice_hash
        AND prompt_version = wanted.prompt_version
        AND model = wanted.model
        AND schema_version = wanted.schema_version
    LIMIT 1
) AS known
"""

_SAVE = """
INSERT INTO thread_segments (
    tenant_id, group_id, slice_hash, prompt_version, model, schema_version, answer)
SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::integer[], $7::bytea[])
ON CONFLICT DO NOTHING
"""


class Segments:
    """The port ``SegmentCache``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(
        self, tenant: TenantId, group: GroupId, keys: Sequence[SliceKey]
    ) -> Mapping[SliceKey, bytes]:
        if not keys:
            return {}
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_FIND, group, *_columns(keys))
        return {keys[row["position"] - 1]: row["answer"] for row in rows}

    async def save(
        self, tenant: TenantId, group: GroupId, answers: Mapping[SliceKey, bytes]
    ) -> None:
        if not answers:
            return
        # Whoever saves the same keys at once waits for the first of them, and not in a circle.
        keys = sorted(answers, key=_values)
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(
                _SAVE, tenant, group, *_columns(keys), [answers[key] for key in keys]
            )


def _columns(keys: Iterable[SliceKey]) -> tuple[list[object], ...]:
    """The arrays that the statements unnest; there is at least one key."""
    return tuple(map(list, zip(*map(_values, keys), strict=True)))


def _values(key: SliceKey) -> tuple[str, str, str, int]:
    return key.slice_hash, key.prompt_version, key.model, key.schema_version

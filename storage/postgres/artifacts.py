from pipeline.digest.ports import ArtifactKey
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Pool
from storage.postgres.tenant import tenant_transaction

_FIND = """
SELECT answer FROM group_digest_stage_artifacts
WHERE window_id = $1 AND stage = $2 AND input_hash = $3 AND prompt_version = $4 AND model = $5
    AND schema_version = $6
"""

_SAVE = """
INSERT INTO group_digest_stage_artifacts (
    window_id, stage, input_hash, prompt_version, model, schema_version, tenant_id, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
"""


class Artifacts:
    """The port ``ArtifactStore``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, tenant: TenantId, key: ArtifactKey) -> bytes | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            answer: bytes | None = await connection.fetchval(_FIND, *_columns(key))
        return answer

    async def save(self, tenant: TenantId, key: ArtifactKey, answer: bytes) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_SAVE, *_columns(key), tenant, answer)


def _columns(key: ArtifactKey) -> tuple[object, ...]:
    return (
        key.window_id,
        key.stage.value,
        key.input_hash,
        key.prompt_version,
        key.model,
        key.schema_version,
    )

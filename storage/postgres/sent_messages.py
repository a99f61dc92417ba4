from collections.abc import Sequence

from pipeline.ingest.models import MessageId
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_NOTE = """
INSERT INTO sent_messages (chat_id, message_id)
SELECT * FROM unnest($1::bigint[], $2::bigint[])
ON CONFLICT (chat_id, message_id) DO NOTHING
"""


class SentByTheBot:
    """The port ``SentMessages``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note(self, places: Sequence[tuple[int, MessageId]]) -> None:
        ordered = sorted(set(places))
        with translated():
            await self._pool.execute(
                _NOTE, [chat for chat, _ in ordered], [number for _, number in ordered]
            )

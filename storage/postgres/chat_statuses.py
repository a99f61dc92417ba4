from pipeline.delivery.models import ChatState, ChatStatus
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_GET = "SELECT state, migrated_to FROM chat_statuses WHERE chat_id = $1"

# A chat without a row is open, so that an open one needs none.
_OPEN = """
UPDATE chat_statuses SET state = 'open', migrated_to = NULL, since = now()
WHERE chat_id = $1 AND state <> 'open'
RETURNING state
"""

_NOTE = """
INSERT INTO chat_statuses AS known (chat_id, state, migrated_to) VALUES ($1, $2, $3)
ON CONFLICT (chat_id) DO UPDATE SET state = $2, migrated_to = $3, since = now()
WHERE (known.state, known.migrated_to) IS DISTINCT FROM ($2, $3)
RETURNING state
"""


class KnownChats:
    """The port ``ChatStatuses``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, chat_id: int) -> ChatStatus:
        with translated():
            row = await self._pool.fetchrow(_GET, chat_id)
        if row is None:
            return ChatStatus(ChatState.OPEN)
        return ChatStatus(ChatState(row["state"]), row["migrated_to"])

    async def note(self, chat_id: int, status: ChatStatus) -> bool:
        with translated():
            if status.state is ChatState.OPEN:
                written = await self._pool.fetchval(_OPEN, chat_id)
            else:
                written = await self._pool.fetchval(
                    _NOTE, chat_id, status.state.value, status.migrated_to
                )
        return written is not None

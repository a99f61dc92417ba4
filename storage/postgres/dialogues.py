from collections.abc import Mapping

import asyncpg
import orjson

from pipeline.conversation.models import Dialogue, DialogueKey
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import UnstorableTextError, translated

_GET = """
SELECT state, data FROM dialogues
WHERE bot_id = $1 AND chat_id = $2 AND user_id = $3 AND thread_id = $4 AND destiny = $5
"""

_PUT = """
INSERT INTO dialogues (bot_id, chat_id, user_id, thread_id, destiny, state, data)
SELECT * FROM unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::jsonb[])
ON CONFLICT (bot_id, chat_id, user_id, thread_id, destiny) DO UPDATE
SET state = excluded.state, data = excluded.data, updated_at = now()
"""

_DELETE = """
DELETE FROM dialogues USING unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]
) AS ended (bot_id, chat_id, user_id, thread_id, destiny)
WHERE dialogues.bot_id = ended.bot_id AND dialogues.chat_id = ended.chat_id
    AND dialogues.user_id = ended.user_id AND dialogues.thread_id = ended.thread_id
    AND dialogues.destiny = ended.destiny
"""


class StoredDialogues:
    """The port ``Dialogues``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, key: DialogueKey) -> Dialogue:
        with translated():
            row = await self._pool.fetchrow(_GET, *key)
        return Dialogue() if row is None else Dialogue(row["state"], orjson.loads(row["data"]))

    async def put(self, key: DialogueKey, dialogue: Dialogue) -> None:
        """See the port.

        Raises:
            UnstorableTextError: It holds what PostgreSQL cannot; nothing was written.
        """
        with translated():
            async with self._pool.acquire() as connection:
                await put_dialogues(connection, {key: dialogue})


async def put_dialogues(connection: Connection, dialogues: Mapping[DialogueKey, Dialogue]) -> None:
    """Write each dialogue, or delete it if it is empty.

    By key, for who locks rows in one order never waits in a circle.

    Raises:
        UnstorableTextError: One of them holds what PostgreSQL cannot.
    """
    going_on = sorted(key for key, dialogue in dialogues.items() if dialogue != Dialogue())
    ended = sorted(dialogues.keys() - going_on)
    if going_on:
        states = [dialogues[key].state for key in going_on]
        try:
            data = [orjson.dumps(dialogues[key].data).decode() for key in going_on]
            await connection.execute(_PUT, *_columns(going_on), states, data)
        except (orjson.JSONEncodeError, asyncpg.UntranslatableCharacterError) as error:
            raise UnstorableTextError(
                "a dialogue holds a NUL character or a lone surrogate — leave it out of its data"
            ) from error
    if ended:
        await connection.execute(_DELETE, *_columns(ended))


def _columns(keys: list[DialogueKey]) -> list[list[int | str]]:
    return [list(column) for column in zip(*keys, strict=True)]

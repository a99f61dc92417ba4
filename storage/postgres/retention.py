"""Rows that have grown too old, removed in batches across tenants.

The service may not delete them itself. Each function of the owner's deletes from one table, never
more than its ``most`` and nothing that is younger than the floor which it was made with.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from pipeline.retention.models import Batch, Expiring
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.errors import translated
from storage.postgres.locks import try_lock

LOCK: Final = "alfred:retention"

_Place = tuple[Any, ...]
"""How far a table was gone through, in the terms of its function."""

# $1 days, $2 rows at the most, and where the batch before ended.
_REMOVE: Final[Mapping[Expiring, str]] = {
    Expiring.CONVERSATIONS: "SELECT * FROM expire_conversation_ledger($1, $2, $3)",
    Expiring.DIALOGUES: "SELECT * FROM expire_dialogues($1, $2, $3)",
    Expiring.EVENTS: "SELECT * FROM expire_events($1, $2, $3)",
    Expiring.JOB_LOG: "SELECT * FROM expire_pgqueuer_log($1, $2, $3)",
    Expiring.MODEL_CALLS: "SELECT * FROM expire_llm_usage($1, $2, $3)",
    Expiring.ARTIFACTS: "SELECT * FROM expire_group_digest_stage_artifacts($1, $2, $3)",
    Expiring.SEGMENTS: "SELECT * FROM expire_thread_segments($1, $2, $3)",
    Expiring.VERSIONS: "SELECT * FROM expire_group_message_versions($1, $2, $3)",
    Expiring.SENT: "SELECT * FROM expire_sent_messages($1, $2, $3)",
    Expiring.COPIES: "SELECT * FROM expire_digest_copies($1, $2, $3)",
    Expiring.THREADS: "SELECT * FROM expire_thread_answers($1, $2, $3)",
    Expiring.REPEATS: "SELECT * FROM expire_api_answers($1, $2, $3)",
    Expiring.BREAKS: "SELECT * FROM expire_invariant_breaks($1, $2, $3)",
    Expiring.RECOVERIES: "SELECT * FROM expire_recoveries($1, $2, $3)",
    Expiring.SAMPLES: "SELECT * FROM expire_rollout_samples($1, $2, $3)",
    Expiring.MESSAGES: "SELECT * FROM expire_group_messages($1, $2, $3, $4)",
    Expiring.EVIDENCE: "SELECT * FROM expire_group_digest_feedback($1, $2, $3)",
}
_BEGINNING: Final[Mapping[Expiring, _Place]] = {Expiring.MESSAGES: (None, None)}


class OldRows:
    """The port ``ExpiredRows``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def turn(self) -> AsyncIterator["Turn | None"]:
        """See the port.

        The lock belongs to the connection that also removes: whoever loses it removes no more.
        """
        async with own_connection(self._pool) as connection:
            yield Turn(connection) if await try_lock(connection, LOCK) else None


class Turn:
    """The port ``Sweep``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # A batch begins where the last one ended. From the start it would read again, each time,
        # what the others left behind and no vacuum has cleared away.
        self._places: dict[Expiring, _Place] = {}

    async def remove(self, expiring: Expiring, days: int, *, most: int) -> Batch:
        place = self._places.get(expiring) or _BEGINNING.get(expiring, (None,))
        with translated():
            [row] = await self._connection.fetch(_REMOVE[expiring], days, most, *place)
        removed, ended, *reached = row
        self._places[expiring] = tuple(reached)
        return Batch(removed, ended)

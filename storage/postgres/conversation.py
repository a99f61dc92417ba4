"""The ledger of what people send to the bot; it knows no tenants, for people come before them."""

from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from pipeline.conversation.models import EntryKey, Incoming, Receipt, Sent, Unanswered
from storage.postgres.connection import Connection, Pool
from storage.postgres.dialogues import put_dialogues
from storage.postgres.errors import NotFoundError, translated

_ACCEPT = """
INSERT INTO conversation_ledger (actor, device, client_seq, chat, payload)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bytea[])
ON CONFLICT (actor, device, client_seq) DO NOTHING
RETURNING actor, device, client_seq, correlation
"""

_TAKE_UP = """
WITH picked AS MATERIALIZED (
    SELECT actor, device, client_seq FROM conversation_ledger
    WHERE device = $1 AND receipt_at IS NULL
    ORDER BY client_seq LIMIT $2
),
taken AS (
    UPDATE conversation_ledger AS entry SET attempts = attempts + 1
    FROM picked
    WHERE entry.actor = picked.actor AND entry.device = picked.device
        AND entry.client_seq = picked.client_seq
    RETURNING entry.*
)
SELECT taken.*, sends.arrived, sends.results, sends.sending
FROM taken
CROSS JOIN LATERAL (
    SELECT
        array_agg(ordinal ORDER BY ordinal) FILTER (WHERE result IS NOT NULL) AS arrived,
        array_agg(result ORDER BY ordinal) FILTER (WHERE result IS NOT NULL) AS results,
        max(ordinal) FILTER (WHERE result IS NULL) AS sending
    FROM conversation_sends AS send
    WHERE send.actor = taken.actor AND send.device = taken.device
        AND send.client_seq = taken.client_seq
) AS sends
"""

# $4 ordinals and $5 results: of those that arrived, and NULL for the one that is about to go out.
_SENDING = """
WITH entry AS MATERIALIZED (
    SELECT actor, device, client_seq FROM conversation_ledger
    WHERE actor = $1 AND device = $2 AND client_seq = $3 AND receipt_at IS NULL
),
noted AS (
    INSERT INTO conversation_sends AS known (actor, device, client_seq, ordinal, result)
    SELECT entry.*, send.* FROM entry, unnest($4::integer[], $5::bytea[]) AS send
    ON CONFLICT (actor, device, client_seq, ordinal) DO UPDATE SET result = excluded.result
    WHERE excluded.result IS NOT NULL
)
SELECT count(*) FROM entry
"""

_WORKING = """
UPDATE conversation_ledger AS entry SET working_at = now()
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS at_work (actor, device, client_seq)
WHERE entry.actor = at_work.actor AND entry.device = at_work.device
    AND entry.client_seq = at_work.client_seq AND entry.receipt_at IS NULL
"""

_RECEIPT = """
WITH closed AS (
    UPDATE conversation_ledger SET receipt_at = now(), kind = $4, reply = $5, payload = NULL
    WHERE actor = $1 AND device = $2 AND client_seq = $3 AND receipt_at IS NULL
    RETURNING actor
),
forgotten AS (
    DELETE FROM conversation_sends WHERE actor = $1 AND device = $2 AND client_seq = $3
)
SELECT count(*) FROM closed
"""

_KNOWN = """
SELECT EXISTS (
    SELECT FROM conversation_ledger WHERE actor = $1 AND device = $2 AND client_seq = $3)
"""


class Conversations:
    """The port ``ConversationLedger``.

    A receipt deletes the entry's sends: they were kept to go through the answer again, and hold
    what it said.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def accept(self, entries: Sequence[Incoming]) -> Sequence[Incoming]:
        first: dict[EntryKey, Incoming] = {}
        for entry in entries:
            first.setdefault(entry.key, entry)
        # in one order, so that two who accept the same never wait for each other in a circle
        ordered = [first[key] for key in sorted(first)]
        with translated():
            rows = await self._pool.fetch(
                _ACCEPT,
                [entry.key.actor for entry in ordered],
                [entry.key.device for entry in ordered],
                [entry.key.client_seq for entry in ordered],
                [entry.chat for entry in ordered],
                [entry.payload for entry in ordered],
            )
        new = {EntryKey(*row[:3]): row["correlation"] for row in rows}
        return [replace(entry, correlation=new[key]) for key, entry in first.items() if key in new]

    async def take_up(self, device: str, *, limit: int) -> Sequence[Unanswered]:
        with translated():
            rows = await self._pool.fetch(_TAKE_UP, device, limit)
        return sorted((_unanswered(row) for row in rows), key=_number)

    async def working(self, keys: Sequence[EntryKey]) -> None:
        ordered = sorted(keys)  # as they are accepted: nobody waits in a circle
        with translated():
            await self._pool.execute(
                _WORKING,
                [key.actor for key in ordered],
                [key.device for key in ordered],
                [key.client_seq for key in ordered],
            )

    async def sending(self, key: EntryKey, ordinal: int, sent: Sequence[Sent] = ()) -> None:
        """See the port.

        Raises:
            NotFoundError: No such entry is waiting for its receipt.
        """
        results: dict[int, bytes | None] = {each.ordinal: each.result for each in sent}
        results.setdefault(ordinal, None)
        with translated():
            found = await self._pool.fetchval(_SENDING, *key, [*results], [*results.values()])
        if not found:
            raise _unknown(key)

    async def receipt(self, key: EntryKey, receipt: Receipt) -> bool:
        """See the port.

        Raises:
            NotFoundError: There is no such entry.
            UnstorableTextError: A dialogue holds what PostgreSQL cannot; nothing was written.
        """
        with translated():
            async with self._pool.acquire() as connection:
                if not receipt.dialogues:
                    return await _close(connection, key, receipt)
                async with connection.transaction():
                    closed = await _close(connection, key, receipt)
                    if closed:
                        await put_dialogues(connection, receipt.dialogues)
                    return closed


async def _close(connection: Connection, key: EntryKey, receipt: Receipt) -> bool:
    if await connection.fetchval(_RECEIPT, *key, receipt.kind.value, receipt.reply):
        return True
    if not await connection.fetchval(_KNOWN, *key):
        raise _unknown(key)
    return False


def _unanswered(row: asyncpg.Record) -> Unanswered:
    key = EntryKey(row["actor"], row["device"], row["client_seq"])
    sent = zip(row["arrived"] or (), row["results"] or (), strict=True)
    return Unanswered(
        entry=Incoming(key, row["chat"], row["payload"], row["correlation"]),
        attempts=row["attempts"],
        sent=tuple(Sent(*each) for each in sent),
        sending=row["sending"],
    )


def _number(unanswered: Unanswered) -> int:
    return unanswered.entry.key.client_seq


def _unknown(key: EntryKey) -> NotFoundError:
    return NotFoundError(f"no entry {key.client_seq} of {key.device} waits for a receipt")

"""Where the messages of all transports go, in batches."""

from collections.abc import Iterable, Sequence

from pipeline.events.groups import GroupMessageIngested
from pipeline.ingest.migration import former
from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.ingest.ports import Accepted
from pipeline.recordings.models import Admission
from storage.postgres.connection import Pool
from storage.postgres.groups import lock_group
from storage.postgres.message_rows import columns
from storage.postgres.outbox import Outbox
from storage.postgres.queue import NewJob, enqueue, pack
from storage.postgres.recording_queue import queue_recordings
from storage.postgres.tenant import tenant_transaction
from storage.postgres.tombstones import bury_messages, places_of

# Each message is compared with its stored self, and only what differs is written. BETWEEN and
# ORDER BY leave the planner no other way than the primary key, whose order that is; with = it
# would settle, while the table is small, for reading the window's index from end to end.
# Alfred's are also what he posted in a channel, which Telegram brings into the group that
# discusses it. What is known to be his stays so, though an export does not tell.
# What was heard of a recording stays with it, behind whatever is written now; a transport may not
# tell its size or length, and then it is the same one.
# $1 tenant, $2 group, $3 the event's name, $4 and on the columns.
_ACCEPT = """
WITH compared AS MATERIALIZED (
    SELECT given.*, kept.heard, known.replaced,
        CASE WHEN kept.heard IS NULL THEN given.text
        ELSE concat_ws(E'\\n', nullif(given.text, ''), kept.heard ->> 'text') END AS whole,
        CASE WHEN known.aside = 'own' THEN known.aside ELSE read.aside END AS why_aside,
        CASE
        WHEN known.message_id IS NULL THEN 'added'
        WHEN known.deleted_at IS NOT NULL THEN 'unchanged'
        WHEN given.edit_version > known.edit_version THEN 'edited'
        WHEN given.edit_version = known.edit_version AND known.differs THEN 'refreshed'
        ELSE 'unchanged' END AS fate
    FROM unnest(
        $4::bigint[], $5::timestamptz[], $6::bigint[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::bigint[], $13::jsonb[], $14::text[],
        $15::bigint[], $16::bigint[]
    ) AS given (
        message_id, sent_at, edit_version, kind, author_id, author_name, text, reply_to, topic_id,
        details, aside, channel_id, post_id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN given.post_id IS NOT NULL AND EXISTS (
            SELECT FROM sent_messages AS own
            WHERE own.chat_id = given.channel_id AND own.message_id = given.post_id
        ) THEN 'own' ELSE given.aside END AS aside
    ) AS read
    LEFT JOIN LATERAL (
        SELECT message_id, edit_version, deleted_at, aside, heard,
            given.edit_version > stored.edit_version AND coalesce(
                stored.details -> 'media' ->> 0 IS DISTINCT FROM given.details -> 'media' ->> 0
                OR stored.details -> 'media' ->> 2 <> given.details -> 'media' ->> 2
                OR stored.details -> 'media' ->> 3 <> given.details -> 'media' ->> 3,
            false) AS replaced,
            (stored.sent_at, stored.kind, stored.author_id, stored.author_name, stored.text,
                stored.reply_to, stored.topic_id, stored.details)
            IS DISTINCT FROM
            (given.sent_at, given.kind, given.author_id, given.author_name,
                CASE WHEN stored.heard IS NULL THEN given.text
                ELSE concat_ws(E'\\n', nullif(given.text, ''), stored.heard ->> 'text') END,
                given.reply_to, given.topic_id, given.details)
            OR stored.aside IS DISTINCT FROM read.aside
                AND stored.aside IS DISTINCT FROM 'own' AS differs
        FROM group_messages AS stored
        WHERE stored.group_id = $2
            AND stored.message_id BETWEEN given.message_id AND given.message_id
        ORDER BY stored.message_id LIMIT 1
    ) AS known ON true
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT known.replaced THEN known.heard END AS heard
    ) AS kept
),
superseded AS (
    INSERT INTO group_message_versions (
        tenant_id, group_id, message_id, edit_version, kind, author_name, text, details)
    SELECT $1, $2, old.message_id, old.edit_version, old.kind, old.author_name, old.text,
        old.details
    FROM compared
    CROSS JOIN LATERAL (
        SELECT * FROM group_messages AS stored
        WHERE stored.group_id = $2
            AND stored.message_id BETWEEN compared.message_id AND compared.message_id
        ORDER BY stored.message_id LIMIT 1
    ) AS old
    WHERE compared.fate = 'edited'
),
stored AS (
    INSERT INTO group_messages (
        tenant_id, group_id, message_id, sent_at, edit_version, kind, author_id, author_name, text,
        reply_to, topic_id, details, aside, heard)
    SELECT $1, $2, message_id, sent_at, edit_version, kind, author_id, author_name, whole,
        reply_to, topic_id, details, why_aside, heard
    FROM compared WHERE fate <> 'unchanged'
    ON CONFLICT (group_id, message_id) DO UPDATE SET
        sent_at = excluded.sent_at,
        edit_version = excluded.edit_version,
        kind = excluded.kind,
        author_id = excluded.author_id,
        author_name = excluded.author_name,
        text = excluded.text,
        reply_to = excluded.reply_to,
        topic_id = excluded.topic_id,
        details = excluded.details,
        aside = excluded.aside,
        heard = excluded.heard
),
recorded AS (
    INSERT INTO events (tenant_id, name, key, payload)
    SELECT $1, $3, concat_ws(':', $1::bigint, $2::bigint, message_id, edit_version),
        jsonb_build_object('tenant_id', $1::bigint, 'group_id', $2::bigint,
            'message_id', message_id, 'edit_version', edit_version)
    FROM compared WHERE fate IN ('added', 'edited')
    ON CONFLICT (name, key) DO NOTHING
)
SELECT
    count(*) FILTER (WHERE fate = 'added') AS added,
    count(*) FILTER (WHERE fate = 'edited') AS edited,
    array_agg(message_id) FILTER (WHERE fate IN ('added', 'edited')) AS ids,
    array_agg(edit_version) FILTER (WHERE fate IN ('added', 'edited')) AS versions,
    array_agg(message_id) FILTER (WHERE fate = 'added' OR fate = 'edited' AND replaced) AS fresh,
    array_agg(message_id) FILTER (WHERE fate = 'edited' AND replaced) AS replaced
FROM compared
"""


class Messages:
    """The port ``MessageSink``."""

    def __init__(self, pool: Pool, outbox: Outbox, admission: Admission | None = None) -> None:
        """``admission`` says which recordings are put in the queue; None for none."""
        self._pool = pool
        self._outbox = outbox
        self._admission = admission

    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        """See the port. One statement and one job for the whole batch.

        Raises:
            UnstorableTextError: A message holds what PostgreSQL cannot; nothing was stored.
            NotFoundError: The tenant has no such group.
        """
        latest = _latest(batch)
        arrays = columns(latest)
        async with tenant_transaction(self._pool, tenant) as connection:
            former_chat = await lock_group(connection, group)
            if former_chat is not None and former_chat == said_in:
                latest = [former(message) for message in latest]
                arrays = columns(latest)
            [row] = await connection.fetch(
                _ACCEPT, tenant, group, GroupMessageIngested.name, *arrays
            )
            if row["ids"] and self._outbox.carries(GroupMessageIngested):
                versions = zip(row["ids"], row["versions"], strict=True)
                await enqueue(connection, [_job(tenant, group, versions)])
            await queue_recordings(
                connection,
                tenant,
                group,
                latest,
                frozenset(row["fresh"] or ()),
                row["replaced"] or (),
                self._admission,
            )
        new = row["added"] + row["edited"]
        return Accepted(row["added"], row["edited"], unchanged=len(batch) - new)

    async def delete(
        self,
        tenant: TenantId,
        group: GroupId | None,
        ids: Sequence[MessageId],
        *,
        said_in: int | None = None,
    ) -> Sequence[tuple[GroupId, MessageId]]:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            places = await places_of(connection, tenant, group, ids, said_in)
            return await bury_messages(connection, self._outbox, tenant, places)


def _latest(batch: Sequence[Message]) -> Sequence[Message]:
    """Each message once, in its last version; of equal versions the one that came last.

    By id, as ``Ledger.record`` writes too: who locks rows in one order never waits in a circle.
    """
    latest: dict[int, Message] = {}
    for message in batch:
        known = latest.get(message.id)
        if known is None or known.edit_version <= message.edit_version:
            latest[message.id] = message
    return [latest[number] for number in sorted(latest)]


def _job(tenant: TenantId, group: GroupId, versions: Iterable[tuple[int, int]]) -> NewJob:
    shared = {"tenant_id": tenant, "group_id": group}
    payload = pack(shared, ("message_id", "edit_version"), list(versions))
    return NewJob(GroupMessageIngested.name, tenant, payload)

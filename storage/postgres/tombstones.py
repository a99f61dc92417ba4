"""Deleting messages: a row stays for each, so that no old export brings its text back."""

from collections.abc import Sequence

from pipeline.events.groups import GroupMessageDeleted
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import GroupId, MessageId, TenantId
from storage.postgres.connection import Connection
from storage.postgres.feedback import forget_evidence
from storage.postgres.groups import lock_group
from storage.postgres.outbox import Outbox
from storage.postgres.queue import NewJob, enqueue, pack

# An account is told of a deletion without the chat, and of its own ids: a group whose history the
# bot numbered cannot be meant.
_LOCK_BASIC_GROUPS = """
SELECT id, migrated_from IS NOT NULL AS migrated FROM groups
WHERE tenant_id = $1
    AND (kind = 'group' AND readers <> '{bot}'
        OR migrated_from IS NOT NULL AND readers <@ '{account}')
ORDER BY id
FOR NO KEY UPDATE
"""

# Links of messages are written without the group's lock. The rows are locked by a statement of
# their own, so that the next one sees them, and their places, as they stay until the end.
_LOCK_MESSAGES = """
SELECT stored.message_id
FROM unnest($1::bigint[], $2::bigint[]) AS wanted (group_id, message_id)
CROSS JOIN LATERAL (
    SELECT message_id FROM group_messages
    WHERE group_id = wanted.group_id
        AND message_id BETWEEN wanted.message_id AND wanted.message_id
    ORDER BY message_id LIMIT 1
    FOR NO KEY UPDATE
) AS stored
"""

# Rows are found in the order of the primary keys and then updated by their place, as in
# ``messages._ACCEPT`` and ``threads._RECORD``. $1 group and $2 message ids, $3 tenant, $4 event.
_ERASE = """
WITH erased AS (
    UPDATE group_messages AS message
    SET deleted_at = now(), text = '', details = NULL, heard = NULL
    FROM (
        SELECT stored.ctid
        FROM unnest($1::bigint[], $2::bigint[]) AS wanted (group_id, message_id)
        CROSS JOIN LATERAL (
            SELECT ctid, deleted_at FROM group_messages
            WHERE group_id = wanted.group_id
                AND message_id BETWEEN wanted.message_id AND wanted.message_id
            ORDER BY message_id LIMIT 1
        ) AS stored
        WHERE stored.deleted_at IS NULL
    ) AS found
    WHERE message.ctid = found.ctid
    RETURNING message.group_id, message.message_id
),
forgotten AS (
    UPDATE group_message_versions AS version
    SET text = '', details = NULL
    FROM (
        SELECT stored.ctid
        FROM erased
        CROSS JOIN LATERAL (
            SELECT ctid FROM group_message_versions
            WHERE group_id = erased.group_id
                AND message_id BETWEEN erased.message_id AND erased.message_id
            ORDER BY message_id, edit_version
        ) AS stored
    ) AS found
    WHERE version.ctid = found.ctid
),
unheard AS (
    DELETE FROM recordings AS recording
    USING erased
    CROSS JOIN LATERAL (
        SELECT stored.ctid AS place FROM recordings AS stored
        WHERE stored.group_id = erased.group_id
            AND stored.message_id BETWEEN erased.message_id AND erased.message_id
        ORDER BY stored.message_id LIMIT 1
    ) AS found
    WHERE recording.ctid = found.place
),
recorded AS (
    INSERT INTO events (tenant_id, name, key, payload)
    SELECT $3, $4, concat_ws(':', $3::bigint, group_id, message_id),
        jsonb_build_object('tenant_id', $3::bigint, 'group_id', group_id,
            'message_id', message_id)
    FROM erased
    ON CONFLICT (name, key) DO NOTHING
)
SELECT group_id, message_id FROM erased
"""


Place = tuple[GroupId, MessageId]


async def places_of(
    connection: Connection,
    tenant: TenantId,
    group: GroupId | None,
    ids: Sequence[MessageId],
    said_in: int | None,
) -> Sequence[Place]:
    """Where the messages are, if they are stored; writers of the groups take turns from now on.

    Raises:
        NotFoundError: The tenant has no such group.
    """
    told = sorted(set(ids))
    if group is not None:
        former_chat = await lock_group(connection, group)
        migrated = former_chat is not None and former_chat == said_in
        return [(group, _numbered(message, migrated=migrated)) for message in told]
    rows = await connection.fetch(_LOCK_BASIC_GROUPS, tenant)
    return [
        (GroupId(row["id"]), _numbered(message, migrated=row["migrated"]))
        for row in rows
        for message in told
    ]


async def lock_messages(
    connection: Connection, groups: Sequence[GroupId], messages: Sequence[MessageId]
) -> None:
    """Keep the rows as they are for others, links included, until the end of the transaction."""
    await connection.execute(_LOCK_MESSAGES, groups, messages)


async def bury_messages(
    connection: Connection, outbox: Outbox, tenant: TenantId, wanted: Sequence[Place]
) -> Sequence[Place]:
    """Erase messages in the caller's transaction and announce it, by one job for all of them.

    Returns:
        Those that were there.
    """
    places = [owner for owner, _ in wanted], [message for _, message in wanted]
    await lock_messages(connection, *places)
    rows = await connection.fetch(_ERASE, *places, tenant, GroupMessageDeleted.name)
    await forget_evidence(connection, *places)
    deleted = sorted((GroupId(row["group_id"]), MessageId(row["message_id"])) for row in rows)
    if deleted and outbox.carries(GroupMessageDeleted):
        payload = pack({"tenant_id": tenant}, ("group_id", "message_id"), deleted)
        await enqueue(connection, [NewJob(GroupMessageDeleted.name, tenant, payload)])
    return deleted


def _numbered(message: MessageId, *, migrated: bool) -> MessageId:
    return former_id(message) if migrated else message

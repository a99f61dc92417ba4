"""Recordings are put in the queue by the transaction that stores their messages."""

from collections.abc import Collection, Sequence

from pipeline.ingest.models import GroupId, Message, TenantId, Transport
from pipeline.ingest.talk import is_talk
from pipeline.recordings.models import KINDS, Admission, GivenUp
from storage.postgres.connection import Connection

_FORGET = "DELETE FROM recordings WHERE group_id = $1 AND message_id = ANY ($2::bigint[])"

# What is too long is counted as not heard, and never asked for. An export that is read again may
# have files now that it had not, or somebody who listens: what was left then is tried once more.
_QUEUE = """
INSERT INTO recordings (
    tenant_id, group_id, message_id, transport, handle, kind, seconds, size, sent_at, state, fault)
SELECT $1, $2, given.message_id, transport, CASE WHEN fault IS NULL THEN handle END, given.kind,
    seconds, size, given.sent_at, CASE WHEN fault IS NULL THEN 'waiting' ELSE 'given_up' END, fault
FROM unnest(
    $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::bigint[],
    $9::timestamptz[], $10::text[]
) AS given (message_id, transport, handle, kind, seconds, size, sent_at, fault)
JOIN group_messages AS stored ON stored.group_id = $2 AND stored.message_id = given.message_id
    AND stored.deleted_at IS NULL AND stored.heard IS NULL
WHERE transport = $12 OR given.sent_at > now() - $11::interval
ON CONFLICT (group_id, message_id) DO UPDATE
SET handle = excluded.handle, state = 'waiting', fault = NULL, claim = NULL, attempts = 0,
    next_at = now()
WHERE recordings.transport = $12 AND excluded.transport = $12 AND excluded.fault IS NULL
    AND (recordings.state = 'waiting'
        OR recordings.fault IN ('gone', 'unavailable', 'rejected', 'quota'))
"""


async def queue_recordings(
    connection: Connection,
    tenant: TenantId,
    group: GroupId,
    messages: Sequence[Message],
    fresh: Collection[int],
    replaced: Collection[int],
    admission: Admission | None,
) -> None:
    """Queue those of new messages, of messages that have another recording now, and of exports.

    Args:
        connection: In the transaction that stored the messages.
        tenant: Whose group it is.
        group: Theirs.
        messages: Of this batch.
        fresh: Ids of those that were added, or whose recording was replaced.
        replaced: Ids of the latter.
        admission: None if none is heard.
    """
    if replaced:
        await connection.execute(_FORGET, group, sorted(replaced))
    if admission is None:
        return
    found = [each for each in messages if _is_wanted(each, fresh)]
    if not found:
        return
    sounds = [message.sound for message in found if message.sound]
    media = [message.media for message in found if message.media]
    lengths = [max(1, each.seconds or 1) for each in media]
    faults = [GivenUp.TOO_LONG if each > admission.longest else None for each in lengths]
    await connection.execute(
        _QUEUE,
        tenant,
        group,
        [message.id for message in found],
        [sound.transport.value for sound in sounds],
        [sound.handle for sound in sounds],
        [each.kind.value for each in media],
        lengths,
        [each.size for each in media],
        [message.sent_at for message in found],
        [fault and fault.value for fault in faults],
        admission.age,
        Transport.EXPORT.value,
    )


def _is_wanted(message: Message, fresh: Collection[int]) -> bool:
    if message.sound is None or message.media is None:
        return False
    if message.id not in fresh and message.sound.transport is not Transport.EXPORT:
        return False
    return message.media.kind in KINDS and is_talk(message)

"""Old rows may be deleted: by these functions, in batches, and never below an age.

The service's role may not delete what expires. A function of the owner's does, for one table, and
row level security shows the owner rows of all tenants once they are as old as the function's
least age, which is its floor whatever days it is given. Rows that somebody holds are left to the
next time, so that nobody waits for a batch or it for them.
"""

from alembic import op

from storage.migrations.isolation import open_to_owner

revision = "0018"
down_revision = "0017"

# Least privilege: called by the functions below, and by nobody else.
_BORDER = """
CREATE FUNCTION retention_border(days integer, fewest integer, most integer) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (days >= fewest) IS NOT TRUE THEN
        RAISE invalid_parameter_value USING
            MESSAGE = format('rows younger than %s days are kept', fewest),
            HINT = 'Give as many days, or more.';
    END IF;
    IF (most BETWEEN 1 AND 10000) IS NOT TRUE THEN
        RAISE invalid_parameter_value USING
            MESSAGE = 'a batch has 1 to 10000 rows', HINT = 'Go on in several batches.';
    END IF;
    RETURN now() - days * interval '24 hours';
END
$$
"""

# In the order of time, by an index of it. Rows of one moment may be divided between two batches,
# so the next one begins with that moment again.
_BY_TIME = """
CREATE FUNCTION expire_{table}(days integer, most integer, after timestamptz)
RETURNS TABLE (removed integer, ended boolean, reached timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    border CONSTANT timestamptz := public.retention_border(days, {fewest}, most);
    since CONSTANT timestamptz := coalesce(after, '-infinity');
    places tid[];
BEGIN
    SELECT array_agg(old.place), max(old.moment) INTO places, reached
    FROM (
        SELECT ctid AS place, {moment} AS moment FROM public.{table}
        WHERE {moment} >= since AND {moment} < border{condition}
        ORDER BY {moment} LIMIT most
        FOR UPDATE SKIP LOCKED
    ) AS old;
    {action};
    GET DIAGNOSTICS removed = ROW_COUNT;
    ended := removed < most;
    RETURN NEXT;
END
$$
"""

# Numbers are given out in the order of time, but for transactions that overtake each other, so
# the oldest rows are the first of the primary key: no index more where rows are written fastest.
_BY_NUMBER = """
CREATE FUNCTION expire_{table}(days integer, most integer, after bigint)
RETURNS TABLE (removed integer, ended boolean, reached bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    border CONSTANT timestamptz := public.retention_border(days, {fewest}, most);
    since CONSTANT bigint := coalesce(after, 0);
    last bigint;
BEGIN
    SELECT max(batch.id), max(batch.id) FILTER (WHERE batch.moment < border),
        count(*) < most INTO last, reached, ended
    FROM (
        SELECT id, {moment} AS moment FROM public.{table}
        WHERE id > since ORDER BY id LIMIT most
    ) AS batch;
    DELETE FROM public.{table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM public.{table}
        WHERE id > since AND id <= reached AND {moment} < border ORDER BY id
        FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS removed = ROW_COUNT;
    ended := ended OR reached IS DISTINCT FROM last;
    RETURN NEXT;
END
$$
"""

# Group by group, each from its oldest message on, until there are enough. A thread goes with the
# last of its messages.
_MESSAGES = """
CREATE FUNCTION expire_group_messages(
    days integer, most integer, after_group bigint, after timestamptz)
RETURNS TABLE (removed integer, ended boolean, reached_group bigint, reached timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    border CONSTANT timestamptz := public.retention_border(days, {fewest}, most);
    since timestamptz;
    places tid[];
    threads bigint[];
    gone integer;
BEGIN
    removed := 0;
    FOR reached_group, since IN
        SELECT known.id, oldest.sent_at
        FROM public.groups AS known
        CROSS JOIN LATERAL (
            SELECT sent_at FROM public.group_messages
            WHERE group_id = known.id AND sent_at < border AND sent_at >= CASE
                WHEN known.id = after_group THEN coalesce(after, '-infinity')
                ELSE '-infinity' END
            ORDER BY sent_at LIMIT 1
        ) AS oldest
        WHERE known.id >= coalesce(after_group, 0)
        ORDER BY known.id
    LOOP
        SELECT array_agg(old.place), array_agg(DISTINCT old.thread_id), max(old.sent_at)
        INTO places, threads, reached
        FROM (
            SELECT ctid AS place, thread_id, sent_at FROM public.group_messages
            WHERE group_id = reached_group AND sent_at >= since AND sent_at < border
            ORDER BY sent_at LIMIT most - removed
            FOR UPDATE SKIP LOCKED
        ) AS old;
        DELETE FROM public.group_threads
        WHERE group_id = reached_group AND thread_id = ANY (threads) AND last_at < border;
        DELETE FROM public.group_messages WHERE ctid = ANY (places);
        GET DIAGNOSTICS gone = ROW_COUNT;
        removed := removed + gone;
        EXIT WHEN removed >= most;
    END LOOP;
    ended := removed < most;
    RETURN NEXT;
END
$$
"""

_DELETE = "DELETE FROM public.{table} WHERE ctid = ANY (places)"
# Only what has its receipt: the rest is still to be answered, and its sends are what keeps an
# answer from going out twice.
_RECEIPTED = " AND receipt_at < now() - interval '72 hours'"
_DELETE_CONVERSATIONS = f"""DELETE FROM public.conversation_sends AS send
    USING public.conversation_ledger AS entry
    WHERE entry.ctid = ANY (places) AND send.actor = entry.actor AND send.device = entry.device
        AND send.client_seq = entry.client_seq;
    {_DELETE}"""
_ERASE_EVIDENCE = "UPDATE public.{table} SET evidence = NULL WHERE ctid = ANY (places)"

# Table, its time, the fewest days, what else has to hold, and what is done.
_TIMED = (
    ("conversation_ledger", "accepted_at", 3, _RECEIPTED, _DELETE_CONVERSATIONS),
    ("dialogues", "updated_at", 7, "", _DELETE),
    ("group_digest_stage_artifacts", "created_at", 3, "", _DELETE),
    ("thread_segments", "created_at", 3, "", _DELETE),
    ("group_message_versions", "superseded_at", 7, "", _DELETE),
    ("sent_messages", "sent_at", 7, "", _DELETE),
    ("group_digest_feedback", "given_at", 30, " AND evidence IS NOT NULL", _ERASE_EVIDENCE),
)
_NUMBERED_OF_TENANTS = (("events", "recorded_at", 7), ("llm_usage", "created_at", 3))
_NUMBERED = (*_NUMBERED_OF_TENANTS, ("pgqueuer_log", "created", 1))
_MESSAGE_DAYS = 30

# Of tables with a tenant: from when on the owner may touch all rows, in days.
_SHOWN = (
    ("group_digest_stage_artifacts", "created_at", 3),
    ("thread_segments", "created_at", 3),
    ("group_message_versions", "superseded_at", 7),
    ("group_digest_feedback", "given_at", 30),
    *_NUMBERED_OF_TENANTS,
    ("group_messages", "sent_at", _MESSAGE_DAYS),
    ("group_threads", "last_at", _MESSAGE_DAYS),
)
_INDEXES = {
    "ix_dialogues_updated": "dialogues (updated_at)",
    "ix_digest_stage_artifacts_created": "group_digest_stage_artifacts (created_at)",
    "ix_thread_segments_created": "thread_segments (created_at)",
    "ix_group_message_versions_superseded": "group_message_versions (superseded_at)",
    "ix_sent_messages_sent": "sent_messages (sent_at)",
    "ix_group_digest_feedback_evidence": (
        "group_digest_feedback (given_at) WHERE evidence IS NOT NULL"
    ),
}


def upgrade() -> None:
    for name, described in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {described}")
    for table, moment, days in _SHOWN:
        op.execute(
            f"CREATE POLICY expiry ON {table} TO alfred_owner"
            f" USING ({moment} < now() - interval '{24 * days} hours')"
        )
    # Whoever goes by number sees where the younger rows begin.
    for table, _, _ in _NUMBERED_OF_TENANTS:
        open_to_owner(table)

    op.execute(_BORDER)
    op.execute("REVOKE ALL ON FUNCTION retention_border(integer, integer, integer) FROM PUBLIC")
    for table, moment, days, condition, action in _TIMED:
        op.execute(
            _BY_TIME.format(
                table=table,
                moment=moment,
                fewest=days,
                condition=condition,
                action=action.format(table=table),
            )
        )
        _let_service(f"expire_{table}(integer, integer, timestamptz)")
    for table, moment, days in _NUMBERED:
        op.execute(_BY_NUMBER.format(table=table, moment=moment, fewest=days))
        _let_service(f"expire_{table}(integer, integer, bigint)")
    op.execute(_MESSAGES.format(fewest=_MESSAGE_DAYS))
    _let_service("expire_group_messages(integer, integer, bigint, timestamptz)")


def downgrade() -> None:
    op.execute("DROP FUNCTION expire_group_messages(integer, integer, bigint, timestamptz)")
    for table, *_ in _NUMBERED:
        op.execute(f"DROP FUNCTION expire_{table}(integer, integer, bigint)")
    for table, *_ in _TIMED:
        op.execute(f"DROP FUNCTION expire_{table}(integer, integer, timestamptz)")
    op.execute("DROP FUNCTION retention_border(integer, integer, integer)")
    for table, _, _ in _NUMBERED_OF_TENANTS:
        op.execute(f"DROP POLICY directory ON {table}")
    for table, _, _ in _SHOWN:
        op.execute(f"DROP POLICY expiry ON {table}")
    for name in _INDEXES:
        op.execute(f"DROP INDEX {name}")


def _let_service(function: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service")

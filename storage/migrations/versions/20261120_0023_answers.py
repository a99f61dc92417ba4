"""What was answered is known for a while: threads and copies to take back, requests sent twice."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0023"
down_revision = "0022"

# In the order of time, by an index of it. Rows of one moment may be divided between two batches,
# so the next one begins with that moment again.
_EXPIRE = """
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
        WHERE {moment} >= since AND {moment} < border
        ORDER BY {moment} LIMIT most
        FOR UPDATE SKIP LOCKED
    ) AS old;
    DELETE FROM public.{table} WHERE ctid = ANY (places);
    GET DIAGNOSTICS removed = ROW_COUNT;
    ended := removed < most;
    RETURN NEXT;
END
$$
"""
_EXPIRING = (
    ("digest_copies", "sent_at", 7),
    ("thread_answers", "sent_at", 7),
    ("api_answers", "asked_at", 1),
)


def upgrade() -> None:
    # An answer to /thread: the messages of the bot's that it took, and those that it quotes.
    op.execute(
        """
        CREATE TABLE thread_answers (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            message_id bigint NOT NULL,
            message_ids bigint[] NOT NULL,
            chat_id bigint NOT NULL,
            quoted bigint[] NOT NULL,
            cut boolean NOT NULL,
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            revision integer NOT NULL DEFAULT 0,
            sent_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (group_id, chat_id, message_id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            CHECK (message_id = message_ids[1])
        )
        """
    )
    isolate("thread_answers")
    op.execute("GRANT SELECT, INSERT, DELETE ON thread_answers TO alfred_service")
    op.execute("GRANT UPDATE (revision) ON thread_answers TO alfred_service")

    # The answer to a request of the API that had a key; none while it is being answered.
    op.execute(
        """
        CREATE TABLE api_answers (
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            token_id bigint NOT NULL REFERENCES api_tokens (id),
            key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
            request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
            claim uuid NOT NULL,
            asked_at timestamptz NOT NULL DEFAULT now(),
            status smallint,
            headers jsonb,
            body bytea,
            PRIMARY KEY (token_id, key_hash),
            CHECK (num_nulls(status, headers, body) IN (0, 3))
        )
        """
    )
    isolate("api_answers")
    op.execute("GRANT SELECT, INSERT, DELETE ON api_answers TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (request_hash, claim, asked_at, status, headers, body) ON api_answers
        TO alfred_service
        """
    )

    for table, moment, days in _EXPIRING:
        op.execute(f"CREATE INDEX ix_{table}_{moment} ON {table} ({moment})")
        op.execute(
            f"CREATE POLICY expiry ON {table} TO alfred_owner"
            f" USING ({moment} < now() - interval '{24 * days} hours')"
        )
        op.execute(_EXPIRE.format(table=table, moment=moment, fewest=days))
        function = f"expire_{table}(integer, integer, timestamptz)"
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service")


def downgrade() -> None:
    for table, moment, _ in _EXPIRING:
        op.execute(f"DROP FUNCTION expire_{table}(integer, integer, timestamptz)")
        op.execute(f"DROP POLICY expiry ON {table}")
        op.execute(f"DROP INDEX ix_{table}_{moment}")
    op.execute("DROP TABLE api_answers")
    op.execute("DROP TABLE thread_answers")

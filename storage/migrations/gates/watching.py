"""Invariants that no code may break, watched where every writer passes, and repairs, counted.

A break is kept with the numbers of its rows, and never with a word of a chat.
"""

BREAKS = """
CREATE TABLE invariant_breaks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'receipt_twice', 'read_back', 'chunk_twice', 'cursor_back')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    evidence jsonb NOT NULL
)
"""
BREAKS_BY_TIME = "CREATE INDEX ix_invariant_breaks_at ON invariant_breaks (at, kind)"

# session: somebody began to read; everything else is what had to be repaired since.
RECOVERIES = """
CREATE TABLE recoveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'session', 'reconciliation', 'full_history', 'too_long', 'flood_wait')),
    source text NOT NULL CHECK (source IN ('account', 'bot')),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
RECOVERIES_BY_TIME = "CREATE INDEX ix_recoveries_at ON recoveries (at, kind)"
SESSIONS = "CREATE INDEX ix_recoveries_sessions ON recoveries (source, id) WHERE kind = 'session'"

# Whoever reads on since long ago has had one session, too.
LASTING = """
CREATE FUNCTION rollout_lasting(asked text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*)::integer FROM (
        SELECT FROM public.recoveries
        WHERE kind = 'session' AND (asked IS NULL OR source = asked) LIMIT 1) AS any_session
$$
"""

# A break that nobody acted on counts for the whole span. One that shut the feature, or that people
# knew when they opened it again, counts for 15 minutes: else whoever mended its cause could not
# open digests for a day.
BREAKS_SINCE = """
CREATE FUNCTION rollout_breaks_since(asked text, span interval) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(now() - span, CASE
        WHEN known.killed THEN recent.since
        WHEN resumed.at IS NOT NULL THEN least(resumed.at, recent.since) END)
    FROM public.rollout_features AS known
    CROSS JOIN (SELECT now() - interval '15 minutes' AS since) AS recent
    CROSS JOIN LATERAL (
        SELECT max(done.at) AS at FROM public.rollout_journal AS done
        WHERE done.feature = known.feature AND done.act = 'resume') AS resumed
    WHERE known.feature = asked
$$
"""

WORKING = "ALTER TABLE conversation_ledger ADD working_at timestamptz"

RECEIPT_TWICE = """
CREATE FUNCTION note_receipt_twice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.invariant_breaks (kind, evidence) VALUES (
        'receipt_twice',
        jsonb_build_object('device', OLD.device, 'client_seq', OLD.client_seq,
            'first', OLD.receipt_at, 'second', NEW.receipt_at));
    RETURN NULL;
END
$$
"""
RECEIPT_TWICE_TRIGGER = """
CREATE TRIGGER receipt_twice AFTER UPDATE OF receipt_at ON conversation_ledger
FOR EACH ROW WHEN (OLD.receipt_at IS NOT NULL AND NEW.receipt_at IS DISTINCT FROM OLD.receipt_at)
EXECUTE FUNCTION note_receipt_twice()
"""

# Somebody's message that comes after a later one of theirs was answered.
READ_BACK = """
CREATE FUNCTION note_read_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.invariant_breaks (kind, evidence)
    SELECT 'read_back',
        jsonb_build_object('device', late.device, 'client_seq', late.client_seq,
            'after', later.client_seq)
    FROM accepted AS late
    CROSS JOIN LATERAL (
        SELECT client_seq FROM public.conversation_ledger AS known
        WHERE known.actor = late.actor AND known.device = late.device AND known.chat = late.chat
            AND known.client_seq > late.client_seq AND known.receipt_at < late.accepted_at
        ORDER BY known.client_seq DESC LIMIT 1
    ) AS later;
    RETURN NULL;
END
$$
"""
READ_BACK_TRIGGER = """
CREATE TRIGGER read_back AFTER INSERT ON conversation_ledger
REFERENCING NEW TABLE AS accepted
FOR EACH STATEMENT EXECUTE FUNCTION note_read_back()
"""

CHUNK_TWICE = """
CREATE FUNCTION note_chunk_twice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.invariant_breaks (kind, evidence) VALUES (
        'chunk_twice',
        jsonb_build_object('digest', OLD.digest_id, 'chunk', OLD.chunk,
            'first', OLD.sent_at, 'second', NEW.sent_at));
    RETURN NULL;
END
$$
"""
# What was taken out of a chat is released first, and may go out again.
CHUNK_TWICE_TRIGGER = """
CREATE TRIGGER chunk_twice AFTER UPDATE OF state, sent_at ON delivery_ledger
FOR EACH ROW WHEN (OLD.state = 'sent' AND NEW.state <> 'released'
    AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
EXECUTE FUNCTION note_chunk_twice()
"""

CURSOR_BACK = """
CREATE FUNCTION note_cursor_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.invariant_breaks (kind, evidence) VALUES (
        'cursor_back',
        jsonb_build_object('group', OLD.group_id, 'source', OLD.source, 'from', OLD.message_id,
            'to', NEW.message_id));
    RETURN NULL;
END
$$
"""
CURSOR_BACK_TRIGGER = """
CREATE TRIGGER cursor_back AFTER UPDATE OF message_id ON ingest_cursors
FOR EACH ROW WHEN (NEW.message_id < OLD.message_id)
EXECUTE FUNCTION note_cursor_back()
"""

WATCHING = (
    BREAKS,
    BREAKS_BY_TIME,
    RECOVERIES,
    RECOVERIES_BY_TIME,
    SESSIONS,
    LASTING,
    BREAKS_SINCE,
    WORKING,
    RECEIPT_TWICE,
    RECEIPT_TWICE_TRIGGER,
    READ_BACK,
    READ_BACK_TRIGGER,
    CHUNK_TWICE,
    CHUNK_TWICE_TRIGGER,
    CURSOR_BACK,
    CURSOR_BACK_TRIGGER,
)

"""The SQL of revision 0027: a later change is a new revision, with its own text."""

from storage.migrations.gates.expiring import EXPIRE as EXPIRE_BY_TIME

# at: the full minute. A breach within it stays to be seen, whatever follows.
SAMPLES = """
CREATE TABLE rollout_samples (
    at timestamptz NOT NULL,
    feature text NOT NULL REFERENCES rollout_features (feature),
    gate text NOT NULL,
    value double precision,
    samples bigint NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('ok', 'breach', 'too_few', 'stale')),
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (at, feature, gate)
)
"""

# Measured, noted and told in one go, so that what is acted on is what was noted.
LOOK = """
CREATE FUNCTION rollout_look(asked text)
RETURNS TABLE (
    feature text, gate text, class text, bound text, threshold double precision,
    value double precision, samples bigint, fewest bigint, age interval, oldest interval,
    verdict text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH reading AS MATERIALIZED (SELECT * FROM public.rollout_gates(asked)),
    noted AS (
        INSERT INTO public.rollout_samples AS known
        SELECT date_trunc('minute', clock_timestamp()), reading.feature, reading.gate,
            reading.value, reading.samples, reading.verdict, clock_timestamp()
        FROM reading
        ON CONFLICT (at, feature, gate) DO UPDATE SET
            looked_at = excluded.looked_at,
            (value, samples, verdict) = (
                SELECT shown.value, shown.samples, shown.verdict
                FROM (VALUES
                    (1, known.value, known.samples, known.verdict),
                    (2, excluded.value, excluded.samples, excluded.verdict)
                ) AS shown (place, value, samples, verdict)
                ORDER BY shown.verdict = 'breach' DESC, shown.place DESC LIMIT 1)
    )
    SELECT * FROM reading
$$
"""

SINCE = """
CREATE FUNCTION rollout_samples_since(asked text, moment timestamptz)
RETURNS TABLE (
    at timestamptz, gate text, value double precision, samples bigint, verdict text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT known.at, known.gate, known.value, known.samples, known.verdict
    FROM public.rollout_samples AS known
    WHERE known.at >= moment AND known.feature = asked
    ORDER BY known.at, known.gate
$$
"""

# Of each gate its newest row of the last minutes, with the age of the latest look of all: one row
# without a gate if nobody looked of late.
LATEST = """
CREATE FUNCTION rollout_latest_look()
RETURNS TABLE (
    age interval, feature text, gate text, class text, value double precision, verdict text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH newest AS (
        SELECT DISTINCT ON (known.feature, known.gate) known.*
        FROM public.rollout_samples AS known
        WHERE known.at > now() - interval '5 minutes'
        ORDER BY known.feature, known.gate, known.at DESC
    )
    SELECT clock_timestamp() - looks.latest, newest.feature, newest.gate, limits.class,
        newest.value, newest.verdict
    FROM (
        SELECT max(known.looked_at) AS latest FROM public.rollout_samples AS known
        WHERE known.at = (SELECT max(minute.at) FROM public.rollout_samples AS minute)
    ) AS looks
    LEFT JOIN newest ON true
    LEFT JOIN public.rollout_limits AS limits
        ON limits.feature = newest.feature AND limits.gate = newest.gate
    WHERE newest.gate IS NULL OR limits.gate IS NOT NULL
    ORDER BY newest.feature, newest.gate
$$
"""

# What an operator looks at first, by the same conditions as the measures have (revision 0025).
EVIDENCE = """
CREATE FUNCTION rollout_evidence(asked text, gate text, most integer DEFAULT 5)
RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT found.reference FROM (
        SELECT 'conversation_ledger ' || device || ':' || client_seq AS reference,
            accepted_at AS moment
        FROM public.conversation_ledger
        WHERE asked = 'chat_v11' AND gate = 'ack_without_receipt_10s_rate'
            AND accepted_at > now() - interval '15 minutes' AND receipt_at IS NULL
            AND greatest(accepted_at, working_at) < now() - interval '10 s'
        UNION ALL
        SELECT 'digest_orders ' || id, created_at FROM public.digest_orders
        WHERE asked = 'digest_agent' AND gate = 'ack_without_receipt_10s_rate'
            AND created_at > now() - interval '24 hours' AND state = 'waiting'
            AND created_at < now() - interval '1 hour'
        UNION ALL
        SELECT 'invariant_breaks ' || id, at FROM public.invariant_breaks
        WHERE kind = CASE asked || ' ' || gate
            WHEN 'chat_v11 timeline_duplicate_detected_rate' THEN 'receipt_twice'
            WHEN 'chat_v11 read_rollback_detected_rate' THEN 'read_back'
            WHEN 'digest_agent timeline_duplicate_detected_rate' THEN 'chunk_twice'
            WHEN 'digest_agent read_rollback_detected_rate' THEN 'cursor_back' END
            AND at > public.rollout_breaks_since(asked, CASE asked
                WHEN 'chat_v11' THEN interval '15 minutes' ELSE interval '24 hours' END)
    ) AS found
    ORDER BY found.moment DESC LIMIT most
$$
"""

# The journal is what the operators are told from, so nothing that was done can be forgotten.
# doubtful: a message about it left and may have arrived.
UNTOLD = """
CREATE FUNCTION rollout_untold(quiet interval)
RETURNS TABLE (
    id bigint, feature text, at timestamptz, act text, from_stage text, to_stage text,
    killed boolean, held boolean, version bigint, decision text, gates jsonb, owner text,
    approver text, note text, doubtful boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT entry.id, entry.feature, entry.at, entry.act, entry.from_stage, entry.to_stage,
        entry.killed, entry.held, entry.version, entry.decision, entry.gates, entry.owner,
        entry.approver, entry.note, coalesce(told.doubtful, false)
    FROM public.rollout_journal AS entry
    LEFT JOIN public.operator_notices AS told ON told.subject = 'rollout:' || entry.id
    WHERE entry.owner = 'watch' AND entry.at > now() - interval '24 hours'
        AND (told.left_at IS NULL OR (told.doubtful AND told.left_at < now() - quiet))
    ORDER BY entry.id LIMIT 1
$$
"""
# Nothing else finds the few entries of the watch among those of people.
UNTOLD_BY_TIME = (
    "CREATE INDEX ix_rollout_journal_watch ON rollout_journal (at) WHERE owner = 'watch'"
)

EXPIRE = EXPIRE_BY_TIME.format(table="rollout_samples", fewest=1, condition="")

STATEMENTS = (SAMPLES, LOOK, SINCE, LATEST, EVIDENCE, UNTOLD, UNTOLD_BY_TIME, EXPIRE)

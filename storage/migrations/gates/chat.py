"""What is measured of the conversation: one look at its ledger for all gates."""

# The span is not known to whoever plans: a plan for a small table would read a large one whole.
#
# An answer may take a model longer than ten seconds. As long as a process is at it, it says so
# (working_at); what nobody is at and has no receipt is lost. What broke may be of an entry that
# was accepted before the span: it counts all the same.
CHAT = """
CREATE FUNCTION rollout_measured_chat(span interval)
RETURNS TABLE (gate text, value double precision, samples bigint, age interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
    WITH entry AS (
        SELECT count(*) AS accepted, max(accepted_at) AS latest,
            count(*) FILTER (WHERE accepted_at < now() - interval '10 s') AS due,
            count(*) FILTER (WHERE receipt_at IS NULL
                AND greatest(accepted_at, working_at) < now() - interval '10 s') AS lost,
            count(receipt_at) AS receipts, max(receipt_at) AS receipted,
            count(*) FILTER (WHERE attempts > 0) AS again,
            count(*) FILTER (WHERE kind = 'interrupted') AS interrupted,
            count(*) FILTER (WHERE kind IN ('reply', 'refusal', 'error')) AS answers,
            percentile_cont(0.95) WITHIN GROUP (
                ORDER BY 1000 * extract(epoch FROM receipt_at - accepted_at)::double precision)
                FILTER (WHERE kind IN ('reply', 'refusal', 'error')) AS slow
        FROM public.conversation_ledger WHERE accepted_at > now() - span
    ), broken AS (
        SELECT count(*) FILTER (WHERE kind = 'receipt_twice') AS twice,
            count(*) FILTER (WHERE kind = 'read_back') AS back
        FROM public.invariant_breaks WHERE at > now() - span
    ), bot AS (
        SELECT greatest(count(*) FILTER (WHERE kind = 'session'), public.rollout_lasting('bot'))
                AS sessions,
            count(*) FILTER (WHERE kind = 'too_long') AS too_long,
            count(*) FILTER (WHERE kind = 'flood_wait') AS throttled
        FROM public.recoveries WHERE source = 'bot' AND at > now() - interval '24 hours'
    )
    SELECT told.gate, told.part / nullif(told.whole, 0), told.whole, now() - told.latest
    FROM entry, broken, bot CROSS JOIN LATERAL (VALUES
        ('ack_without_receipt_10s_rate', lost::double precision, due, entry.latest),
        ('timeline_duplicate_detected_rate', twice, greatest(accepted, twice), entry.latest),
        ('read_rollback_detected_rate', back, greatest(accepted, back), entry.latest),
        ('write_receipt_p95_ms', slow * answers, answers, receipted),
        ('forced_resync_rate', again, accepted, entry.latest),
        ('full_state_rate', interrupted, receipts, receipted),
        ('ERR_RESYNC_RANGE_UNAVAILABLE_rate', too_long, sessions, entry.latest),
        ('ERR_RESYNC_THROTTLED_rate', throttled, sessions, entry.latest)
    ) AS told (gate, part, whole, latest)
$$
"""

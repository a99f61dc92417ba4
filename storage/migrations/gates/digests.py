"""What is measured of digests, across tenants: orders, deliveries, cursors and qualities."""

# An order may wait behind a run, and then for its own: each has half an hour (DIGEST_RUN_SECONDS)
# before rules finish it.
#
# Accounts move a cursor for each group. The bot has none but Telegram's own, which goes with the
# updates that it takes: there a group that something was read of counts as one that went on.
# Scores are looked up digest by digest: a join might read those of all digests there ever were.
DIGESTS = """
CREATE FUNCTION rollout_measured_digests(span interval)
RETURNS TABLE (gate text, value double precision, samples bigint, age interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
    WITH ordered AS (
        SELECT max(created_at) AS latest,
            count(*) FILTER (WHERE created_at < now() - interval '1 hour') AS due,
            count(*) FILTER (WHERE state = 'waiting'
                AND created_at < now() - interval '1 hour') AS lost,
            max(settled_at) AS settled,
            count(*) FILTER (WHERE state IN ('delivered', 'failed', 'undeliverable')) AS ended,
            count(*) FILTER (WHERE state = 'delivered') AS delivered,
            count(*) FILTER (WHERE state = 'delivered' AND slot IS NOT NULL) AS pushed,
            percentile_cont(0.95) WITHIN GROUP (
                ORDER BY 1000 * extract(epoch FROM settled_at - created_at)::double precision)
                FILTER (WHERE state = 'delivered' AND slot IS NOT NULL) AS slow
        FROM public.digest_orders WHERE created_at > now() - span
    ), sent AS (
        SELECT count(*) AS chunks, max(sent_at) AS latest
        FROM public.delivery_ledger WHERE state = 'sent' AND sent_at > now() - span
    ), moved AS (
        SELECT count(*) AS cursors, max(at) AS latest
        FROM (
            SELECT updated_at AS at FROM public.ingest_cursors WHERE updated_at > now() - span
            UNION ALL
            SELECT newest.sent_at
            FROM public.groups AS heard
            CROSS JOIN LATERAL (
                SELECT sent_at FROM public.group_messages AS said
                WHERE said.group_id = heard.id AND said.sent_at > now() - span
                ORDER BY sent_at DESC LIMIT 1
            ) AS newest
            WHERE 'bot' = ANY (heard.readers)
        ) AS read
    ), broken AS (
        SELECT count(*) FILTER (WHERE kind = 'chunk_twice') AS twice,
            count(*) FILTER (WHERE kind = 'cursor_back') AS back
        FROM public.invariant_breaks
        WHERE at > public.rollout_breaks_since('digest_agent', span)
    ), reading AS (
        SELECT greatest(count(*) FILTER (WHERE kind = 'session'), public.rollout_lasting(NULL))
                AS sessions,
            count(*) FILTER (WHERE kind = 'reconciliation') AS repaired,
            count(*) FILTER (WHERE kind = 'full_history') AS whole,
            count(*) FILTER (WHERE kind = 'too_long') AS too_long,
            count(*) FILTER (WHERE kind = 'flood_wait') AS throttled
        FROM public.recoveries WHERE at > now() - span
    ), quality AS (
        SELECT max(made.created_at) AS latest, count(judged.faithfulness) AS faithful_of,
            count(judged.relevance) AS relevant_of, count(judged.completeness) AS complete_of,
            percentile_cont(0.05) WITHIN GROUP (ORDER BY judged.faithfulness) AS faithful,
            percentile_cont(0.05) WITHIN GROUP (ORDER BY judged.relevance) AS relevant,
            percentile_cont(0.05) WITHIN GROUP (ORDER BY judged.completeness) AS complete
        FROM public.group_digests AS made
        CROSS JOIN LATERAL (
            SELECT max(value) FILTER (WHERE metric = 'faithfulness') AS faithfulness,
                max(value) FILTER (WHERE metric = 'relevance') AS relevance,
                max(value) FILTER (WHERE metric = 'completeness') AS completeness
            FROM public.group_digest_metrics WHERE digest_id = made.id
        ) AS judged
        WHERE made.created_at > now() - span
    )
    SELECT told.gate, told.part / nullif(told.whole, 0), told.whole, now() - told.latest
    FROM ordered, sent, moved, broken, reading, quality CROSS JOIN LATERAL (VALUES
        ('ack_without_receipt_10s_rate', lost::double precision, due, ordered.latest),
        ('timeline_duplicate_detected_rate', twice, greatest(chunks, twice), sent.latest),
        ('read_rollback_detected_rate', back, greatest(cursors, back), moved.latest),
        ('window_to_delivery_p95_ms', slow * pushed, pushed, settled),
        ('forced_resync_rate', repaired, sessions, moved.latest),
        ('full_state_rate', reading.whole, sessions, moved.latest),
        ('ERR_RESYNC_RANGE_UNAVAILABLE_rate', too_long, sessions, moved.latest),
        ('ERR_RESYNC_THROTTLED_rate', throttled, sessions, moved.latest),
        ('faithfulness_p05', faithful * faithful_of, faithful_of, quality.latest),
        ('relevance_p05', relevant * relevant_of, relevant_of, quality.latest),
        ('completeness_p05', complete * complete_of, complete_of, quality.latest),
        ('delivery_success_rate', delivered, ended, settled)
    ) AS told (gate, part, whole, latest)
$$
"""

"""What is asked to tell the life of one digest: each by an index, for the tables are large."""

FIND_ORDER = "SELECT * FROM traced_orders($1, $2, $3) ORDER BY order_id LIMIT 1"

FIND_DIGEST = "SELECT window_id, id AS digest_id FROM group_digests WHERE id = $1"

# A window's orders are found by its latest digest, if it has one.
FIND_WINDOW = """
SELECT known.id AS window_id, (
    SELECT made.id FROM group_digests AS made WHERE made.window_id = known.id
    ORDER BY made.window_id, made.version DESC, made.id DESC LIMIT 1) AS digest_id
FROM group_conversation_windows AS known WHERE known.id = $1
"""

WINDOW = """
SELECT status, failure_reason, version, created_at FROM group_conversation_windows WHERE id = $1
"""

DIGEST = """
SELECT id, version, run_id, language, engine, delivery_status, quality_score,
    statements_verified, statements_total, tokens, seconds, created_at,
    (digest #>> '{decision,deliver}')::boolean AS deliver,
    digest #>> '{decision,reasons}' AS reasons
FROM group_digests WHERE id = $1
"""

ORDERS = """
SELECT id, via, language, engine, ordered_by, subscription_id, slot, state, reason, replays,
    digest_id, created_at, correlation
FROM digest_orders WHERE id = $1
UNION
SELECT id, via, language, engine, ordered_by, subscription_id, slot, state, reason, replays,
    digest_id, created_at, correlation
FROM digest_orders WHERE digest_id = $2
"""

# $1 names, $2 and $3 the bounds of their keys, which are equal where a key is known.
EVENTS = """
SELECT found.* FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (name, low, high)
CROSS JOIN LATERAL (
    SELECT id, name, key, payload, recorded_at, correlation FROM events
    WHERE name = wanted.name AND key BETWEEN wanted.low AND wanted.high
    ORDER BY name, key LIMIT 1000
) AS found
"""

# BETWEEN and ORDER BY leave the planner no other way than the run's index.
CALLS = """
SELECT purpose, tier, model, status, prompt_tokens, completion_tokens, cached_tokens, seconds,
    created_at
FROM llm_usage WHERE run_id BETWEEN $1 AND $1 ORDER BY run_id
"""

CHUNKS = """
SELECT chunk, chat, state, reference, claimed_at, sent_at, correlation
FROM delivery_ledger WHERE digest_id = $1
"""

# Before the first order; who placed it answered within the day, whatever happened to the process.
ENTRIES = """
SELECT client_seq, device, accepted_at, receipt_at, kind, attempts, correlation
FROM conversation_ledger
WHERE accepted_at BETWEEN $1::timestamptz - interval '1 day' AND $2
    AND correlation = ANY($3::uuid[])
ORDER BY accepted_at
"""

JOBS = """
SELECT entrypoint, status::text, attempts, execute_after, created
FROM unnest($1::text[]) AS wanted (key) CROSS JOIN LATERAL (
    SELECT * FROM pgqueuer
    WHERE dedupe_key = wanted.key AND status IN ('queued', 'picked') AND dedupe_key IS NOT NULL
    ORDER BY dedupe_key LIMIT 1
) AS job
"""

"""Where features stand, for whoever asks, and the gates; revision 0025 has their figures."""

# 60 bits of SHA-256, as pipeline.rollout.rules.cohorts takes them.
IS_ON = """
CREATE FUNCTION rollout_is_on(asked text, subject bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT known.killed AND (
        known.stage = 'full'
        OR EXISTS (
            SELECT FROM public.rollout_allowed AS allowed
            WHERE allowed.feature = known.feature AND allowed.subject = $2)
        OR ('x' || left(encode(sha256(convert_to(asked || ':' || $2, 'UTF8')), 'hex'), 15))
            ::bit(60)::bigint % 10000
            < (ARRAY[0, 100, 1000, 5000, 10000])[public.rollout_rank(known.stage) + 1])
    FROM public.rollout_features AS known WHERE known.feature = asked
$$
"""

STATE = """
CREATE FUNCTION rollout_state(asked text DEFAULT NULL)
RETURNS TABLE (
    feature text, stage text, version bigint, since timestamptz, killed boolean, held boolean,
    approvals integer, dwell interval[], ready_at timestamptz, allowed bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT known.feature, known.stage, known.version, known.since, known.killed, known.held,
        known.approvals, known.dwell,
        known.since + coalesce(known.dwell[public.rollout_rank(known.stage)], '0'),
        ARRAY(
            SELECT subject FROM public.rollout_allowed AS allowed
            WHERE allowed.feature = known.feature ORDER BY subject)
    FROM public.rollout_features AS known
    WHERE asked IS NULL OR known.feature = asked
    ORDER BY known.feature
$$
"""

ROW = """
CREATE FUNCTION rollout_row(asked text)
RETURNS TABLE (
    feature text, stage text, version bigint, since timestamptz, killed boolean, held boolean,
    ready_at timestamptz, allowed bigint[])
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.feature, s.stage, s.version, s.since, s.killed, s.held, s.ready_at, s.allowed
    FROM public.rollout_state(asked) AS s
$$
"""

HISTORY = """
CREATE FUNCTION rollout_history(asked text, most integer DEFAULT 20)
RETURNS SETOF public.rollout_journal
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM public.rollout_journal AS entry
    WHERE entry.feature = asked ORDER BY entry.id DESC LIMIT least(greatest(most, 0), 1000)
$$
"""

OPEN = """
CREATE FUNCTION rollout_open_proposals(asked text)
RETURNS SETOF public.rollout_proposals
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT proposal.* FROM public.rollout_proposals AS proposal
    JOIN public.rollout_features AS known USING (feature)
    WHERE proposal.feature = asked AND proposal.settled_at IS NULL
        AND proposal.expires_at > now() AND proposal.version = known.version
    ORDER BY proposal.id
$$
"""

# Nothing is measured yet.
MEASURED = """
CREATE FUNCTION rollout_measured(asked text, span interval DEFAULT '15 minutes')
RETURNS TABLE (gate text, value double precision, samples bigint, age interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NULL::text, NULL::double precision, NULL::bigint, NULL::interval WHERE false
$$
"""

GATES = """
CREATE FUNCTION rollout_gates(asked text)
RETURNS TABLE (
    feature text, gate text, class text, bound text, threshold double precision,
    value double precision, samples bigint, fewest bigint, age interval, oldest interval,
    verdict text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT asked, limits.gate, limits.class, limits.bound, limits.threshold, found.value,
        coalesce(found.samples, 0), limits.fewest, found.age, limits.oldest,
        CASE
        WHEN limits.class = 'P0' AND judged.beyond THEN 'breach'
        WHEN judged.beyond IS NULL OR found.samples < limits.fewest THEN 'too_few'
        WHEN found.age IS NULL OR found.age > limits.oldest THEN 'stale'
        WHEN judged.beyond THEN 'breach'
        ELSE 'ok' END
    FROM public.rollout_limits AS limits
    LEFT JOIN public.rollout_measured(asked) AS found USING (gate)
    CROSS JOIN LATERAL (
        SELECT CASE limits.bound
            WHEN 'at most' THEN nullif(found.value, 'NaN') > limits.threshold
            ELSE nullif(found.value, 'NaN') < limits.threshold END AS beyond
    ) AS judged
    WHERE limits.feature = asked
    ORDER BY limits.class, limits.gate
$$
"""

RELEASE_GATES = """
CREATE FUNCTION rollout_release_gates(asked text)
RETURNS TABLE (
    feature text, gate_p0_ok boolean, gate_p1_ok boolean, gate_rollout_ok boolean,
    rollout_decision text, gates jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT asked,
        coalesce(bool_and(reading.verdict = 'ok') FILTER (WHERE reading.class = 'P0'), false),
        coalesce(bool_and(reading.verdict = 'ok') FILTER (WHERE reading.class = 'P1'), false),
        public.rollout_decision(coalesce(jsonb_agg(to_jsonb(reading)), '[]')) = 'PROCEED',
        public.rollout_decision(coalesce(jsonb_agg(to_jsonb(reading)), '[]')),
        coalesce(jsonb_agg(to_jsonb(reading) - 'feature'), '[]')
    FROM public.rollout_gates(asked) AS reading
$$
"""

READING = (IS_ON, STATE, ROW, HISTORY, OPEN, MEASURED, GATES, RELEASE_GATES)

"""How features move: every change is checked, journalled and told to all processes in one call."""

LONGEST_NOTE = 1_000
"""Characters of a note that are kept."""
ANSWER = """
    outcome text, refusal text, proposal bigint, feature text, stage text, version bigint,
    since timestamptz, killed boolean, held boolean, ready_at timestamptz, allowed bigint[]
"""

# Whom the service acts for it says itself; anybody else is who they logged in as.
WHO = """
CREATE FUNCTION rollout_who(claimed text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF claimed IS NULL THEN
        RETURN 'psql:' || session_user;
    END IF;
    IF NOT pg_has_role(session_user, 'alfred_service', 'MEMBER') THEN
        RAISE insufficient_privilege
            USING MESSAGE = 'only the service acts for somebody else — leave the owner out';
    END IF;
    RETURN claimed;
END
$$
"""

# The gates are read in the transaction that they decide about. A kill does not depend on them.
SNAPSHOT = """
CREATE FUNCTION rollout_snapshot(asked text, act text, OUT decision text, OUT gates jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT coalesce(jsonb_agg(to_jsonb(reading) - 'feature'), '[]'),
        public.rollout_decision(coalesce(jsonb_agg(to_jsonb(reading)), '[]'))
    INTO gates, decision
    FROM public.rollout_gates(asked) AS reading;
EXCEPTION WHEN OTHERS THEN
    IF act <> 'kill' THEN
        RAISE;
    END IF;
    gates := jsonb_build_array(jsonb_build_object('error', SQLERRM));
    decision := 'HOLD';
END
$$
"""

# What every way to a change ends in: the row, the journal and the other processes.
APPLY = """
CREATE FUNCTION rollout_apply(
    asked text, deed text, target text, owner text, approver text, note text, decision text,
    gates jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before public.rollout_features;
    after public.rollout_features;
BEGIN
    SELECT * INTO STRICT before FROM public.rollout_features AS known
    WHERE known.feature = asked FOR UPDATE;
    UPDATE public.rollout_features AS known SET
        stage = public.rollout_destination(deed, before.stage, target),
        version = before.version + 1,
        since = CASE
            WHEN deed = 'resume'
                OR public.rollout_destination(deed, before.stage, target) <> before.stage
            THEN clock_timestamp() ELSE before.since END,
        killed = deed = 'kill' OR (before.killed AND deed <> 'resume'),
        held = deed = 'hold' OR (before.held AND deed <> 'resume')
    WHERE known.feature = asked RETURNING * INTO after;
    INSERT INTO public.rollout_journal (
        feature, act, from_stage, to_stage, killed, held, version, decision, gates, owner,
        approver, note)
    VALUES (
        asked, deed, before.stage, after.stage, after.killed, after.held, after.version, decision,
        gates, owner, approver, note);
    PERFORM pg_notify('alfred_rollout', asked);
END
$$
"""

ASK = f"""
CREATE FUNCTION rollout_ask(
    asked text, deed text, seen bigint, target text DEFAULT NULL, note text DEFAULT '',
    claimed text DEFAULT NULL, patience interval DEFAULT '10 minutes')
RETURNS TABLE ({ANSWER})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    who CONSTANT text := public.rollout_who(claimed);
    kept CONSTANT text := left(coalesce(note, ''), {LONGEST_NOTE});
    known public.rollout_features;
    read record;
    why text;
    waiting public.rollout_proposals;
BEGIN
    IF deed IS NULL
        OR deed NOT IN ('start', 'promote', 'resume', 'rollback', 'hold', 'kill') THEN
        RAISE invalid_parameter_value USING MESSAGE = format(
            '%s is nothing to do — start, promote, resume, rollback, hold or kill', deed);
    END IF;
    SELECT * INTO known FROM public.rollout_features AS f WHERE f.feature = asked FOR UPDATE;
    IF NOT FOUND THEN
        RAISE invalid_parameter_value USING MESSAGE = format(
            'there is no feature %s — SELECT feature FROM rollout_state()', asked);
    END IF;
    SELECT * INTO read FROM public.rollout_snapshot(asked, deed);
    why := public.rollout_refusal(
        deed, target, who = 'watch', seen, known.stage, known.version, known.since, known.killed,
        known.held, known.dwell, read.decision, clock_timestamp());
    IF why IS NOT NULL THEN
        RETURN QUERY SELECT 'refused', why, NULL::bigint, now_is.* FROM public.rollout_row(asked)
            AS now_is;
        RETURN;
    END IF;
    IF deed IN ('start', 'promote', 'resume') AND known.approvals > 1 THEN
        SELECT * INTO waiting FROM public.rollout_open_proposals(asked) AS p
        WHERE p.act = deed LIMIT 1;
        IF waiting.id IS NULL THEN
            INSERT INTO public.rollout_proposals (feature, act, version, owner, note, expires_at)
            VALUES (asked, deed, known.version, who, kept, clock_timestamp() + patience)
            RETURNING * INTO waiting;
        END IF;
        IF waiting.owner = who THEN
            RETURN QUERY SELECT 'waiting', NULL, waiting.id, now_is.*
                FROM public.rollout_row(asked) AS now_is;
            RETURN;
        END IF;
        UPDATE public.rollout_proposals SET settled_at = clock_timestamp(), approver = who
        WHERE id = waiting.id;
        PERFORM public.rollout_apply(
            asked, deed, NULL, waiting.owner, who, waiting.note, read.decision, read.gates);
    ELSE
        PERFORM public.rollout_apply(
            asked, deed, target, who, NULL, kept, read.decision, read.gates);
    END IF;
    RETURN QUERY SELECT 'done', NULL, NULL::bigint, now_is.* FROM public.rollout_row(asked)
        AS now_is;
END
$$
"""

# A second person's word, by the number of what was asked. The same guards are asked again.
APPROVE = f"""
CREATE FUNCTION rollout_approve(number bigint, claimed text DEFAULT NULL)
RETURNS TABLE ({ANSWER})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    who CONSTANT text := public.rollout_who(claimed);
    wanted public.rollout_proposals;
BEGIN
    SELECT * INTO wanted FROM public.rollout_proposals AS p WHERE p.id = number;
    IF NOT FOUND THEN
        RAISE invalid_parameter_value
            USING MESSAGE = format('nothing with the number %s waits for approval', number);
    END IF;
    PERFORM FROM public.rollout_features AS f WHERE f.feature = wanted.feature FOR UPDATE;
    SELECT * INTO wanted FROM public.rollout_proposals AS p WHERE p.id = number;
    IF wanted.settled_at IS NOT NULL OR wanted.expires_at <= clock_timestamp() THEN
        RETURN QUERY SELECT 'refused', 'expired', number, now_is.*
            FROM public.rollout_row(wanted.feature) AS now_is;
    ELSIF wanted.owner = who THEN
        RETURN QUERY SELECT 'refused', 'same_person', number, now_is.*
            FROM public.rollout_row(wanted.feature) AS now_is;
    ELSE
        RETURN QUERY SELECT * FROM public.rollout_ask(
            wanted.feature, wanted.act, wanted.version, NULL, wanted.note, claimed);
    END IF;
END
$$
"""

MOVING = (WHO, SNAPSHOT, APPLY, ASK, APPROVE)

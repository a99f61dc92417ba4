"""What checklists call: a stage and a switch that are wanted are turned into one act."""

from storage.migrations.rollout.moving import ANSWER

SET = f"""
CREATE FUNCTION rollout_set(
    asked text, wanted_stage text, wanted_kill_switch boolean, note text DEFAULT '')
RETURNS TABLE ({ANSWER})
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    known record;
    deed text;
BEGIN
    IF public.rollout_rank(wanted_stage) IS NULL OR wanted_kill_switch IS NULL THEN
        RAISE invalid_parameter_value USING MESSAGE =
            'a stage is off, canary_1, canary_10, canary_50 or full, and a switch true or false';
    END IF;
    SELECT * INTO known FROM public.rollout_state(asked);
    deed := CASE
        WHEN wanted_kill_switch AND NOT known.killed THEN 'kill'
        WHEN wanted_stage = known.stage AND known.killed AND NOT wanted_kill_switch THEN 'resume'
        WHEN wanted_stage = known.stage AND known.held THEN 'resume'
        WHEN public.rollout_rank(wanted_stage) < public.rollout_rank(known.stage) THEN 'rollback'
        WHEN known.stage = 'off' AND wanted_stage = 'canary_1' THEN 'start'
        WHEN public.rollout_rank(wanted_stage) = public.rollout_rank(known.stage) + 1
            THEN 'promote'
    END;
    IF deed IS NULL THEN
        RETURN QUERY SELECT 'refused',
            CASE WHEN wanted_stage = known.stage THEN 'already' ELSE 'no_way' END, NULL::bigint,
            now_is.* FROM public.rollout_row(asked) AS now_is;
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM public.rollout_ask(
        asked, deed, known.version, CASE WHEN deed = 'rollback' THEN wanted_stage END, note);
END
$$
"""

GET_GATES = """
CREATE FUNCTION chat_get_v11_release_gates()
RETURNS TABLE (
    feature text, gate_p0_ok boolean, gate_p1_ok boolean, gate_rollout_ok boolean,
    rollout_decision text, gates jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM public.rollout_release_gates('chat_v11')
$$
"""

GET_STATE = """
CREATE FUNCTION chat_get_v11_rollout_state()
RETURNS TABLE (
    feature text, stage text, version bigint, since timestamptz, killed boolean, held boolean,
    approvals integer, dwell interval[], ready_at timestamptz, allowed bigint[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM public.rollout_state('chat_v11')
$$
"""

GET_HISTORY = """
CREATE FUNCTION chat_get_v11_rollout_history(most integer DEFAULT 20)
RETURNS SETOF public.rollout_journal
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM public.rollout_history('chat_v11', most)
$$
"""

SET_STATE = f"""
CREATE FUNCTION chat_set_v11_rollout_state(
    wanted_stage text, wanted_kill_switch boolean, note text DEFAULT '')
RETURNS TABLE ({ANSWER})
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM public.rollout_set('chat_v11', wanted_stage, wanted_kill_switch, note)
$$
"""

CHAT = (SET, GET_GATES, GET_STATE, GET_HISTORY, SET_STATE)

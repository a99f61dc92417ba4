"""The transition table and its guards, as `pipeline/rollout/rules/transitions.py` has them.

A test compares the two for every state, wish and decision.
"""

from storage.migrations.rollout.tables import STAGES

RANK = f"""
CREATE FUNCTION rollout_rank(stage text) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_position(ARRAY[{STAGES}], stage) - 1
$$
"""

DESTINATION = """
CREATE FUNCTION rollout_destination(act text, stage text, target text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE act
        WHEN 'start' THEN CASE WHEN stage = 'off' THEN 'canary_1' END
        WHEN 'promote' THEN CASE stage
            WHEN 'canary_1' THEN 'canary_10'
            WHEN 'canary_10' THEN 'canary_50'
            WHEN 'canary_50' THEN 'full' END
        WHEN 'rollback' THEN CASE
            WHEN target IS NULL THEN CASE stage
                WHEN 'canary_1' THEN 'off'
                WHEN 'canary_10' THEN 'canary_1'
                WHEN 'canary_50' THEN 'canary_10'
                WHEN 'full' THEN 'canary_50' END
            WHEN public.rollout_rank(target) < public.rollout_rank(stage) THEN target END
        ELSE stage END
$$
"""

REFUSAL = """
CREATE FUNCTION rollout_refusal(
    act text, target text, automatic boolean, seen bigint,
    stage text, version bigint, since timestamptz, killed boolean, held boolean,
    dwell interval[], decision text, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN automatic AND act NOT IN ('hold', 'kill') THEN 'automation'
        WHEN seen <> version AND act <> 'kill' THEN 'changed'
        WHEN act IN ('start', 'promote') THEN CASE
            WHEN killed THEN 'killed'
            WHEN public.rollout_destination(act, stage, NULL) IS NULL THEN 'no_way'
            WHEN held THEN 'held'
            WHEN act = 'start' THEN CASE WHEN decision = 'ROLLBACK' THEN 'gates' END
            WHEN at < since + coalesce(dwell[public.rollout_rank(stage)], '0') THEN 'dwell'
            WHEN decision <> 'PROCEED' THEN 'gates' END
        WHEN act = 'resume' THEN CASE
            WHEN NOT killed AND NOT held THEN 'not_held'
            WHEN decision = 'ROLLBACK' THEN 'gates' END
        WHEN act = 'rollback' THEN CASE
            WHEN public.rollout_destination(act, stage, target) IS NULL THEN 'no_way' END
        WHEN act = 'kill' THEN CASE WHEN killed THEN 'already' END
        WHEN act = 'hold' THEN CASE WHEN held THEN 'already' END
    END
$$
"""

DECISION = """
CREATE FUNCTION rollout_decision(gates jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN bool_or(gate ->> 'class' = 'P0' AND gate ->> 'verdict' = 'breach') THEN 'ROLLBACK'
        WHEN bool_and(gate ->> 'verdict' = 'ok') THEN 'PROCEED'
        ELSE 'HOLD' END
    FROM jsonb_array_elements(gates) AS gate
$$
"""

RULES = (RANK, DESTINATION, REFUSAL, DECISION)

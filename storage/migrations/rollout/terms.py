"""Who has a feature aside from its stage, and the terms of promotions."""

from storage.migrations.rollout.moving import LONGEST_NOTE

ALLOW = f"""
CREATE FUNCTION rollout_allow(
    asked text, subject bigint, wanted boolean, note text DEFAULT '', claimed text DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who CONSTANT text := public.rollout_who(claimed);
    known public.rollout_features;
    read record;
    moved integer;
BEGIN
    SELECT * INTO known FROM public.rollout_features AS f WHERE f.feature = asked FOR UPDATE;
    IF NOT FOUND THEN
        RAISE invalid_parameter_value USING MESSAGE = format(
            'there is no feature %s — SELECT feature FROM rollout_state()', asked);
    END IF;
    IF wanted THEN
        INSERT INTO public.rollout_allowed (feature, subject) VALUES (asked, $2)
        ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM public.rollout_allowed AS a WHERE a.feature = asked AND a.subject = $2;
    END IF;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved = 0 THEN
        RETURN false;
    END IF;
    SELECT * INTO read FROM public.rollout_snapshot(asked, 'allow');
    UPDATE public.rollout_features AS f SET version = f.version + 1
    WHERE f.feature = asked RETURNING * INTO known;
    INSERT INTO public.rollout_journal (
        feature, act, from_stage, to_stage, killed, held, version, decision, gates, owner, note)
    VALUES (
        asked, CASE WHEN wanted THEN 'allow ' ELSE 'deny ' END || $2, known.stage, known.stage,
        known.killed, known.held, known.version, read.decision, read.gates, who,
        left(coalesce(note, ''), {LONGEST_NOTE}));
    PERFORM pg_notify('alfred_rollout', asked);
    RETURN true;
END
$$
"""

CONFIGURE = """
CREATE FUNCTION rollout_configure(people integer, waits interval[], claimed text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who CONSTANT text := public.rollout_who(claimed);
    known public.rollout_features;
BEGIN
    FOR known IN
        SELECT * FROM public.rollout_features AS f
        WHERE (f.approvals, f.dwell) IS DISTINCT FROM (people, waits) ORDER BY f.feature FOR UPDATE
    LOOP
        UPDATE public.rollout_features AS f SET approvals = people, dwell = waits,
            version = f.version + 1
        WHERE f.feature = known.feature;
        INSERT INTO public.rollout_journal (
            feature, act, from_stage, to_stage, killed, held, version, decision, gates, owner,
            note)
        VALUES (
            known.feature, 'configure', known.stage, known.stage, known.killed, known.held,
            known.version + 1, 'HOLD', '[]', who,
            format('approvals %s -> %s, dwell %s -> %s', known.approvals, people, known.dwell,
                waits));
        PERFORM pg_notify('alfred_rollout', known.feature);
    END LOOP;
END
$$
"""

ASIDE = (ALLOW, CONFIGURE)

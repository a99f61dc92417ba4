"""What gates were measured by goes when it is old; it is of no tenant."""

# In the order of time, by an index of it. Rows of one moment may be divided between two batches,
# so the next one begins with that moment again.
EXPIRE = """
CREATE FUNCTION expire_{table}(days integer, most integer, after timestamptz)
RETURNS TABLE (removed integer, ended boolean, reached timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    border CONSTANT timestamptz := public.retention_border(days, {fewest}, most);
    since CONSTANT timestamptz := coalesce(after, '-infinity');
    places tid[];
BEGIN
    SELECT array_agg(old.place), max(old.moment) INTO places, reached
    FROM (
        SELECT ctid AS place, at AS moment FROM public.{table} AS entry
        WHERE at >= since AND at < border{condition}
        ORDER BY at LIMIT most
        FOR UPDATE SKIP LOCKED
    ) AS old;
    DELETE FROM public.{table} WHERE ctid = ANY (places);
    GET DIAGNOSTICS removed = ROW_COUNT;
    ended := removed < most;
    RETURN NEXT;
END
$$
"""

# Whoever reads on since then has had no session after it, and would count as nobody.
_NOT_THE_LATEST_SESSION = """ AND (kind <> 'session' OR EXISTS (
            SELECT FROM public.recoveries AS later
            WHERE later.kind = 'session' AND later.source = entry.source
                AND later.id > entry.id))"""

# Table, the fewest days, and what else has to hold. Gates look back at a day.
EXPIRING = (
    ("invariant_breaks", 3, ""),
    ("recoveries", 3, _NOT_THE_LATEST_SESSION),
)

"""Messages and digests are found by their words, by whoever may read them.

The configuration "russian" stems words of Latin letters by the English algorithm and leaves out
English stop words too, so one index serves both languages. Of messages it holds those that have
their thread. A message gets that right after it was stored, by somebody else, so that storing
does not wait for the index.
"""

from alembic import op

from storage.migrations.isolation import open_to_owner

revision = "0019"
down_revision = "0018"

# A row level policy is tested before any operator that might tell of a row, as @@ might, so under
# one no index of words is ever used. The owner sees the rows of all tenants here, and these
# functions keep to the current tenant and to the groups that the asker is known to belong to.
# They tell ids; whoever has them reads the rows under the policies.
#
# Being a member is told by Telegram each time that it is asked, and noted once a day.
_READABLE = """
CREATE FUNCTION readable_groups(asker bigint, asked bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(known.id), '{}')
    FROM public.groups AS known
    WHERE known.id = ANY (asked)
        AND known.tenant_id = nullif(current_setting('app.current_tenant', true), '')::bigint
        AND (
            EXISTS (
                SELECT FROM public.group_people AS person
                WHERE person.person_id = asker AND person.group_id = known.id
                    AND person.seen_at > now() - interval '2 days')
            OR EXISTS (
                SELECT FROM public.members AS member
                WHERE member.tenant_id = known.tenant_id AND member.telegram_user_id = asker
                    AND member.scopes <> '{}'))
$$
"""

# How many messages there are need not be known exactly, as only its logarithm counts: up to 1 000
# are counted, of more the planner's estimate is taken. (EXPLAIN needs a volatile function.)
_COUNT = """
CREATE FUNCTION count_about(searched bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    enough CONSTANT bigint := 1000;
    counted bigint;
    plan json;
BEGIN
    SELECT count(*) INTO counted FROM (
        SELECT FROM public.group_messages WHERE group_id = ANY (searched) LIMIT enough
    ) AS first_ones;
    IF counted < enough THEN
        RETURN counted;
    END IF;
    EXECUTE format(
        'EXPLAIN (FORMAT JSON) SELECT FROM public.group_messages WHERE group_id = ANY (%L)',
        searched) INTO plan;
    RETURN greatest(enough, (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric::bigint);
END
$$
"""

# Each word brings the newest messages that hold it, and how many do. Of all these the ones that
# hold the most, a rare word counting more; equals by age. An index of words is read by way of a
# bitmap and in no order, which the service forbids itself elsewhere (storage.postgres.pool).
_SEARCH = """
CREATE FUNCTION search_messages(
    asker bigint, asked bigint[], words text[], since timestamptz, until timestamptz,
    of_each integer, most integer)
RETURNS TABLE (group_id bigint, message_id bigint, messages bigint, holders bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_bitmapscan = on SET enable_sort = on AS $$
#variable_conflict use_column
DECLARE
    searched CONSTANT bigint[] := public.readable_groups(asker, asked);
    known CONSTANT bigint := public.count_about(searched);
    sought tsquery;
    held bigint;
    counts bigint[] := '{}';
    groups bigint[] := '{}';
    ids bigint[] := '{}';
    ranks float8[] := '{}';
    found_groups bigint[];
    found_ids bigint[];
BEGIN
    FOR number IN 1 .. coalesce(cardinality(words), 0) LOOP
        sought := plainto_tsquery('russian', words[number]);
        held := 0;
        IF numnode(sought) > 0 THEN
            WITH holding AS MATERIALIZED (
                SELECT said.group_id, said.message_id, said.sent_at
                FROM public.group_messages AS said
                WHERE said.group_id = ANY (searched)
                    AND to_tsvector('pg_catalog.russian', said.text) @@ sought
                    AND said.thread_id IS NOT NULL AND said.deleted_at IS NULL
                    AND said.aside IS NULL
                    AND (since IS NULL OR said.sent_at >= since)
                    AND (until IS NULL OR said.sent_at < until)
            )
            SELECT array_agg(newest.group_id), array_agg(newest.message_id),
                (SELECT count(*) FROM holding)
            INTO found_groups, found_ids, held
            FROM (SELECT * FROM holding ORDER BY sent_at DESC LIMIT of_each) AS newest;
            groups := groups || found_groups;
            ids := ids || found_ids;
            ranks := ranks || array_fill(
                ln(1 + (greatest(known, held) - held + 0.5) / (held + 0.5))::float8,
                ARRAY[coalesce(cardinality(found_ids), 0)]);
        END IF;
        counts := counts || held;
    END LOOP;
    RETURN QUERY
    SELECT hit.group_id, hit.message_id, greatest(known, 1), counts
    FROM unnest(groups, ids, ranks) AS hit (group_id, message_id, rank)
    GROUP BY hit.group_id, hit.message_id
    ORDER BY sum(hit.rank) DESC, max(hit.message_id) DESC
    LIMIT most;
END
$$
"""

# The texts of a digest's statements, without their verdicts.
_STATEMENTS = """jsonb_to_tsvector(
    'pg_catalog.russian', jsonb_path_query_array(digest, '$.statements[*].statement.text'),
    '["string"]')"""
_DIGESTS = f"""
CREATE FUNCTION search_digests(
    asker bigint, asked bigint[], words text[], since timestamptz, until timestamptz, most integer)
RETURNS TABLE (digest_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_bitmapscan = on SET enable_sort = on AS $$
DECLARE
    searched CONSTANT bigint[] := public.readable_groups(asker, asked);
    sought tsquery;
BEGIN
    SELECT string_agg('(' || query::text || ')', ' | ')::tsquery INTO sought
    FROM unnest(words) AS word CROSS JOIN plainto_tsquery('russian', word) AS query
    WHERE numnode(query) > 0;
    RETURN QUERY
    SELECT id FROM public.group_digests
    WHERE {_STATEMENTS} @@ sought AND group_id = ANY (searched)
        AND (since IS NULL OR window_ends_at > since)
        AND (until IS NULL OR window_ends_at - size_hours * interval '1 hour' < until)
    ORDER BY window_ends_at DESC, id DESC
    LIMIT most;
END
$$
"""

_FUNCTIONS = {
    "readable_groups": (_READABLE, "bigint, bigint[]"),
    "count_about": (_COUNT, "bigint[]"),
    "search_messages": (
        _SEARCH,
        "bigint, bigint[], text[], timestamptz, timestamptz, integer, integer",
    ),
    "search_digests": (
        _DIGESTS,
        "bigint, bigint[], text[], timestamptz, timestamptz, integer",
    ),
}
_SEARCHED = ("group_messages", "group_digests")


def upgrade() -> None:
    op.execute(
        """
        CREATE INDEX ix_group_messages_words ON group_messages
        USING gin (to_tsvector('pg_catalog.russian', text)) WITH (gin_pending_list_limit = 512)
        WHERE thread_id IS NOT NULL AND deleted_at IS NULL AND aside IS NULL
        """
    )
    op.execute(f"CREATE INDEX ix_group_digests_words ON group_digests USING gin ({_STATEMENTS})")
    for table in _SEARCHED:
        open_to_owner(table)
    for name, (function, arguments) in _FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {name}({arguments}) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name}({arguments}) TO alfred_service")
    op.execute("REVOKE EXECUTE ON FUNCTION count_about(bigint[]) FROM alfred_service")


def downgrade() -> None:
    for name, (_, arguments) in reversed(_FUNCTIONS.items()):
        op.execute(f"DROP FUNCTION {name}({arguments})")
    for table in _SEARCHED:
        op.execute(f"DROP POLICY directory ON {table}")
    op.execute("DROP INDEX ix_group_digests_words")
    op.execute("DROP INDEX ix_group_messages_words")

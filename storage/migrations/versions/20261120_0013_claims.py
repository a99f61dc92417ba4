"""Pushes of many tenants in few statements.

Each function goes through what it is given, row by row, and sets the tenant of each: a statement
sees one tenant's rows, as everywhere. They run with the caller's rights, so that the policies
bind them, and in the end nobody is the current tenant.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

_CLAIM = """
CREATE FUNCTION claim_subscriptions(tenant_ids bigint[], moment timestamptz, most integer)
RETURNS SETOF subscriptions
LANGUAGE plpgsql
AS $$
DECLARE
    tenant bigint;
    wanted integer := most;
    found_now integer;
BEGIN
    FOREACH tenant IN ARRAY tenant_ids LOOP
        PERFORM set_config('app.current_tenant', tenant::text, true);
        RETURN QUERY
            SELECT * FROM subscriptions
            WHERE tenant_id = tenant AND enabled AND next_due_at <= moment
            ORDER BY next_due_at, id LIMIT wanted
            FOR NO KEY UPDATE SKIP LOCKED;
        GET DIAGNOSTICS found_now = ROW_COUNT;
        wanted := wanted - found_now;
        EXIT WHEN wanted <= 0;
    END LOOP;
    PERFORM set_config('app.current_tenant', '', true);
END
$$
"""

# Who orders in a group locks it, and the caller names the groups in order, so that nobody waits
# in a circle. Where an order goes is read of the subscription, which the caller has locked.
_FILL = """
CREATE FUNCTION fill_slots(
    tenant_ids bigint[], group_ids bigint[], subscription_ids bigint[], slots text[],
    starts timestamptz[], ends timestamptz[], sizes smallint[], reasons text[])
RETURNS TABLE (
    place integer, order_id bigint, created_at timestamptz, window_id bigint, opened boolean)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    tenant bigint;
    locked bigint;
BEGIN
    FOR number IN 1 .. cardinality(tenant_ids) LOOP
        IF tenant IS DISTINCT FROM tenant_ids[number] THEN
            tenant := tenant_ids[number];
            PERFORM set_config('app.current_tenant', tenant::text, true);
        END IF;
        IF locked IS DISTINCT FROM group_ids[number] THEN
            SELECT id INTO STRICT locked FROM groups WHERE id = group_ids[number]
            FOR NO KEY UPDATE;
        END IF;
        CONTINUE WHEN EXISTS (
            SELECT FROM digest_orders
            WHERE subscription_id = subscription_ids[number] AND slot = slots[number]);
        INSERT INTO group_conversation_windows
            (tenant_id, group_id, starts_at, ends_at, size_hours)
        VALUES (tenant, locked, starts[number], ends[number], sizes[number])
        ON CONFLICT (group_id, size_hours, starts_at) DO NOTHING
        RETURNING id INTO window_id;
        opened := FOUND;
        IF NOT opened THEN
            SELECT id INTO STRICT window_id FROM group_conversation_windows
            WHERE group_id = locked AND size_hours = sizes[number]
                AND starts_at = starts[number];
        END IF;
        INSERT INTO digest_orders (
            tenant_id, group_id, window_id, via, chat_id, thread_id, language, engine,
            ordered_by, subscription_id, slot, state, reason, settled_at)
        SELECT tenant_id, group_id, window_id, via, chat_id, thread_id, language, 'auto',
            person_id, id, slots[number],
            CASE WHEN reasons[number] IS NULL THEN 'waiting' ELSE 'skipped' END,
            reasons[number], CASE WHEN reasons[number] IS NOT NULL THEN now() END
        FROM subscriptions WHERE id = subscription_ids[number]
        RETURNING id, created_at INTO STRICT order_id, created_at;
        place := number;
        RETURN NEXT;
    END LOOP;
    PERFORM set_config('app.current_tenant', '', true);
END
$$
"""

_MOVE_ON = """
CREATE FUNCTION move_subscriptions_on(
    tenant_ids bigint[], subscription_ids bigint[], moments timestamptz[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    tenant bigint;
BEGIN
    FOR number IN 1 .. cardinality(tenant_ids) LOOP
        IF tenant IS DISTINCT FROM tenant_ids[number] THEN
            tenant := tenant_ids[number];
            PERFORM set_config('app.current_tenant', tenant::text, true);
        END IF;
        UPDATE subscriptions SET next_due_at = moments[number]
        WHERE id = subscription_ids[number];
    END LOOP;
    PERFORM set_config('app.current_tenant', '', true);
END
$$
"""

_APPEND = """
CREATE FUNCTION append_events(tenant_ids bigint[], names text[], keys text[], payloads jsonb[])
RETURNS TABLE (name text, key text)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    tenant bigint;
BEGIN
    FOR number IN 1 .. cardinality(tenant_ids) LOOP
        IF tenant IS DISTINCT FROM tenant_ids[number] THEN
            tenant := tenant_ids[number];
            PERFORM set_config('app.current_tenant', tenant::text, true);
        END IF;
        RETURN QUERY
            INSERT INTO events (tenant_id, name, key, payload)
            VALUES (tenant, names[number], keys[number], payloads[number])
            ON CONFLICT (name, key) DO NOTHING
            RETURNING name, key;
    END LOOP;
    PERFORM set_config('app.current_tenant', '', true);
END
$$
"""

_FUNCTIONS = {
    "claim_subscriptions(bigint[], timestamptz, integer)": _CLAIM,
    "fill_slots(bigint[], bigint[], bigint[], text[], timestamptz[], timestamptz[], smallint[],"
    " text[])": _FILL,
    "move_subscriptions_on(bigint[], bigint[], timestamptz[])": _MOVE_ON,
    "append_events(bigint[], text[], text[], jsonb[])": _APPEND,
}


def upgrade() -> None:
    for signature, definition in _FUNCTIONS.items():
        op.execute(definition)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO alfred_service")


def downgrade() -> None:
    for signature in reversed(_FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")

"""One id from what came in to the last chunk that is sent for it."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0031"
down_revision = "0030"

_CURRENT = "nullif(current_setting('app.correlation', true), '')::uuid"
"""What the transaction that writes a row is done for, if it says so."""

# Rows that are there already keep none: a default that is set later leaves them alone. An entry
# of the conversation begins something, and so does an order, unless somebody's wish led to it.
_DEFAULTS = {
    "conversation_ledger": "gen_random_uuid()",
    "digest_orders": f"coalesce({_CURRENT}, gen_random_uuid())",
    "events": _CURRENT,
    "dead_letters": _CURRENT,
    "delivery_ledger": _CURRENT,
}

# An event of an order belongs to who placed it, whichever run or job came upon it.
_OF_EVENT = f"""coalesce(
    (SELECT o.correlation FROM digest_orders AS o
        WHERE o.id = (payloads[number] ->> 'order_id')::bigint),
    {_CURRENT})"""

_RETURNED = {
    # columns that it returns, columns and values that it writes
    "0013": ("name text, key text", "", "", "name, key"),
    "0031": (
        "name text, key text, correlation uuid",
        ", correlation",
        f", {_OF_EVENT}",
        "name, key, correlation",
    ),
}


def _append_events(revised: str) -> str:
    returns, columns, values, returning = _RETURNED[revised]
    return f"""
CREATE FUNCTION append_events(tenant_ids bigint[], names text[], keys text[], payloads jsonb[])
RETURNS TABLE ({returns})
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
            INSERT INTO events (tenant_id, name, key, payload{columns})
            VALUES (tenant, names[number], keys[number], payloads[number]{values})
            ON CONFLICT (name, key) DO NOTHING
            RETURNING {returning};
    END LOOP;
    PERFORM set_config('app.current_tenant', '', true);
END
$$
"""


def _replace_append_events(revised: str) -> None:
    signature = "append_events(bigint[], text[], text[], jsonb[])"
    op.execute(f"DROP FUNCTION {signature}")
    op.execute(_append_events(revised))
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO alfred_service")


def upgrade() -> None:
    for table, default in _DEFAULTS.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN correlation uuid")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN correlation SET DEFAULT {default}")
    op.execute("CREATE INDEX ix_digest_orders_correlation ON digest_orders (correlation, id)")
    _replace_append_events("0031")
    # Whoever looks has a number or an id, and seldom knows whose it is.
    across_tenants(
        "traced_orders",
        "order_number bigint, digest bigint, of_correlation uuid",
        "tenant_id bigint, order_id bigint, window_id bigint, digest_id bigint",
        "SELECT o.tenant_id, o.id, o.window_id, o.digest_id FROM public.digest_orders AS o"
        " WHERE o.id = order_number"
        " UNION ALL"
        " (SELECT o.tenant_id, o.id, o.window_id, o.digest_id FROM public.digest_orders AS o"
        " WHERE o.digest_id = digest ORDER BY o.digest_id, o.id LIMIT 1)"
        " UNION ALL"
        " (SELECT o.tenant_id, o.id, o.window_id, o.digest_id FROM public.digest_orders AS o"
        " WHERE o.correlation = of_correlation ORDER BY o.correlation, o.id LIMIT 1)",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION traced_orders(bigint, bigint, uuid)")
    _replace_append_events("0013")
    op.execute("DROP INDEX ix_digest_orders_correlation")
    for table in reversed(_DEFAULTS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN correlation")

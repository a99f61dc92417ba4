"""Digests that somebody waits for and that are not there yet, of all tenants."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    # An order that has its digest is on its way, and is left alone.
    across_tenants(
        "unfinished_digests",
        "upto timestamptz, most integer",
        "tenant_id bigint, window_id bigint, orders bigint",
        "SELECT o.tenant_id, o.window_id, count(*) FROM public.digest_orders AS o"
        " WHERE o.state = 'waiting' AND o.digest_id IS NULL AND o.created_at <= upto"
        " GROUP BY o.tenant_id, o.window_id ORDER BY min(o.id) LIMIT least(most, 10000)",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION unfinished_digests(timestamptz, integer)")

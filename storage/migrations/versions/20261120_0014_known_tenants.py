"""A tenant may be looked for without being made."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    across_tenants(
        "find_tenant",
        "wanted text",
        "id bigint",
        "SELECT t.id FROM public.tenants AS t WHERE t.name = wanted",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION find_tenant(text)")

"""Pauses of reading, which outlive every process, and groups by their own number."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    # It is of the installation, like rollouts. number: the tenant's or the group's, 0 for all;
    # resumed_at: when somebody had it go on. One whose time is over has only its end.
    op.execute(
        """
        CREATE TABLE ingest_pauses (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            reach text NOT NULL CHECK (reach IN ('all', 'account', 'group')),
            number bigint NOT NULL CHECK ((reach = 'all') = (number = 0)),
            since timestamptz NOT NULL DEFAULT clock_timestamp(),
            until timestamptz CHECK (until > since),
            owner text NOT NULL,
            note text NOT NULL,
            resumed_at timestamptz,
            resumed_by text,
            CHECK ((resumed_at IS NULL) = (resumed_by IS NULL))
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_ingest_pauses_open ON ingest_pauses (reach, number)"
        " WHERE resumed_at IS NULL"
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (until, owner, note, resumed_at, resumed_by)"
        " ON ingest_pauses TO alfred_service"
    )
    op.execute("GRANT SELECT ON ingest_pauses TO alfred_operator")
    across_tenants(
        "group_of_number",
        "wanted bigint",
        "tenant_id bigint",
        "SELECT g.tenant_id FROM public.groups AS g WHERE g.id = wanted",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION group_of_number(bigint)")
    op.execute("DROP TABLE ingest_pauses")

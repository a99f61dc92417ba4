"""Checklists before a rollout's next step, what people exercised, and tenants by their number."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    # checks: what was measured; replies: what people answered, the latest of each question.
    op.execute(
        """
        CREATE TABLE gonogo (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            feature text NOT NULL REFERENCES rollout_features (feature),
            owner text NOT NULL,
            asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            measured_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            expires_at timestamptz NOT NULL,
            version integer NOT NULL DEFAULT 1,
            checks jsonb NOT NULL CHECK (jsonb_typeof(checks) = 'array'),
            replies jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(replies) = 'array'),
            verdict text NOT NULL DEFAULT 'NO_GO' CHECK (verdict IN ('GO', 'NO_GO'))
        )
        """
    )
    op.execute("CREATE INDEX ix_gonogo_feature ON gonogo (feature, id)")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (measured_at, version, checks, replies, verdict)"
        " ON gonogo TO alfred_service"
    )
    op.execute("GRANT SELECT ON gonogo TO alfred_operator")
    # What had its hour stays as it was, whoever writes.
    op.execute(
        """
        CREATE FUNCTION gonogo_is_over() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            RAISE check_violation USING MESSAGE = 'this checklist is over';
        END
        $$
        """
    )
    op.execute(
        "CREATE TRIGGER gonogo_is_over BEFORE UPDATE ON gonogo FOR EACH ROW"
        " WHEN (old.expires_at <= clock_timestamp()) EXECUTE FUNCTION gonogo_is_over()"
    )
    op.execute(
        """
        CREATE TABLE rights_exercised (
            exercise text PRIMARY KEY CHECK (exercise IN ('export_me', 'forget')),
            ended_at timestamptz NOT NULL
        )
        """
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (ended_at) ON rights_exercised TO alfred_service")
    op.execute("GRANT SELECT ON rights_exercised TO alfred_operator")
    across_tenants(
        "tenant_of_number",
        "wanted bigint",
        "id bigint",
        "SELECT t.id FROM public.tenants AS t WHERE t.id = wanted",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION tenant_of_number(bigint)")
    op.execute("DROP TABLE rights_exercised")
    op.execute("DROP TABLE gonogo")
    op.execute("DROP FUNCTION gonogo_is_over()")

"""Tenants, their members and their groups."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON alembic_version TO alfred_service")
    op.execute(
        """
        CREATE TABLE tenants (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text NOT NULL UNIQUE CHECK (name <> ''),
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    isolate("tenants", "id")
    # A tenant is found before it can be the current one, by this function and nothing else.
    op.execute("CREATE POLICY directory ON tenants TO alfred_owner USING (true) WITH CHECK (true)")
    op.execute(
        """
        CREATE FUNCTION ensure_tenant(wanted text) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE
            found_id bigint;
        BEGIN
            SELECT id INTO found_id FROM public.tenants WHERE name = wanted;
            IF found_id IS NULL THEN
                INSERT INTO public.tenants (name) VALUES (wanted) ON CONFLICT (name) DO NOTHING;
                SELECT id INTO found_id FROM public.tenants WHERE name = wanted;
            END IF;
            RETURN found_id;
        END
        $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION ensure_tenant(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ensure_tenant(text) TO alfred_service")

    op.execute(
        """
        CREATE TABLE members (
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            telegram_user_id bigint NOT NULL,
            scopes text[] NOT NULL DEFAULT '{}'
                CHECK (scopes <@ ARRAY['DIGEST_READ', 'DIGEST_ADMIN']),
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, telegram_user_id)
        )
        """
    )
    isolate("members")

    op.execute(
        """
        CREATE TABLE groups (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            telegram_id bigint NOT NULL,
            kind text NOT NULL CHECK (kind IN ('private', 'group', 'supergroup', 'channel')),
            title text NOT NULL,
            username text,
            time_zone text NOT NULL,
            pseudonym_salt uuid NOT NULL DEFAULT gen_random_uuid(),
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (tenant_id, telegram_id),
            UNIQUE (tenant_id, id)
        )
        """
    )
    isolate("groups")
    op.execute("GRANT SELECT, INSERT ON groups TO alfred_service")
    op.execute("GRANT UPDATE (kind, title, username, time_zone) ON groups TO alfred_service")


def downgrade() -> None:
    op.execute("DROP TABLE groups")
    op.execute("DROP TABLE members")
    op.execute("DROP FUNCTION ensure_tenant(text)")
    op.execute("DROP TABLE tenants")
    op.execute("REVOKE SELECT ON alembic_version FROM alfred_service")

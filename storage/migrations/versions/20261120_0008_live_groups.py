"""Groups that are read live: by whom, how far, and what was deleted there."""

from alembic import op

from storage.migrations.isolation import across_tenants, isolate, open_to_owner

revision = "0008"
down_revision = "0007"

_GROUP = (
    "id bigint, tenant_id bigint, telegram_id bigint, kind text, title text, username text,"
    " time_zone text, language text, readers text[], owner bigint, created_at timestamptz"
)
_COLUMNS = ", ".join(f"g.{column.split()[0]}" for column in _GROUP.split(", "))


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE groups
            ADD language text NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')),
            ADD readers text[] NOT NULL DEFAULT '{}' CHECK (readers <@ ARRAY['bot', 'account']),
            ADD owner bigint
        """
    )
    op.execute("GRANT UPDATE (telegram_id, language, readers, owner) ON groups TO alfred_service")
    op.execute("CREATE INDEX ix_groups_chat ON groups (telegram_id, id)")
    op.execute(
        """
        CREATE TABLE group_people (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            person_id bigint NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (person_id, group_id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id)
        )
        """
    )
    isolate("group_people")
    op.execute("GRANT SELECT, INSERT, UPDATE (seen_at) ON group_people TO alfred_service")
    # Which tenants' groups a chat or a person has is asked before there is a current tenant.
    open_to_owner("groups")
    open_to_owner("group_people")
    across_tenants(
        "groups_of_chat",
        "chat bigint",
        _GROUP,
        f"SELECT {_COLUMNS} FROM public.groups AS g WHERE g.telegram_id = chat ORDER BY g.id",
    )
    across_tenants(
        "groups_of_person",
        "person bigint",
        _GROUP,
        f"SELECT {_COLUMNS} FROM public.group_people AS p"
        " JOIN public.groups AS g ON g.id = p.group_id WHERE p.person_id = person",
    )

    op.execute("ALTER TABLE group_messages ADD deleted_at timestamptz")
    op.execute("GRANT UPDATE (deleted_at) ON group_messages TO alfred_service")
    op.execute("GRANT SELECT, UPDATE (text, details) ON group_message_versions TO alfred_service")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (message_id, updated_at) ON ingest_cursors TO alfred_service"
    )
    op.execute(
        """
        CREATE TABLE flood_waits (
            account text NOT NULL,
            method text NOT NULL,
            until timestamptz NOT NULL,
            PRIMARY KEY (account, method)
        )
        """
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (until) ON flood_waits TO alfred_service")
    op.execute(
        """
        CREATE TABLE reading_accounts (
            tenant_id bigint PRIMARY KEY REFERENCES tenants (id),
            telegram_user_id bigint NOT NULL,
            connected_at timestamptz NOT NULL DEFAULT now(),
            lost text
        )
        """
    )
    isolate("reading_accounts")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON reading_accounts TO alfred_service")
    open_to_owner("reading_accounts")
    across_tenants(
        "all_reading_accounts",
        "",
        "tenant_id bigint, telegram_user_id bigint, connected_at timestamptz, lost text",
        "SELECT a.tenant_id, a.telegram_user_id, a.connected_at, a.lost"
        " FROM public.reading_accounts AS a ORDER BY a.tenant_id",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION all_reading_accounts()")
    op.execute("DROP TABLE reading_accounts")
    op.execute("DROP TABLE flood_waits")
    op.execute("REVOKE ALL ON ingest_cursors FROM alfred_service")
    op.execute(
        "REVOKE SELECT, UPDATE (text, details) ON group_message_versions FROM alfred_service"
    )
    op.execute("ALTER TABLE group_messages DROP deleted_at")
    op.execute("DROP FUNCTION groups_of_person(bigint)")
    op.execute("DROP FUNCTION groups_of_chat(bigint)")
    op.execute("DROP TABLE group_people")
    op.execute("DROP INDEX ix_groups_chat")
    op.execute("DROP POLICY directory ON groups")
    op.execute("REVOKE UPDATE (telegram_id) ON groups FROM alfred_service")
    op.execute("ALTER TABLE groups DROP owner, DROP readers, DROP language")

"""What is said aloud in groups: the text of it beside the message, and what waits to be heard."""

from alembic import op

from storage.migrations.isolation import across_tenants, isolate, open_to_owner

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    # {text, confidence, unsure}; ``text`` of the message ends with it.
    op.execute("ALTER TABLE group_messages ADD heard jsonb")
    op.execute("GRANT UPDATE (heard) ON group_messages TO alfred_service")

    # A recording goes with its message, and is renumbered with it. While somebody is at it the
    # claim tells who, and next_at when that falls free. What is settled keeps no way to the sound.
    op.execute(
        """
        CREATE TABLE recordings (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            message_id bigint NOT NULL,
            transport text NOT NULL CHECK (transport IN ('bot', 'account', 'export')),
            handle text,
            kind text NOT NULL CHECK (kind IN ('voice', 'video_note')),
            seconds integer NOT NULL CHECK (seconds > 0),
            size bigint,
            sent_at timestamptz NOT NULL,
            state text NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'heard', 'given_up')),
            fault text CHECK (fault IN (
                'broken', 'too_long', 'too_large', 'silent', 'unsure', 'unavailable', 'rejected',
                'gone', 'quota')),
            attempts integer NOT NULL DEFAULT 0,
            claim uuid,
            next_at timestamptz NOT NULL DEFAULT now(),
            begun_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (group_id, message_id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            FOREIGN KEY (group_id, message_id) REFERENCES group_messages (group_id, message_id)
                ON UPDATE CASCADE ON DELETE CASCADE,
            CHECK ((state = 'given_up') = (fault IS NOT NULL)),
            CHECK (state = 'waiting' OR (handle IS NULL AND claim IS NULL))
        )
        """
    )
    op.execute(
        """
        CREATE INDEX ix_recordings_waiting ON recordings (transport, tenant_id, next_at)
        WHERE state = 'waiting'
        """
    )
    op.execute("CREATE UNIQUE INDEX ix_recordings_claim ON recordings (claim)")
    op.execute("CREATE INDEX ix_recordings_window ON recordings (group_id, sent_at)")
    op.execute(
        """
        CREATE INDEX ix_recordings_begun ON recordings (tenant_id, begun_at)
        WHERE begun_at IS NOT NULL
        """
    )
    isolate("recordings")
    op.execute("GRANT SELECT, INSERT, DELETE ON recordings TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (handle, state, fault, attempts, claim, next_at, begun_at)
        ON recordings TO alfred_service
        """
    )
    open_to_owner("recordings")
    across_tenants(
        "tenants_with_recordings",
        "wanted text",
        "tenant_id bigint",
        "SELECT DISTINCT r.tenant_id FROM public.recordings AS r"
        " WHERE r.transport = wanted AND r.state = 'waiting' AND r.next_at <= now()",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION tenants_with_recordings(text)")
    op.execute("DROP TABLE recordings")
    op.execute("REVOKE UPDATE (heard) ON group_messages FROM alfred_service")
    op.execute("ALTER TABLE group_messages DROP COLUMN heard")

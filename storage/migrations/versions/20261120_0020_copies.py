"""Who waits for an order, what else was sent of a digest, and which text of it somebody saw."""

from alembic import op

from storage.migrations.isolation import across_tenants, isolate, open_to_owner

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    # Beside who ordered it: others who wait for the same, and who of them does no more.
    op.execute(
        """
        ALTER TABLE digest_orders
            ADD joined bigint[] NOT NULL DEFAULT '{}',
            ADD withdrawn bigint[] NOT NULL DEFAULT '{}'
        """
    )
    op.execute("GRANT UPDATE (ordered_by, joined, withdrawn) ON digest_orders TO alfred_service")
    op.execute(
        """
        CREATE INDEX ix_digest_orders_undeliverable ON digest_orders (chat_id, id)
        WHERE state = 'undeliverable'
        """
    )
    open_to_owner("digest_orders")
    across_tenants(
        "tenants_shut_out",
        "chat bigint",
        "tenant_id bigint",
        "SELECT DISTINCT o.tenant_id FROM public.digest_orders AS o"
        " WHERE o.state = 'undeliverable' AND o.chat_id = chat AND o.told_at IS NULL",
    )

    # Counts how often it was amended: the hash is of its statements only.
    op.execute("ALTER TABLE group_digests ADD revision integer NOT NULL DEFAULT 0")
    op.execute("GRANT UPDATE (revision) ON group_digests TO alfred_service")

    op.execute(
        """
        CREATE TABLE digest_copies (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            chat_id bigint NOT NULL,
            message_id bigint NOT NULL,
            kind text NOT NULL CHECK (kind IN ('share', 'details', 'sources', 'lines')),
            piece integer NOT NULL CHECK (piece >= 0),
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            sent_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (digest_id, chat_id, message_id),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id)
                ON DELETE CASCADE
        )
        """
    )
    isolate("digest_copies")
    op.execute("GRANT SELECT, INSERT, DELETE ON digest_copies TO alfred_service")

    # A line's number means another line once the digest was amended.
    op.execute("ALTER TABLE group_digest_feedback ADD seen text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE group_digest_feedback DROP CONSTRAINT group_digest_feedback_pkey")
    op.execute(
        "ALTER TABLE group_digest_feedback ADD PRIMARY KEY (digest_id, person_id, statement, seen)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE group_digest_feedback DROP CONSTRAINT group_digest_feedback_pkey")
    op.execute(
        """
        DELETE FROM group_digest_feedback AS older USING group_digest_feedback AS newer
        WHERE (older.digest_id, older.person_id, older.statement)
                = (newer.digest_id, newer.person_id, newer.statement)
            AND (older.given_at, older.seen) < (newer.given_at, newer.seen)
        """
    )
    op.execute("ALTER TABLE group_digest_feedback DROP COLUMN seen")
    op.execute(
        "ALTER TABLE group_digest_feedback ADD PRIMARY KEY (digest_id, person_id, statement)"
    )
    op.execute("DROP TABLE digest_copies")
    op.execute("ALTER TABLE group_digests DROP COLUMN revision")
    op.execute("DROP FUNCTION tenants_shut_out(bigint)")
    op.execute("DROP POLICY directory ON digest_orders")
    op.execute("DROP INDEX ix_digest_orders_undeliverable")
    op.execute("REVOKE UPDATE (ordered_by) ON digest_orders FROM alfred_service")
    op.execute("ALTER TABLE digest_orders DROP COLUMN withdrawn, DROP COLUMN joined")

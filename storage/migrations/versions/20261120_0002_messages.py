"""Messages of groups, their earlier versions, and the threads that they form."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0002"
down_revision = "0001"


def _prefer_lz4(table: str, column: str) -> None:
    """Compress long values with lz4 where the server was built with it, as ours is not."""
    op.execute(
        f"""
        DO $$
        BEGIN
            ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
            NULL;
        END
        $$
        """
    )


def upgrade() -> None:
    # details: media, reactions, mentions, links, forward, bot and action; NULL where there is none
    op.execute(
        """
        CREATE TABLE group_messages (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            message_id bigint NOT NULL,
            sent_at timestamptz NOT NULL,
            edit_version bigint NOT NULL,
            kind text NOT NULL CHECK (kind IN ('text', 'media', 'poll', 'service', 'unknown')),
            author_id text NOT NULL,
            author_name text NOT NULL,
            text text NOT NULL,
            reply_to bigint,
            topic_id bigint,
            details jsonb,
            thread_id bigint,
            parent_id bigint,
            link_reason text CHECK (link_reason IN (
                'root', 'reply', 'mention', 'own_turn', 'answer', 'similarity', 'topic')),
            link_score double precision CHECK (link_score BETWEEN 0 AND 1),
            PRIMARY KEY (group_id, message_id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            CHECK ((thread_id IS NULL) = (link_reason IS NULL)
                AND (thread_id IS NULL) = (link_score IS NULL))
        )
        """
    )
    op.execute(
        "CREATE INDEX ix_group_messages_window ON group_messages (group_id, sent_at, message_id)"
    )
    # NULLS FIRST, though there are none: who asks for this order gets this index, not the other.
    op.execute(
        """
        CREATE INDEX ix_group_messages_unlinked
        ON group_messages (group_id, sent_at NULLS FIRST, message_id)
        WHERE thread_id IS NULL
        """
    )
    _prefer_lz4("group_messages", "text")
    _prefer_lz4("group_messages", "details")
    isolate("group_messages")
    op.execute("GRANT SELECT, INSERT ON group_messages TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (
            sent_at, edit_version, kind, author_id, author_name, text, reply_to, topic_id, details,
            thread_id, parent_id, link_reason, link_score)
        ON group_messages TO alfred_service
        """
    )

    op.execute(
        """
        CREATE TABLE group_message_versions (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            message_id bigint NOT NULL,
            edit_version bigint NOT NULL,
            kind text NOT NULL,
            author_name text NOT NULL,
            text text NOT NULL,
            details jsonb,
            superseded_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (group_id, message_id, edit_version),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id)
        )
        """
    )
    _prefer_lz4("group_message_versions", "text")
    _prefer_lz4("group_message_versions", "details")
    isolate("group_message_versions")
    op.execute("GRANT INSERT ON group_message_versions TO alfred_service")

    # thread_id is the id of the thread's first message, which may not have been imported.
    op.execute(
        """
        CREATE TABLE group_threads (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            thread_id bigint NOT NULL,
            first_at timestamptz NOT NULL,
            last_at timestamptz NOT NULL,
            message_count integer NOT NULL CHECK (message_count > 0),
            PRIMARY KEY (group_id, thread_id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            CHECK (first_at <= last_at)
        )
        """
    )
    isolate("group_threads")
    op.execute("GRANT SELECT, INSERT ON group_threads TO alfred_service")
    op.execute(
        "GRANT UPDATE (first_at, last_at, message_count) ON group_threads TO alfred_service"
    )

    op.execute(
        """
        CREATE TABLE ingest_cursors (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            source text NOT NULL,
            message_id bigint NOT NULL,
            updated_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (group_id, source),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id)
        )
        """
    )
    isolate("ingest_cursors")


def downgrade() -> None:
    op.execute("DROP TABLE ingest_cursors")
    op.execute("DROP TABLE group_threads")
    op.execute("DROP TABLE group_message_versions")
    op.execute("DROP TABLE group_messages")

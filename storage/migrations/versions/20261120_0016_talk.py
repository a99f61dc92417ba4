"""Messages that are no talk, what the bot itself sent, and when it saw no talk of a group.

What is no talk is known of stored messages by their kind, and by their text where that is a bare
command. The column's type is set to what it is only for its USING, which reaches the rows of every
tenant, where an UPDATE sees none.
"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE group_messages
            ADD aside text CHECK (aside IN ('service', 'own', 'command'))
        """
    )
    op.execute(
        r"""
        ALTER TABLE group_messages ALTER aside TYPE text USING CASE
            WHEN kind = 'service' THEN 'service'
            WHEN text ~* '^\s*/[a-z][a-z0-9_]{1,31}(@\w+)?\s*$' THEN 'command'
        END
        """
    )
    op.execute("GRANT UPDATE (aside) ON group_messages TO alfred_service")

    # Ids alone, of groups and channels; a chat's messages have one sequence for all tenants.
    op.execute(
        """
        CREATE TABLE sent_messages (
            chat_id bigint NOT NULL CHECK (chat_id < 0),
            message_id bigint NOT NULL,
            sent_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (chat_id, message_id)
        )
        """
    )
    op.execute("GRANT SELECT, INSERT ON sent_messages TO alfred_service")

    op.execute(
        """
        ALTER TABLE groups
            ADD blind_since timestamptz,
            ADD blind_until timestamptz,
            ADD CHECK (blind_until >= blind_since)
        """
    )
    op.execute("GRANT UPDATE (blind_since, blind_until) ON groups TO alfred_service")


def downgrade() -> None:
    op.execute("ALTER TABLE groups DROP blind_until, DROP blind_since")
    op.execute("DROP TABLE sent_messages")
    op.execute("ALTER TABLE group_messages DROP aside")

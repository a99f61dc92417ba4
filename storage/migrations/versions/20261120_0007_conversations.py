"""People who talk to the bot, what they said and what it answered."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # People, chats and what they say to the bot come before any tenant: these three know none.
    op.execute(
        """
        CREATE TABLE people (
            id bigint PRIMARY KEY,
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            time_zone text NOT NULL,
            rich boolean NOT NULL DEFAULT true,
            tenant_id bigint REFERENCES tenants (id),
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("GRANT SELECT, INSERT ON people TO alfred_service")
    op.execute("GRANT UPDATE (language, time_zone, rich, tenant_id) ON people TO alfred_service")
    op.execute(
        """
        CREATE TABLE chat_statuses (
            chat_id bigint PRIMARY KEY,
            state text NOT NULL CHECK (state IN (
                'open', 'blocked', 'kicked', 'closed', 'gone', 'migrated')),
            migrated_to bigint,
            since timestamptz NOT NULL DEFAULT now(),
            CHECK ((state = 'migrated') = (migrated_to IS NOT NULL))
        )
        """
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (state, migrated_to, since)"
        " ON chat_statuses TO alfred_service"
    )
    op.execute("GRANT SELECT, INSERT ON members TO alfred_service")
    op.execute("GRANT UPDATE (scopes) ON members TO alfred_service")

    op.execute(
        """
        CREATE TABLE conversation_ledger (
            actor text COLLATE "C" NOT NULL,
            device text COLLATE "C" NOT NULL,
            client_seq bigint NOT NULL,
            chat text COLLATE "C" NOT NULL,
            payload bytea,
            attempts integer NOT NULL DEFAULT 0,
            accepted_at timestamptz NOT NULL DEFAULT now(),
            receipt_at timestamptz,
            kind text CHECK (kind IN (
                'reply', 'refusal', 'error', 'interrupted', 'silent', 'undeliverable')),
            reply text,
            PRIMARY KEY (actor, device, client_seq),
            CHECK ((receipt_at IS NULL) = (kind IS NULL)),
            CHECK (receipt_at IS NULL OR payload IS NULL)
        ) WITH (fillfactor = 70)
        """
    )
    op.execute(
        """
        CREATE INDEX ix_conversation_ledger_unanswered ON conversation_ledger (device, client_seq)
        WHERE receipt_at IS NULL
        """
    )
    op.execute("CREATE INDEX ix_conversation_ledger_accepted ON conversation_ledger (accepted_at)")
    op.execute("GRANT SELECT, INSERT ON conversation_ledger TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (payload, attempts, receipt_at, kind, reply)
        ON conversation_ledger TO alfred_service
        """
    )
    op.execute(
        """
        CREATE TABLE conversation_sends (
            actor text COLLATE "C" NOT NULL,
            device text COLLATE "C" NOT NULL,
            client_seq bigint NOT NULL,
            ordinal integer NOT NULL CHECK (ordinal >= 0),
            result bytea,
            PRIMARY KEY (actor, device, client_seq, ordinal),
            FOREIGN KEY (actor, device, client_seq) REFERENCES conversation_ledger
        )
        """
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (result), DELETE ON conversation_sends TO alfred_service"
    )
    op.execute(
        """
        CREATE TABLE dialogues (
            bot_id bigint NOT NULL,
            chat_id bigint NOT NULL,
            user_id bigint NOT NULL,
            thread_id bigint NOT NULL,
            destiny text NOT NULL,
            state text,
            data jsonb NOT NULL,
            updated_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (bot_id, chat_id, user_id, thread_id, destiny)
        )
        """
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (state, data, updated_at), DELETE"
        " ON dialogues TO alfred_service"
    )


def downgrade() -> None:
    op.execute("DROP TABLE dialogues")
    op.execute("DROP TABLE conversation_sends")
    op.execute("DROP TABLE conversation_ledger")
    op.execute("REVOKE ALL ON members FROM alfred_service")
    op.execute("DROP TABLE chat_statuses")
    op.execute("DROP TABLE people")

"""The audit trail of events, what could not be handled, and what was delivered."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # One is written for every message: its key is compared as bytes, and its tenant needs no
    # foreign key, being the transaction's.
    op.execute(
        """
        CREATE TABLE events (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            name text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            payload jsonb NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (name, key)
        )
        """
    )
    isolate("events")
    op.execute("GRANT SELECT, INSERT ON events TO alfred_service")

    op.execute(
        """
        CREATE TABLE dead_letters (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            event text NOT NULL,
            key text NOT NULL,
            payload jsonb NOT NULL,
            error text NOT NULL,
            attempts integer NOT NULL CHECK (attempts > 0),
            died_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (tenant_id, event, key)
        )
        """
    )
    isolate("dead_letters")
    op.execute("GRANT SELECT, INSERT ON dead_letters TO alfred_service")
    op.execute(
        "GRANT UPDATE (payload, error, attempts, died_at) ON dead_letters TO alfred_service"
    )

    op.execute(
        """
        CREATE TABLE delivery_ledger (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            chunk integer NOT NULL CHECK (chunk >= 0),
            chat text NOT NULL,
            content_hash text NOT NULL,
            state text NOT NULL CHECK (state IN ('claimed', 'sent', 'released')),
            reference text,
            claimed_at timestamptz NOT NULL DEFAULT now(),
            sent_at timestamptz,
            PRIMARY KEY (digest_id, chunk, chat),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id),
            CHECK ((state = 'sent') = (sent_at IS NOT NULL))
        )
        """
    )
    isolate("delivery_ledger")
    op.execute("GRANT SELECT, INSERT ON delivery_ledger TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (content_hash, state, reference, claimed_at, sent_at)
        ON delivery_ledger TO alfred_service
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE delivery_ledger")
    op.execute("DROP TABLE dead_letters")
    op.execute("DROP TABLE events")

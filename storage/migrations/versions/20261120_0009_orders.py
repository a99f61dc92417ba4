"""When digests are due, and who ordered which."""

from alembic import op

from storage.migrations.isolation import across_tenants, isolate, open_to_owner

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # at, quiet_start, quiet_end: times of the clock in time_zone; weekdays: counted from Monday
    op.execute(
        """
        CREATE TABLE subscriptions (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            person_id bigint NOT NULL,
            via text NOT NULL CHECK (via IN ('chat', 'webhook', 'nobody')),
            chat_id bigint NOT NULL,
            thread_id bigint NOT NULL,
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            rhythm text NOT NULL CHECK (rhythm IN ('windows', 'daily')),
            size_hours smallint NOT NULL CHECK (size_hours IN (4, 6, 12, 24)),
            at time,
            weekdays smallint[] NOT NULL
                CHECK (weekdays <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::smallint[] AND weekdays <> '{}'),
            time_zone text NOT NULL,
            quiet_start time,
            quiet_end time,
            enabled boolean NOT NULL DEFAULT true,
            next_due_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE NULLS NOT DISTINCT (
                group_id, person_id, via, chat_id, thread_id, rhythm, size_hours, at),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            CHECK ((rhythm = 'daily') = (at IS NOT NULL)),
            CHECK ((quiet_start IS NULL) = (quiet_end IS NULL))
        )
        """
    )
    op.execute("CREATE INDEX ix_subscriptions_due ON subscriptions (next_due_at) WHERE enabled")
    op.execute(
        """
        CREATE INDEX ix_subscriptions_due_of_tenant ON subscriptions (tenant_id, next_due_at, id)
        WHERE enabled
        """
    )
    op.execute("CREATE INDEX ix_subscriptions_person ON subscriptions (person_id, id)")
    isolate("subscriptions")
    op.execute("GRANT SELECT, INSERT, DELETE ON subscriptions TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (language, rhythm, size_hours, at, weekdays, time_zone, quiet_start,
            quiet_end, enabled, next_due_at)
        ON subscriptions TO alfred_service
        """
    )
    open_to_owner("subscriptions")
    across_tenants(
        "tenants_due",
        "moment timestamptz, most integer",
        "tenant_id bigint",
        # Taken in the order of time first, lest tenants are gathered from their own index, whole.
        "SELECT due.tenant_id FROM ("
        "SELECT s.tenant_id, s.next_due_at FROM public.subscriptions AS s"
        " WHERE s.enabled AND s.next_due_at <= moment ORDER BY s.next_due_at) AS due"
        " GROUP BY due.tenant_id ORDER BY min(due.next_due_at) LIMIT most",
    )

    # A removed subscription's orders stay, for their slots were filled.
    op.execute(
        """
        CREATE TABLE digest_orders (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            window_id bigint NOT NULL,
            via text NOT NULL CHECK (via IN ('chat', 'webhook', 'nobody')),
            chat_id bigint NOT NULL,
            thread_id bigint NOT NULL,
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            engine text NOT NULL CHECK (engine IN ('auto', 'rules', 'model')),
            ordered_by bigint,
            subscription_id bigint,
            slot text COLLATE "C",
            message_id bigint,
            state text NOT NULL DEFAULT 'waiting' CHECK (state IN (
                'waiting', 'delivered', 'stopped', 'skipped', 'blocked', 'failed',
                'undeliverable')),
            reason text,
            digest_id bigint,
            created_at timestamptz NOT NULL DEFAULT now(),
            settled_at timestamptz,
            told_at timestamptz,
            UNIQUE (subscription_id, slot),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, window_id)
                REFERENCES group_conversation_windows (tenant_id, id),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id),
            CHECK ((subscription_id IS NULL) = (slot IS NULL)),
            CHECK ((state = 'waiting') = (settled_at IS NULL))
        )
        """
    )
    op.execute(
        """
        CREATE UNIQUE INDEX ux_digest_orders_waiting ON digest_orders
            (window_id, language, engine, via, chat_id, thread_id)
        WHERE state = 'waiting' AND subscription_id IS NULL
        """
    )
    op.execute(
        """
        CREATE INDEX ix_digest_orders_waiting ON digest_orders (window_id, id)
        WHERE state = 'waiting'
        """
    )
    op.execute("CREATE INDEX ix_digest_orders_group ON digest_orders (group_id, created_at, id)")
    op.execute("CREATE INDEX ix_digest_orders_digest ON digest_orders (digest_id, id)")
    isolate("digest_orders")
    op.execute("GRANT SELECT, INSERT ON digest_orders TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (message_id, state, reason, digest_id, settled_at, told_at)
        ON digest_orders TO alfred_service
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE digest_orders")
    op.execute("DROP FUNCTION tenants_due(timestamptz, integer)")
    op.execute("DROP TABLE subscriptions")

"""Windows of talk, the artifacts of their stages, and the digests made of them."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # request: what the latest version was asked with, so that asking twice is asking once
    op.execute(
        """
        CREATE TABLE group_conversation_windows (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            size_hours smallint NOT NULL CHECK (size_hours IN (4, 6, 12, 24)),
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            status text NOT NULL DEFAULT 'queued' CHECK (status IN (
                'queued', 'processing', 'completed', 'failed', 'skipped')),
            failure_reason text,
            version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
            request text,
            created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (group_id, size_hours, starts_at),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
            CHECK (starts_at < ends_at),
            CHECK (failure_reason IS NULL OR status IN ('failed', 'skipped'))
        )
        """
    )
    isolate("group_conversation_windows")
    op.execute("GRANT SELECT, INSERT ON group_conversation_windows TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (status, failure_reason, version, request, updated_at)
        ON group_conversation_windows TO alfred_service
        """
    )

    op.execute(
        """
        CREATE TABLE group_digest_stage_artifacts (
            tenant_id bigint NOT NULL,
            window_id bigint NOT NULL,
            stage text NOT NULL,
            input_hash text NOT NULL,
            prompt_version text NOT NULL,
            model text NOT NULL,
            schema_version integer NOT NULL,
            answer bytea NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            FOREIGN KEY (tenant_id, window_id)
                REFERENCES group_conversation_windows (tenant_id, id)
        )
        """
    )
    op.execute(
        """
        CREATE UNIQUE INDEX ux_digest_stage_artifacts_stage ON group_digest_stage_artifacts
            (window_id, stage, input_hash, prompt_version, model, schema_version)
        """
    )
    op.execute(
        """
        ALTER TABLE group_digest_stage_artifacts
            ADD PRIMARY KEY USING INDEX ux_digest_stage_artifacts_stage
        """
    )
    isolate("group_digest_stage_artifacts")
    op.execute("GRANT SELECT, INSERT ON group_digest_stage_artifacts TO alfred_service")

    # group_id, size_hours and window_ends_at repeat the window's, for the index of the baseline
    op.execute(
        """
        CREATE TABLE group_digests (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            size_hours smallint NOT NULL,
            window_ends_at timestamptz NOT NULL,
            window_id bigint NOT NULL,
            version integer NOT NULL,
            fingerprint text NOT NULL,
            language text NOT NULL CHECK (language IN ('ru', 'en')),
            engine text NOT NULL,
            delivery_status text NOT NULL CHECK (delivery_status IN (
                'pending', 'sent', 'failed', 'blocked_quality', 'blocked_rbac', 'blocked_quota',
                'skipped')),
            quality_score double precision NOT NULL CHECK (quality_score BETWEEN 0 AND 1),
            statements_verified integer NOT NULL,
            statements_total integer NOT NULL,
            content_hash text NOT NULL,
            tokens bigint NOT NULL,
            seconds double precision NOT NULL,
            run_id text NOT NULL,
            digest jsonb NOT NULL,
            people jsonb NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (window_id, fingerprint),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, window_id)
                REFERENCES group_conversation_windows (tenant_id, id),
            CHECK (statements_verified BETWEEN 0 AND statements_total)
        )
        """
    )
    op.execute(
        "CREATE INDEX ix_group_digests_latest ON group_digests (window_id, version DESC, id DESC)"
    )
    op.execute(
        """
        CREATE INDEX ix_group_digests_baseline ON group_digests
            (group_id, size_hours, window_ends_at DESC, version DESC, id DESC)
        """
    )
    isolate("group_digests")
    op.execute("GRANT SELECT, INSERT, UPDATE (delivery_status) ON group_digests TO alfred_service")

    op.execute(
        """
        CREATE TABLE group_digest_topics (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            position integer NOT NULL,
            title text NOT NULL,
            status text NOT NULL CHECK (status IN (
                'done', 'in_progress', 'blocker', 'watch', 'idea')),
            state text NOT NULL CHECK (state IN ('opened', 'continued', 'closed')),
            weight double precision NOT NULL,
            summary text NOT NULL,
            decision text,
            keywords text[] NOT NULL,
            thread_ids bigint[] NOT NULL,
            message_ids bigint[] NOT NULL,
            PRIMARY KEY (digest_id, position),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE group_digest_participants (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            person text NOT NULL,
            author_id text,
            name text,
            dominant_role text NOT NULL CHECK (dominant_role IN (
                'initiator', 'expert', 'moderator', 'supporter', 'opponent', 'observer')),
            message_count integer NOT NULL,
            message_ids bigint[] NOT NULL,
            PRIMARY KEY (digest_id, person),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE group_digest_metrics (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            metric text NOT NULL,
            value double precision NOT NULL,
            PRIMARY KEY (digest_id, metric),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id)
        )
        """
    )
    for table in ("group_digest_topics", "group_digest_participants", "group_digest_metrics"):
        isolate(table)
        op.execute(f"GRANT INSERT ON {table} TO alfred_service")


def downgrade() -> None:
    op.execute("DROP TABLE group_digest_metrics")
    op.execute("DROP TABLE group_digest_participants")
    op.execute("DROP TABLE group_digest_topics")
    op.execute("DROP TABLE group_digests")
    op.execute("DROP TABLE group_digest_stage_artifacts")
    op.execute("DROP TABLE group_conversation_windows")

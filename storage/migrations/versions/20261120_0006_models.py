"""What calls of language models cost, and what the models said of slices of threads."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # status and what follows: NULL until the call is settled. Its tenant is the transaction's and
    # needs no foreign key. fillfactor: each row is updated once, soon, and stays on its page.
    op.execute(
        """
        CREATE TABLE llm_usage (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            purpose text NOT NULL,
            run_id text NOT NULL,
            tier text NOT NULL CHECK (tier IN ('base', 'pro', 'max')),
            model text NOT NULL,
            prompt_version text NOT NULL,
            booked_tokens bigint NOT NULL CHECK (booked_tokens >= 0),
            status text,
            prompt_tokens bigint CHECK (prompt_tokens >= 0),
            completion_tokens bigint CHECK (completion_tokens >= 0),
            cached_tokens bigint CHECK (cached_tokens >= 0),
            seconds double precision CHECK (seconds >= 0),
            CHECK (num_nulls(
                status, prompt_tokens, completion_tokens, cached_tokens, seconds) IN (0, 5))
        ) WITH (fillfactor = 70)
        """
    )
    # Neither begins with the tenant: by the policy every query asks for one, so that an index of
    # tenants seems to fit them all.
    op.execute("CREATE INDEX ix_llm_usage_quota ON llm_usage (tier, tenant_id, created_at)")
    op.execute("CREATE INDEX ix_llm_usage_run ON llm_usage (run_id)")
    isolate("llm_usage")
    op.execute("GRANT SELECT, INSERT ON llm_usage TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (status, prompt_tokens, completion_tokens, cached_tokens, seconds)
        ON llm_usage TO alfred_service
        """
    )

    op.execute(
        """
        CREATE TABLE thread_segments (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            slice_hash text COLLATE "C" NOT NULL,
            prompt_version text COLLATE "C" NOT NULL,
            model text COLLATE "C" NOT NULL,
            schema_version integer NOT NULL,
            answer bytea NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (
                tenant_id, group_id, slice_hash, prompt_version, model, schema_version),
            FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id)
        )
        """
    )
    isolate("thread_segments")
    op.execute("GRANT SELECT, INSERT ON thread_segments TO alfred_service")


def downgrade() -> None:
    op.execute("DROP TABLE thread_segments")
    op.execute("DROP TABLE llm_usage")

"""Tokens of the API, and the URLs that digests are posted to."""

from alembic import op

from storage.migrations.isolation import across_tenants, isolate, open_to_owner

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE api_tokens (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
            scopes text[] NOT NULL
                CHECK (scopes <@ ARRAY['DIGEST_READ', 'DIGEST_ADMIN'] AND scopes <> '{}'),
            label text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            revoked_at timestamptz
        )
        """
    )
    op.execute("CREATE INDEX ix_api_tokens_tenant ON api_tokens (tenant_id, created_at, id)")
    isolate("api_tokens")
    op.execute("GRANT SELECT, INSERT, UPDATE (revoked_at) ON api_tokens TO alfred_service")
    open_to_owner("api_tokens")
    across_tenants(
        "find_api_token",
        "hash bytea",
        "id bigint, tenant_id bigint, scopes text[], label text, created_at timestamptz",
        "SELECT t.id, t.tenant_id, t.scopes, t.label, t.created_at FROM public.api_tokens AS t"
        " WHERE t.token_hash = hash AND t.revoked_at IS NULL",
    )
    op.execute(
        """
        CREATE TABLE webhook_endpoints (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant_id bigint NOT NULL REFERENCES tenants (id),
            url text NOT NULL,
            secret text NOT NULL CHECK (secret <> ''),
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (tenant_id, url)
        )
        """
    )
    isolate("webhook_endpoints")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (secret), DELETE ON webhook_endpoints TO alfred_service"
    )


def downgrade() -> None:
    op.execute("DROP TABLE webhook_endpoints")
    op.execute("DROP FUNCTION find_api_token(bytea)")
    op.execute("DROP TABLE api_tokens")

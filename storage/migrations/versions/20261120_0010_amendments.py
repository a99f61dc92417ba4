"""What digests cite, how they are corrected, and what readers say of them."""

from alembic import op

from storage.migrations.isolation import isolate

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE group_digest_citations (
            tenant_id bigint NOT NULL,
            group_id bigint NOT NULL,
            message_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            PRIMARY KEY (group_id, message_id, digest_id),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id)
        )
        """
    )
    op.execute(
        "CREATE INDEX ix_group_digest_citations_digest ON group_digest_citations (digest_id)"
    )
    isolate("group_digest_citations")
    op.execute("GRANT SELECT, INSERT, DELETE ON group_digest_citations TO alfred_service")
    op.execute(
        """
        GRANT UPDATE (delivery_status, quality_score, statements_verified, statements_total,
            content_hash, digest)
        ON group_digests TO alfred_service
        """
    )
    for table in ("group_digest_topics", "group_digest_participants", "group_digest_metrics"):
        op.execute(f"GRANT SELECT, DELETE ON {table} TO alfred_service")
    op.execute("GRANT DELETE ON group_digest_stage_artifacts TO alfred_service")
    op.execute("GRANT DELETE ON dead_letters TO alfred_service")
    op.execute(
        """
        CREATE TABLE group_digest_feedback (
            tenant_id bigint NOT NULL,
            digest_id bigint NOT NULL,
            person_id bigint NOT NULL,
            statement integer NOT NULL DEFAULT -1,
            opinion text NOT NULL CHECK (opinion IN ('good', 'bad', 'wrong')),
            evidence jsonb,
            given_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (digest_id, person_id, statement),
            FOREIGN KEY (tenant_id, digest_id) REFERENCES group_digests (tenant_id, id),
            CHECK ((opinion = 'wrong') = (statement >= 0))
        )
        """
    )
    isolate("group_digest_feedback")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (opinion, evidence, given_at)"
        " ON group_digest_feedback TO alfred_service"
    )


def downgrade() -> None:
    op.execute("DROP TABLE group_digest_feedback")
    op.execute("REVOKE DELETE ON dead_letters FROM alfred_service")
    op.execute("REVOKE DELETE ON group_digest_stage_artifacts FROM alfred_service")
    for table in ("group_digest_topics", "group_digest_participants", "group_digest_metrics"):
        op.execute(f"REVOKE SELECT, DELETE ON {table} FROM alfred_service")
    op.execute(
        """
        REVOKE UPDATE (quality_score, statements_verified, statements_total, content_hash, digest)
        ON group_digests FROM alfred_service
        """
    )
    op.execute("DROP TABLE group_digest_citations")

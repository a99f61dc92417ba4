"""Passages of the talk as vectors, where pgvector is; and calls that make them, in the books."""

from alembic import op

from storage.migrations.passages import add_passages, drop_passages

revision = "0022"
down_revision = "0021"

_TIERS = "ALTER TABLE llm_usage ADD CONSTRAINT llm_usage_tier_check CHECK (tier IN ({}))"


def upgrade() -> None:
    op.execute("ALTER TABLE llm_usage DROP CONSTRAINT llm_usage_tier_check")
    op.execute(_TIERS.format("'base', 'pro', 'max', 'embedding'"))
    add_passages()


def downgrade() -> None:
    drop_passages()
    op.execute("ALTER TABLE llm_usage DROP CONSTRAINT llm_usage_tier_check")
    # The type is set to what it is for its USING, which reaches the rows of every tenant.
    op.execute(
        """
        ALTER TABLE llm_usage ALTER tier TYPE text
        USING CASE tier WHEN 'embedding' THEN 'base' ELSE tier END
        """
    )
    op.execute(_TIERS.format("'base', 'pro', 'max'"))

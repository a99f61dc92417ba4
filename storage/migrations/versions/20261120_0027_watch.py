"""The watch over rollouts: what it saw of the gates, what broke them, and what it has to tell."""

from alembic import op

from storage.migrations.samples import STATEMENTS

revision = "0027"
down_revision = "0026"

_FOR_SERVICE = (
    "rollout_look(text)",
    "rollout_latest_look()",
    "rollout_untold(interval)",
    "expire_rollout_samples(integer, integer, timestamptz)",
)
_FOR_OPERATORS = (
    "rollout_samples_since(text, timestamptz)",
    "rollout_evidence(text, text, integer)",
)
"""And for the service."""


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for function in (*_FOR_SERVICE, *_FOR_OPERATORS):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service")
    for function in _FOR_OPERATORS:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_operator")


def downgrade() -> None:
    for function in (*_FOR_SERVICE, *_FOR_OPERATORS):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP INDEX ix_rollout_journal_watch")
    op.execute("DROP TABLE rollout_samples")

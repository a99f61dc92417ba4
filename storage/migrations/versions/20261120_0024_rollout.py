"""Features that reach people in stages, moved by the same functions from the bot and from psql."""

from alembic import op

from storage.migrations.rollout.chat import CHAT
from storage.migrations.rollout.guards import RULES
from storage.migrations.rollout.moving import MOVING
from storage.migrations.rollout.reading import READING
from storage.migrations.rollout.tables import TABLES
from storage.migrations.rollout.terms import ASIDE

revision = "0024"
down_revision = "0023"

_FEATURES = (
    "digest_agent",
    "chat_v11",
    "chat_dark_launch",
    "chat_notifications_beta",
    "dispute_tools_v2",
    "chat_full_release",
)
_INNER = (
    "rollout_snapshot(text, text)",
    "rollout_apply(text, text, text, text, text, text, text, jsonb)",
    "rollout_measured(text, interval)",
)
"""Called by the others alone."""
_FOR_SERVICE = ("rollout_configure(integer, interval[], text)",)
_FOR_OPERATORS = (
    "rollout_rank(text)",
    "rollout_who(text)",
    "rollout_destination(text, text, text)",
    (
        "rollout_refusal(text, text, boolean, bigint, text, bigint, timestamptz, boolean, boolean,"
        " interval[], text, timestamptz)"
    ),
    "rollout_decision(jsonb)",
    "rollout_is_on(text, bigint)",
    "rollout_state(text)",
    "rollout_row(text)",
    "rollout_history(text, integer)",
    "rollout_open_proposals(text)",
    "rollout_gates(text)",
    "rollout_release_gates(text)",
    "rollout_ask(text, text, bigint, text, text, text, interval)",
    "rollout_approve(bigint, text)",
    "rollout_allow(text, bigint, boolean, text, text)",
    "rollout_set(text, text, boolean, text)",
    "chat_get_v11_release_gates()",
    "chat_get_v11_rollout_state()",
    "chat_get_v11_rollout_history(integer)",
    "chat_set_v11_rollout_state(text, boolean, text)",
)
"""And for the service."""


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    op.execute(
        "INSERT INTO rollout_features (feature) VALUES "
        + ", ".join(f"('{feature}')" for feature in _FEATURES)
    )
    for statement in (*RULES, *READING, *MOVING, *ASIDE, *CHAT):
        op.execute(statement)
    for function in (*_INNER, *_FOR_SERVICE, *_FOR_OPERATORS):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    for function in _FOR_OPERATORS:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service, alfred_operator")
    for function in _FOR_SERVICE:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service")


def downgrade() -> None:
    for function in reversed((*_INNER, *_FOR_SERVICE, *_FOR_OPERATORS)):
        op.execute(f"DROP FUNCTION {function}")
    for table in ("limits", "journal", "proposals", "allowed", "features"):
        op.execute(f"DROP TABLE rollout_{table}")

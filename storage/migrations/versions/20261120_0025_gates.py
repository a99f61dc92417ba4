"""What gates are measured by, and how good their figures have to be."""

from alembic import op

from storage.migrations.gates.chat import CHAT
from storage.migrations.gates.digests import DIGESTS
from storage.migrations.gates.expiring import EXPIRE, EXPIRING
from storage.migrations.gates.watching import WATCHING
from storage.migrations.isolation import open_to_owner

revision = "0025"
down_revision = "0024"

# Conversations are many, digests few: these are looked at over a day.
_MEASURED = """
CREATE OR REPLACE FUNCTION rollout_measured(asked text, span interval DEFAULT NULL)
RETURNS TABLE (gate text, value double precision, samples bigint, age interval)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF asked = 'chat_v11' THEN
        RETURN QUERY SELECT *
            FROM public.rollout_measured_chat(coalesce(span, interval '15 minutes'));
    ELSIF asked = 'digest_agent' THEN
        RETURN QUERY SELECT *
            FROM public.rollout_measured_digests(coalesce(span, interval '24 hours'));
    END IF;
END
$$
"""
_NOT_MEASURED = """
CREATE OR REPLACE FUNCTION rollout_measured(
    asked text, span interval DEFAULT interval '15 minutes')
RETURNS TABLE (gate text, value double precision, samples bigint, age interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NULL::text, NULL::double precision, NULL::bigint, NULL::interval WHERE false
$$
"""

# Gate, class, bound and threshold.
_INVARIANTS = (
    ("ack_without_receipt_10s_rate", "P0", "at most", 0),
    ("timeline_duplicate_detected_rate", "P0", "at most", 0),
    ("read_rollback_detected_rate", "P0", "at most", 0),
)
_CHAT = (
    *_INVARIANTS,
    ("write_receipt_p95_ms", "P1", "at most", 2_000),
    ("forced_resync_rate", "P1", "at most", 0.05),
    ("full_state_rate", "P1", "at most", 0.01),
    ("ERR_RESYNC_RANGE_UNAVAILABLE_rate", "P1", "at most", 1),
    ("ERR_RESYNC_THROTTLED_rate", "P1", "at most", 20),
)
_DIGESTS = (
    *_INVARIANTS,
    ("window_to_delivery_p95_ms", "P1", "at most", 300_000),
    ("forced_resync_rate", "P1", "at most", 50),
    ("full_state_rate", "P1", "at most", 10),
    ("ERR_RESYNC_RANGE_UNAVAILABLE_rate", "P1", "at most", 3),
    ("ERR_RESYNC_THROTTLED_rate", "P1", "at most", 50),
    ("faithfulness_p05", "P1", "at least", 0.7),
    ("relevance_p05", "P1", "at least", 0.7),
    ("completeness_p05", "P1", "at least", 0.7),
    ("delivery_success_rate", "P1", "at least", 0.95),
)
# Fewest samples, and the age of the newest one. One session is enough, and one group that is read.
_ENOUGH = {"chat_v11": (20, "15 minutes"), "digest_agent": (3, "24 hours")}
_BY_READERS = ("ERR_RESYNC", "forced_resync", "full_state", "read_rollback")


def _fewest(feature: str, gate: str) -> int:
    of_readers = gate.startswith("ERR_RESYNC") or (
        feature == "digest_agent" and gate.startswith(_BY_READERS)
    )
    return 1 if of_readers else _ENOUGH[feature][0]


_INDEXES = {
    "ix_digest_orders_created": "digest_orders (created_at)",
    "ix_delivery_ledger_sent": "delivery_ledger (sent_at) WHERE state = 'sent'",
    "ix_group_digests_created": "group_digests (created_at)",
}
_READ_BY_OWNER = ("delivery_ledger", "ingest_cursors", "group_digest_metrics")
_INNER = (
    "note_receipt_twice()",
    "note_read_back()",
    "note_chunk_twice()",
    "note_cursor_back()",
    "rollout_lasting(text)",
    "rollout_breaks_since(text, interval)",
    "rollout_measured_chat(interval)",
    "rollout_measured_digests(interval)",
)


def upgrade() -> None:
    for statement in (*WATCHING, CHAT, DIGESTS, _MEASURED):
        op.execute(statement)
    for function in _INNER:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION rollout_breaks_since(text, interval) TO alfred_operator")
    op.execute("GRANT INSERT (kind, source) ON recoveries TO alfred_service")
    op.execute("GRANT UPDATE (working_at) ON conversation_ledger TO alfred_service")
    for table in _READ_BY_OWNER:
        open_to_owner(table)
    for table, fewest, condition in EXPIRING:
        op.execute(EXPIRE.format(table=table, fewest=fewest, condition=condition))
        function = f"expire_{table}(integer, integer, timestamptz)"
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO alfred_service")
    for name, described in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {described}")
    for feature, gates in (("chat_v11", _CHAT), ("digest_agent", _DIGESTS)):
        for gate, kind, bound, threshold in gates:
            op.execute(
                "INSERT INTO rollout_limits VALUES ("
                f"'{feature}', '{gate}', '{kind}', '{bound}', {threshold},"
                f" {_fewest(feature, gate)}, '{_ENOUGH[feature][1]}')"
            )


def downgrade() -> None:
    op.execute("DELETE FROM rollout_limits")
    op.execute(_NOT_MEASURED)
    for name in _INDEXES:
        op.execute(f"DROP INDEX {name}")
    for table, *_ in EXPIRING:
        op.execute(f"DROP FUNCTION expire_{table}(integer, integer, timestamptz)")
    for table in _READ_BY_OWNER:
        op.execute(f"DROP POLICY directory ON {table}")
    op.execute("DROP TRIGGER receipt_twice ON conversation_ledger")
    op.execute("DROP TRIGGER read_back ON conversation_ledger")
    op.execute("DROP TRIGGER chunk_twice ON delivery_ledger")
    op.execute("DROP TRIGGER cursor_back ON ingest_cursors")
    for function in reversed(_INNER):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("ALTER TABLE conversation_ledger DROP working_at")
    op.execute("DROP TABLE recoveries")
    op.execute("DROP TABLE invariant_breaks")

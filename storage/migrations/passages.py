"""Tables of vectors, which are there only where the extension pgvector is.

A database that gets it later gets the tables at the next ``migrate``.
"""

from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection

from storage.migrations.extension import extension_schema
from storage.migrations.isolation import across_tenants, isolate, open_to_owner

SINCE = "0022"
"""The revision from which on the tables belong to the schema."""

_IS_DUE = """
SELECT to_regclass('public.alembic_version') IS NOT NULL
    AND to_regclass('public.group_passages') IS NULL
"""

# MAIN keeps a vector of up to 4 000 numbers in its row: the scan that compares them all would
# otherwise fetch each from another table.
_TABLES = (
    """
    CREATE TABLE group_passages (
        tenant_id bigint NOT NULL,
        group_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        model text COLLATE "C" NOT NULL,
        dimension integer NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        vector {schema}.halfvec STORAGE main NOT NULL,
        PRIMARY KEY (group_id, id),
        FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
        CHECK (first_at <= last_at),
        CHECK (dimension = {schema}.vector_dims(vector))
    )
    """,
    "CREATE INDEX ix_group_passages_time ON group_passages (group_id, last_at)",
    # Each message is in one passage, or says too little for any: then passage_id is NULL.
    """
    CREATE TABLE group_passage_messages (
        tenant_id bigint NOT NULL,
        group_id bigint NOT NULL,
        message_id bigint NOT NULL,
        passage_id bigint,
        PRIMARY KEY (group_id, message_id),
        FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
        FOREIGN KEY (group_id, message_id) REFERENCES group_messages (group_id, message_id)
            ON UPDATE CASCADE ON DELETE CASCADE,
        FOREIGN KEY (group_id, passage_id) REFERENCES group_passages (group_id, id)
            ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_group_passage_messages_passage
    ON group_passage_messages (group_id, passage_id)
    """,
)

# In the transaction that edits, erases or expires a message, whichever way it came.
_FORGET = """
CREATE FUNCTION forget_passage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.group_passages
    WHERE group_id = OLD.group_id AND id = (
        SELECT passage_id FROM public.group_passage_messages
        WHERE group_id = OLD.group_id AND message_id = OLD.message_id);
    DELETE FROM public.group_passage_messages
    WHERE group_id = OLD.group_id AND message_id = OLD.message_id;
    RETURN OLD;
END
$$
"""
_TRIGGERS = (
    """
    CREATE TRIGGER forget_passage_of_changed
    AFTER UPDATE OF text, deleted_at, aside ON group_messages FOR EACH ROW
    WHEN ((OLD.text, OLD.deleted_at, OLD.aside) IS DISTINCT FROM
        (NEW.text, NEW.deleted_at, NEW.aside))
    EXECUTE FUNCTION forget_passage()
    """,
    """
    CREATE TRIGGER forget_passage_of_removed
    BEFORE DELETE ON group_messages FOR EACH ROW EXECUTE FUNCTION forget_passage()
    """,
)

# The latest passages of each group are compared, be they of the wanted time or before.
# Vectors have the length 1, so their product is the cosine. How alike most of them are comes with
# the best, and tells what chance gives: those that stand out by two deviations are left out of it,
# or several about one matter would hide each other.
_NEAREST = """
CREATE FUNCTION nearest_passages(
    asker bigint, asked bigint[], of_model text, question real[],
    since timestamptz, until timestamptz, compared integer, most integer)
RETURNS TABLE (
    group_id bigint, message_ids bigint[], likeness float8, usual float8, deviation float8,
    passages bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_bitmapscan = on SET enable_sort = on AS $$
#variable_conflict use_column
DECLARE
    searched CONSTANT bigint[] := public.readable_groups(asker, asked);
    sought CONSTANT {schema}.halfvec := question::{schema}.halfvec;
BEGIN
    RETURN QUERY
    WITH near AS MATERIALIZED (
        SELECT latest.group_id, latest.id, latest.last_at,
            -(latest.vector OPERATOR({schema}.<#>) sought) AS likeness
        FROM unnest(searched) AS readable (id)
        CROSS JOIN LATERAL (
            SELECT told.group_id, told.id, told.last_at, told.vector
            FROM public.group_passages AS told
            WHERE told.group_id = readable.id AND told.model = of_model
                AND told.dimension = cardinality(question)
                AND (until IS NULL OR told.first_at < until)
            ORDER BY told.last_at DESC LIMIT compared
        ) AS latest
    ),
    everything AS (
        SELECT avg(near.likeness) AS usual, stddev_samp(near.likeness) AS deviation,
            count(*) AS passages
        FROM near
    ),
    spread AS (
        SELECT avg(near.likeness) AS usual, stddev_samp(near.likeness) AS deviation,
            everything.passages
        FROM near, everything
        WHERE near.likeness <= everything.usual + 2 * everything.deviation
        GROUP BY everything.passages
    )
    SELECT best.group_id, ARRAY(
            SELECT held.message_id FROM public.group_passage_messages AS held
            WHERE held.group_id = best.group_id AND held.passage_id = best.id
            ORDER BY held.message_id),
        best.likeness, spread.usual, coalesce(spread.deviation, 0), spread.passages
    FROM (
        SELECT * FROM near
        WHERE since IS NULL OR near.last_at >= since
        ORDER BY likeness DESC, id LIMIT most
    ) AS best, spread
    ORDER BY best.likeness DESC, best.id;
END
$$
"""
_NEAREST_ARGUMENTS = "bigint, bigint[], text, real[], timestamptz, timestamptz, integer, integer"

# Connected groups with a message that no passage of this model holds yet.
_UNCOVERED = """
SELECT known.tenant_id, known.id
FROM public.groups AS known
WHERE known.readers <> '{}' AND EXISTS (
    SELECT FROM public.group_messages AS said
    WHERE said.group_id = known.id AND said.sent_at >= since
        AND said.thread_id IS NOT NULL AND said.deleted_at IS NULL AND said.aside IS NULL
        AND NOT EXISTS (
            SELECT FROM public.group_passage_messages AS held
            LEFT JOIN public.group_passages AS told
                ON told.group_id = held.group_id AND told.id = held.passage_id
            WHERE held.group_id = said.group_id AND held.message_id = said.message_id
                AND (held.passage_id IS NULL
                    OR told.model = of_model AND told.dimension = of_dimension)))
ORDER BY known.id
"""


def add_passages() -> None:
    """Make the tables if the extension is there, and nothing otherwise."""
    schema = extension_schema(op.get_bind())
    if schema is None:
        return
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    for table in ("group_passages", "group_passage_messages"):
        isolate(table)
        open_to_owner(table)
        op.execute(f"CREATE POLICY erasure ON {table} FOR DELETE TO alfred_owner USING (true)")
    op.execute("GRANT SELECT, INSERT, DELETE ON group_passages TO alfred_service")
    op.execute("GRANT SELECT, INSERT ON group_passage_messages TO alfred_service")
    op.execute(_FORGET)
    op.execute("REVOKE ALL ON FUNCTION forget_passage() FROM PUBLIC")
    for trigger in _TRIGGERS:
        op.execute(trigger)
    op.execute(_NEAREST.format(schema=schema))
    op.execute(f"REVOKE ALL ON FUNCTION nearest_passages({_NEAREST_ARGUMENTS}) FROM PUBLIC")
    op.execute(
        f"GRANT EXECUTE ON FUNCTION nearest_passages({_NEAREST_ARGUMENTS}) TO alfred_service"
    )
    across_tenants(
        "groups_without_passages",
        "of_model text, of_dimension integer, since timestamptz",
        "tenant_id bigint, id bigint",
        _UNCOVERED,
    )


def add_late_passages(connection: Connection) -> None:
    """Make the tables in a database that got the extension after revision ``SINCE``."""
    if not connection.exec_driver_sql(_IS_DUE).scalar():
        return
    context = MigrationContext.configure(connection)
    if (context.get_current_revision() or "") < SINCE:
        return
    with Operations.context(context):
        add_passages()


def drop_passages() -> None:
    op.execute("DROP FUNCTION IF EXISTS groups_without_passages(text, integer, timestamptz)")
    op.execute(f"DROP FUNCTION IF EXISTS nearest_passages({_NEAREST_ARGUMENTS})")
    op.execute("DROP TRIGGER IF EXISTS forget_passage_of_removed ON group_messages")
    op.execute("DROP TRIGGER IF EXISTS forget_passage_of_changed ON group_messages")
    op.execute("DROP FUNCTION IF EXISTS forget_passage()")
    op.execute("DROP TABLE IF EXISTS group_passage_messages")
    op.execute("DROP TABLE IF EXISTS group_passages")

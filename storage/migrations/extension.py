"""The extension pgvector, made by whoever migrates if that role may; no revision depends on it."""

from sqlalchemy import Connection

# In a schema of its own, so that "public" holds what is ours. Where an administrator put it
# elsewhere it is used there. Like the roles it is never dropped.
_MAKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')
    THEN
        CREATE SCHEMA IF NOT EXISTS extensions;
        GRANT USAGE ON SCHEMA extensions TO alfred_owner;
        CREATE EXTENSION IF NOT EXISTS vector SCHEMA extensions;
    END IF;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file
    OR unique_violation THEN
    NULL;
END
$$
"""

# halfvec came with pgvector 0.7.
_SCHEMA = """
SELECT quote_ident(place.nspname)
FROM pg_extension AS made
JOIN pg_namespace AS place ON place.oid = made.extnamespace
JOIN pg_type AS known ON known.typnamespace = place.oid AND known.typname = 'halfvec'
WHERE made.extname = 'vector' AND has_schema_privilege('alfred_owner', place.oid, 'USAGE')
"""


def make_extension(connection: Connection) -> None:
    """As whoever migrates; a role that may not make extensions goes on without."""
    connection.exec_driver_sql(_MAKE)


def extension_schema(connection: Connection) -> str | None:
    """Where it is, quoted; None if it is missing, older than 0.7, or not for the owner."""
    schema: str | None = connection.exec_driver_sql(_SCHEMA).scalar()
    return schema

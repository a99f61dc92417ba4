"""The tables and sequences of ours, as the database itself describes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from storage.backup.errors import BackupError
from storage.postgres.connection import Connection

OWNER = "alfred_owner"

# What others keep in the same schema is not ours to copy.
_TABLES = """
SELECT known.relname::text AS name, known.relrowsecurity AS isolated,
    array_agg(part.attname::text ORDER BY part.attnum) AS columns
FROM pg_class AS known
JOIN pg_attribute AS part ON part.attrelid = known.oid
    AND part.attnum > 0 AND NOT part.attisdropped AND part.attgenerated = ''
WHERE known.relnamespace = 'public'::regnamespace AND known.relkind = 'r'
    AND known.relname <> 'alembic_version'
    AND pg_get_userbyid(known.relowner) = 'alfred_owner'
GROUP BY known.oid, known.relname, known.relrowsecurity
ORDER BY known.relname
"""

_REFERENCES = """
SELECT DISTINCT of.relname::text AS name, needed.relname::text AS needs
FROM pg_constraint AS told
JOIN pg_class AS of ON of.oid = told.conrelid
JOIN pg_class AS needed ON needed.oid = told.confrelid
WHERE told.contype = 'f' AND of.relnamespace = 'public'::regnamespace AND of.oid <> needed.oid
ORDER BY name, needs
"""

_SEQUENCES = """
SELECT sequencename::text AS name, last_value FROM pg_sequences
WHERE schemaname = 'public' AND sequenceowner = 'alfred_owner' AND last_value IS NOT NULL
ORDER BY name
"""

_ABOVE_POLICIES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    isolated: bool
    """Whether row level security shows one tenant's rows only."""

    @property
    def quoted(self) -> str:
        return f"public.{quote(self.name)}"

    @property
    def of_tenants(self) -> bool:
        """Whether its rows are asked for tenant by tenant; the owner sees all tenants."""
        return self.isolated and self.name != "tenants"


async def tables(connection: Connection) -> Sequence[Table]:
    """All of ours, each after those that its rows refer to."""
    known = {
        row["name"]: Table(row["name"], tuple(row["columns"]), row["isolated"])
        for row in await connection.fetch(_TABLES)
    }
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(known, ()))
    for row in await connection.fetch(_REFERENCES):
        if row["name"] in known:
            order.add(row["name"], row["needs"])
    return [known[name] for name in order.static_order() if name in known]


async def sequences(connection: Connection) -> dict[str, int]:
    """The last number that each gave out; those that gave out none are left out."""
    return {row["name"]: row["last_value"] for row in await connection.fetch(_SEQUENCES)}


async def above_policies(connection: Connection) -> bool:
    """Whether row level security does not bind who is logged in."""
    return bool(await connection.fetchval(_ABOVE_POLICIES))


def quote(name: str) -> str:
    """A name of the catalogue in a statement.

    Raises:
        BackupError: No migration of ours makes such a name.
    """
    if not name.isidentifier() or not name.isascii():
        raise BackupError(f"{name!a} is no name of Alfred's — restore another backup")
    return f'"{name}"'

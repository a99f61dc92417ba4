"""People who talk to the bot; they come before any tenant, so their table knows none."""

import asyncpg

from pipeline.digest.request import Language
from pipeline.groups.models import Person, PersonId, Scope
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.groups import ensure_tenant
from storage.postgres.members import grant_scopes
from storage.postgres.tenant import become

_FIND = "SELECT * FROM people WHERE id = $1"

# Writes a known row as it is: somebody else has just added it, and it is to be returned.
_ADD = """
INSERT INTO people AS known (id, language, time_zone) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET language = known.language
RETURNING *
"""

_CHANGE = """
UPDATE people
SET language = coalesce($2, language), time_zone = coalesce($3, time_zone),
    rich = coalesce($4, rich), zone_chosen = zone_chosen OR $3::text IS NOT NULL
WHERE id = $1
RETURNING *
"""

_LOCK = "SELECT tenant_id FROM people WHERE id = $1 FOR NO KEY UPDATE"
_OWN = "UPDATE people SET tenant_id = $2 WHERE id = $1"


class KnownPeople:
    """The port ``People``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def meet(self, person: PersonId, *, language: Language, time_zone: str) -> Person:
        known = await self.find(person)
        if known is not None:
            return known
        with translated():
            [row] = await self._pool.fetch(_ADD, person, language, time_zone)
        return _person(row)

    async def find(self, person: PersonId) -> Person | None:
        with translated():
            row = await self._pool.fetchrow(_FIND, person)
        return None if row is None else _person(row)

    async def change(
        self,
        person: PersonId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
        rich: bool | None = None,
    ) -> Person:
        """See the port.

        Raises:
            NotFoundError: Nobody met them.
        """
        with translated():
            row = await self._pool.fetchrow(_CHANGE, person, language, time_zone, rich)
        if row is None:
            raise _unknown(person)
        return _person(row)

    async def tenant_of(self, person: PersonId) -> TenantId:
        """See the port. The tenant is named ``telegram:<id>``.

        Raises:
            NotFoundError: Nobody met them.
        """
        known = await self.find(person)
        if known is None:
            raise _unknown(person)
        return known.tenant or await self._make_tenant(person)

    async def _make_tenant(self, person: PersonId) -> TenantId:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                known = await connection.fetchval(_LOCK, person)
                if known is not None:
                    return TenantId(known)
                tenant = await ensure_tenant(connection, f"telegram:{person}")
                await become(connection, tenant)
                await grant_scopes(connection, tenant, person, frozenset(Scope))
                await connection.execute(_OWN, person, tenant)
        return tenant


def _person(row: asyncpg.Record) -> Person:
    return Person(
        id=row["id"],
        language=row["language"],
        time_zone=row["time_zone"],
        rich=row["rich"],
        tenant=row["tenant_id"],
        zone_chosen=row["zone_chosen"],
    )


def _unknown(person: PersonId) -> NotFoundError:
    return NotFoundError(f"nobody met person {person}")

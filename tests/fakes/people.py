from dataclasses import replace

from pipeline.digest.request import Language
from pipeline.groups.models import Person, PersonId, Scope
from pipeline.ingest.models import TenantId
from tests.fakes.groups import MemoryTenants


class MemoryMembers:
    """The port ``Members``."""

    def __init__(self) -> None:
        self._scopes: dict[tuple[TenantId, PersonId], frozenset[Scope]] = {}

    async def scopes(self, tenant: TenantId, person: PersonId) -> frozenset[Scope]:
        return self._scopes.get((tenant, person), frozenset())

    async def grant(self, tenant: TenantId, person: PersonId, scopes: frozenset[Scope]) -> None:
        self._scopes[tenant, person] = scopes


class MemoryPeople:
    """The port ``People``."""

    def __init__(self, tenants: MemoryTenants, members: MemoryMembers) -> None:
        self._tenants = tenants
        self._members = members
        self._people: dict[PersonId, Person] = {}

    async def meet(self, person: PersonId, *, language: Language, time_zone: str) -> Person:
        return self._people.setdefault(person, Person(person, language, time_zone))

    async def find(self, person: PersonId) -> Person | None:
        return self._people.get(person)

    async def change(
        self,
        person: PersonId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
        rich: bool | None = None,
    ) -> Person:
        known = self._people[person]
        self._people[person] = replace(
            known,
            language=language or known.language,
            time_zone=time_zone or known.time_zone,
            zone_chosen=known.zone_chosen or time_zone is not None,
            rich=known.rich if rich is None else rich,
        )
        return self._people[person]

    async def tenant_of(self, person: PersonId) -> TenantId:
        known = self._people[person]
        if known.tenant is not None:
            return known.tenant
        tenant = await self._tenants.ensure(f"telegram:{person}")
        await self._members.grant(tenant, person, frozenset(Scope))
        self._people[person] = replace(known, tenant=tenant)
        return tenant

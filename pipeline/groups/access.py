"""Who may see a group's digests, and who may change what is done with them: nobody by default."""

from dataclasses import dataclass

from pipeline.groups.models import ConnectedGroup, PersonId, Scope, Standing
from pipeline.groups.ports import GroupBook, Members, Membership


@dataclass(frozen=True, slots=True)
class Access:
    members: Members
    membership: Membership
    groups: GroupBook

    async def may_read(self, group: ConnectedGroup, person: PersonId) -> bool:
        """Holders of a scope in the tenant, and members of the chat as Telegram says."""
        if await self.members.scopes(group.tenant, person):
            return True
        standing = await self.membership.standing(group, person)
        if standing not in (Standing.ADMIN, Standing.MEMBER):
            return False
        await self.groups.know(group.tenant, group.id, person)
        return True

    async def may_manage(self, group: ConnectedGroup, person: PersonId) -> bool:
        """The tenant's administrators, and for what happens in the chat itself the chat's."""
        if Scope.ADMIN in await self.members.scopes(group.tenant, person):
            return True
        return await self.membership.standing(group, person) is Standing.ADMIN

    async def readable(self, person: PersonId) -> list[ConnectedGroup]:
        """The groups that they know of and may read at this moment."""
        known = await self.groups.of_person(person)
        return [group for group in known if await self.may_read(group, person)]

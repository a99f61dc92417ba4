"""Who is in a group, asked through whoever of ours is in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Standing
from pipeline.groups.ports import Membership


@dataclass(frozen=True, slots=True)
class AskReaders:
    """The port ``Membership``: the first of a group's readers that can tell is believed."""

    ways: Mapping[Reader, Membership]
    """In the order in which they are asked."""

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        for reader, membership in self.ways.items():
            if reader not in group.readers:
                continue
            standing = await membership.standing(group, person)
            if standing is not Standing.UNKNOWN:
                return standing
        return Standing.UNKNOWN

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        for reader, membership in self.ways.items():
            if reader in group.readers:
                return membership.kept(group, person)
        return Standing.UNKNOWN

"""Which group somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.groups.access import Access
from pipeline.groups.finding import answering
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.groups.ports import GroupBook
from pipeline.orders.asking import named


class NoGroup(StrEnum):
    """Why there is none to choose."""

    NONE = "none"
    """They have no group yet."""
    UNKNOWN = "unknown"
    """They have none of this name."""
    NO_ACCESS = "no-access"
    """They are no member any more."""
    UNREAD = "unread"
    """Nobody reads it any more."""


@dataclass(frozen=True, slots=True)
class ChooseGroup:
    groups: GroupBook
    access: Access

    async def by_name(
        self, person: Person, name: str = "", *, read_now: bool = True
    ) -> ConnectedGroup | Sequence[ConnectedGroup] | NoGroup:
        """The group that a person means; several if it may be any of them.

        Args:
            person: Who may read it.
            name: A part of its title; empty if they named none.
            read_now: Leave out groups that nobody reads any more.
        """
        known = await self.groups.of_person(person.id)
        if not known:
            return NoGroup.NONE
        meant = named(known, name) if name else known
        if not meant:
            return NoGroup.UNKNOWN
        theirs = [each for each in meant if await self.access.may_read(each, person.id)]
        if not theirs:
            return NoGroup.NO_ACCESS if name else NoGroup.NONE
        found = _of_each_chat([each for each in theirs if each.readers or not read_now], person)
        if not found:
            return NoGroup.UNREAD
        return found[0] if len(found) == 1 else found

    async def of_chat(self, chat_id: int) -> ConnectedGroup | None:
        """The group that a chat is: of its tenants the first who reads it, or else the first."""
        tenants = await self.groups.of_chat(chat_id)
        return answering(tenants) or next(iter(tenants), None)


def _of_each_chat(groups: Sequence[ConnectedGroup], person: Person) -> list[ConnectedGroup]:
    """One for each chat, though several tenants read it: the person's own if it is among them."""
    chosen: dict[int, ConnectedGroup] = {}
    for group in groups:
        chat = group.chat.telegram_id
        if chat not in chosen or group.tenant == person.tenant:
            chosen[chat] = group
    return list(chosen.values())

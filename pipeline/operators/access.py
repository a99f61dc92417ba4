"""Who may run the installation: nobody by default."""

from dataclasses import dataclass

from pipeline.delivery.models import ChatState
from pipeline.delivery.ports import ChatStatuses
from pipeline.groups.models import PersonId, Scope, Standing
from pipeline.groups.ports import Standings


@dataclass(frozen=True, slots=True)
class Operators:
    """The administrators of the admin chat hold ``DIGEST_ADMIN`` for all tenants, and only there.

    A scope in a tenant gives nothing here: everybody who connects a group holds all of them in
    their own.
    """

    admin_chat: int | None
    """As the settings name it; without one there are no operators."""
    standings: Standings
    statuses: ChatStatuses

    async def chat(self) -> int | None:
        """The admin chat as it is now: a group that became a supergroup has another id."""
        if self.admin_chat is None:
            return None
        status = await self.statuses.get(self.admin_chat)
        moved = status.migrated_to if status.state is ChatState.MIGRATED else None
        return moved or self.admin_chat

    async def here(self, chat: int) -> bool:
        """Whether this chat is the admin chat."""
        return self.admin_chat is not None and chat == await self.chat()

    async def scopes(self, person: PersonId) -> frozenset[Scope]:
        """What they may do for all tenants, as Telegram says now."""
        chat = await self.chat()
        if chat is None:
            return frozenset()
        if chat == person:
            # Their private chat with the bot: nobody else can write there.
            return frozenset(Scope)
        standing = await self.standings.in_chat(chat, person)
        return frozenset(Scope) if standing is Standing.ADMIN else frozenset()

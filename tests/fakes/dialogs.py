from collections.abc import Sequence

from pipeline.groups.addresses import Address
from pipeline.groups.errors import ChatNotFoundError, NoAccountError
from pipeline.ingest.models import Chat, TenantId


class MemoryDialogs:
    """The ports ``Dialogs`` and ``ChatFinder``: the accounts of tenants, and what they find."""

    def __init__(self) -> None:
        self.accounts: dict[TenantId, list[Chat]] = {}
        """The groups that each connected account is in."""
        self.open: dict[Address, Chat] = {}
        """Chats that let any account in."""
        self.failure: Exception | None = None
        """What comes in between, whatever is asked."""

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        return list(self._account(tenant))

    async def enter(self, tenant: TenantId, address: Address) -> Chat:
        joined = self._account(tenant)
        if address not in self.open:
            raise ChatNotFoundError
        chat = self.open[address]
        if chat not in joined:
            joined.append(chat)
        return chat

    def _account(self, tenant: TenantId) -> list[Chat]:
        if self.failure is not None:
            raise self.failure
        if tenant not in self.accounts:
            raise NoAccountError
        return self.accounts[tenant]

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.ingest.models import ReadingAccount, TenantId


class MemoryAccounts:
    """The port ``ReadingAccounts``."""

    def __init__(self) -> None:
        self._accounts: dict[TenantId, ReadingAccount] = {}

    async def all(self) -> Sequence[ReadingAccount]:
        return [self._accounts[tenant] for tenant in sorted(self._accounts)]

    async def of_tenant(self, tenant: TenantId) -> ReadingAccount | None:
        return self._accounts.get(tenant)

    async def add(self, tenant: TenantId, telegram_user_id: int) -> ReadingAccount:
        account = ReadingAccount(tenant, telegram_user_id, datetime.now(UTC))
        self._accounts[tenant] = account
        return account

    async def lose(self, tenant: TenantId, reason: str) -> None:
        if tenant in self._accounts:
            self._accounts[tenant] = replace(self._accounts[tenant], lost=reason)

    async def remove(self, tenant: TenantId) -> bool:
        return self._accounts.pop(tenant, None) is not None

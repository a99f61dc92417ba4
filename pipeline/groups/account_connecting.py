"""A tenant connects a group without a person in a chat: through the account that it reads by.

What the bot sees is no reason here: it is in groups of others too, and a number tells nothing of
who may have their talk.
"""

from dataclasses import dataclass

from pipeline.digest.request import Language
from pipeline.groups.addresses import Address
from pipeline.groups.connecting import GROUP_KINDS, Connection, Outcome
from pipeline.groups.errors import AccountBusyError, ChatNotFoundError, NoAccountError
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.groups.ports import ChatFinder, Dialogs, GroupBook
from pipeline.ingest.models import Chat, TenantId
from pipeline.ingest.ports import ReadingAccounts


@dataclass(frozen=True, slots=True)
class AccountConnecting:
    accounts: ReadingAccounts
    groups: GroupBook
    dialogs: Dialogs
    finder: ChatFinder

    async def __call__(
        self,
        tenant: TenantId,
        place: int | Address,
        *,
        language: Language,
        time_zone: str,
        zone_chosen: bool,
    ) -> Connection:
        """Connect the group of a marked id of the Bot API, or at an address."""
        if isinstance(place, int) and (known := await self._known(tenant, place)) is not None:
            return Connection(Outcome.KNOWN, known)
        account = await self.accounts.of_tenant(tenant)
        if account is None or account.lost is not None:
            return Connection(Outcome.NOBODY_THERE)
        try:
            chat = await self._chat(tenant, place)
        except NoAccountError:
            return Connection(Outcome.NOBODY_THERE)
        except AccountBusyError:
            return Connection(Outcome.BUSY)
        except ChatNotFoundError:
            return Connection(Outcome.NOT_FOUND)
        if chat.kind not in GROUP_KINDS:
            return Connection(Outcome.NOT_A_GROUP)
        known = await self._known(tenant, chat.telegram_id)
        group = await self.groups.connect(
            tenant,
            chat,
            reader=Reader.ACCOUNT,
            owner=PersonId(account.telegram_user_id),
            time_zone=time_zone,
            language=language,
            zone_chosen=zone_chosen,
        )
        return Connection(Outcome.KNOWN if known else Outcome.CONNECTED, group)

    async def _known(self, tenant: TenantId, telegram_id: int) -> ConnectedGroup | None:
        """The tenant's own group that is read already."""
        for group in await self.groups.of_tenant(tenant):
            if group.chat.telegram_id == telegram_id and group.readers:
                return group
        return None

    async def _chat(self, tenant: TenantId, place: int | Address) -> Chat:
        if not isinstance(place, int):
            return await self.finder.enter(tenant, place)
        for chat in await self.dialogs.groups(tenant):
            if chat.telegram_id == place:
                return chat
        raise ChatNotFoundError

"""Chats that a tenant's account is in, or may enter."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, assert_never

from telethon import errors, functions, types

from bot.telethon.client import AccountClient, Clients
from bot.telethon.dialogs import group_chat, groups_of
from pipeline.groups.addresses import Address, ChatNumber, Invitation, Username
from pipeline.groups.errors import AccountBusyError, ChatNotFoundError, NoAccountError
from pipeline.ingest.models import Chat, TenantId
from pipeline.ingest.ports import ReadingAccounts

_AWAY: Final = (ConnectionError, TimeoutError)
_LOST: Final = (errors.UnauthorizedError, errors.AuthKeyError)
_REFUSED: Final = (errors.BadRequestError, errors.ForbiddenError, errors.NotFoundError, ValueError)
"""ValueError: Telethon itself finds nothing by this name."""


class AccountChats:
    """The ports ``Dialogs`` and ``ChatFinder``, by the client of the account's reader."""

    def __init__(self, accounts: ReadingAccounts, clients: Clients) -> None:
        self._accounts = accounts
        self._clients = clients

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        client = await self._client(tenant)
        try:
            return await groups_of(client)
        except errors.FloodWaitError as flood:
            raise AccountBusyError(flood.seconds) from None
        except _AWAY:
            raise AccountBusyError from None
        except _LOST:
            raise NoAccountError from None

    async def enter(self, tenant: TenantId, address: Address) -> Chat:
        client = await self._client(tenant)
        try:
            found = group_chat(await _entity(client, address))
        except errors.FloodWaitError as flood:
            raise AccountBusyError(flood.seconds) from None
        except _AWAY:
            raise AccountBusyError from None
        except _LOST:
            raise NoAccountError from None
        except _REFUSED:
            raise ChatNotFoundError from None
        if found is None:
            raise ChatNotFoundError
        return found

    async def _client(self, tenant: TenantId) -> AccountClient:
        client = self._clients(tenant)
        if client is not None:
            return client
        account = await self._accounts.of_tenant(tenant)
        if account is None or account.lost is not None:
            raise NoAccountError
        raise AccountBusyError


async def _entity(client: AccountClient, address: Address) -> Any:
    match address:
        case Username(name):
            return await _public(client, name)
        case Invitation(code):
            return await _invited(client, code)
        case ChatNumber(telegram_id):
            return await client.get_entity(telegram_id)
        case never:
            assert_never(never)


async def _public(client: AccountClient, name: str) -> Any:
    entity = await client.get_entity(name)
    if isinstance(entity, types.Channel) and entity.megagroup and entity.left:
        answer = await client(functions.channels.JoinChannelRequest(entity))
        return next(_chats(answer), entity)
    return entity


async def _invited(client: AccountClient, code: str) -> Any:
    try:
        answer = await client(functions.messages.ImportChatInviteRequest(code))
    except errors.UserAlreadyParticipantError:
        answer = await client(functions.messages.CheckChatInviteRequest(code))
    return next(_chats(answer), None)


def _chats(answer: Any) -> Iterator[Any]:
    """The chats of whatever Telegram answers to a join: by layers it was different things."""
    chat = getattr(answer, "chat", None)
    if chat is not None:
        yield chat
    yield from getattr(getattr(answer, "updates", answer), "chats", ())

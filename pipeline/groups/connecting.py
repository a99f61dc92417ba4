"""A person connects a group: to their own tenant, through the bot or through their account."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pipeline.groups.access import Access
from pipeline.groups.addresses import Address, Username
from pipeline.groups.errors import AccountBusyError, ChatNotFoundError, NoAccountError
from pipeline.groups.models import ConnectedGroup, Person, Reader, Sight, Standing
from pipeline.groups.ports import BotInChats, ChatFinder, Dialogs, People, Standings
from pipeline.ingest.models import Chat, ChatKind, TenantId

GROUP_KINDS: Final = frozenset({ChatKind.GROUP, ChatKind.SUPERGROUP})


class Outcome(StrEnum):
    CONNECTED = "connected"
    KNOWN = "known"
    """It is read already, and the person may have its digests."""
    NOT_A_GROUP = "not-a-group"
    NOT_FOUND = "not-found"
    NOBODY_THERE = "nobody-there"
    """Neither the bot nor an account of the person's is in the group."""
    NOT_ADMIN = "not-admin"
    """The bot is there, and the person does not administer the group."""
    BUSY = "busy"
    """The account cannot be asked at the moment."""


_ACCOUNT_MAY_HELP: Final = frozenset({Outcome.NOBODY_THERE, Outcome.NOT_ADMIN})


@dataclass(frozen=True, slots=True)
class Connection:
    outcome: Outcome
    group: ConnectedGroup | None = None


@dataclass(frozen=True, slots=True)
class Connecting:
    """Who is no administrator cannot have the bot read a group for them unnoticed.

    Whoever adds the bot does it before everybody's eyes; an account reads what it is a member of.
    """

    people: People
    access: Access
    standings: Standings
    bot: BotInChats
    dialogs: Dialogs
    finder: ChatFinder
    read_anew: Callable[[TenantId], None]
    """Told of a tenant whose account is to read one more group."""

    async def added(self, chat: Chat, person: Person) -> Connection:
        """The person brought the bot into the group, or vouches for it as its administrator."""
        known = await self.access.groups.of_chat(chat.telegram_id)
        if any(Reader.BOT in group.readers for group in known):
            return Connection(Outcome.KNOWN, next(group for group in known if group.readers))
        return await self._connect(chat, person, Reader.BOT)

    async def claimed(self, chat: Chat, person: Person) -> Connection:
        """The person asks in the group itself that the bot, which is there, be theirs."""
        if await self.standings.in_chat(chat.telegram_id, person.id) is not Standing.ADMIN:
            return Connection(Outcome.NOT_ADMIN)
        return await self.added(chat, person)

    async def shown(self, chat: Chat, person: Person) -> Connection:
        """The person forwarded a message of the chat, or named it."""
        if chat.kind not in GROUP_KINDS:
            return Connection(Outcome.NOT_A_GROUP)
        known = await self._read_already(chat, person)
        if known is not None:
            return Connection(Outcome.KNOWN, known)
        there = await self.bot.sight(chat.telegram_id) is not Sight.ABSENT
        if there:
            standing = await self.standings.in_chat(chat.telegram_id, person.id)
            if standing is Standing.ADMIN:
                return await self._connect(chat, person, Reader.BOT)
        if (found := await self._through_account(chat.telegram_id, person)) is not None:
            return found
        return Connection(Outcome.NOT_ADMIN if there else Outcome.NOBODY_THERE)

    async def addressed(self, address: Address, person: Person) -> Connection:
        """The person sent a link, a username or an invitation."""
        seen = Connection(Outcome.NOBODY_THERE)
        if isinstance(address, Username) and (chat := await self.bot.find(address.name)):
            seen = await self.shown(chat, person)
        if person.tenant is None or seen.outcome not in _ACCOUNT_MAY_HELP:
            return seen
        try:
            chat = await self.finder.enter(person.tenant, address)
        except NoAccountError:
            return seen
        except AccountBusyError:
            return Connection(Outcome.BUSY)
        except ChatNotFoundError:
            return Connection(Outcome.NOT_FOUND)
        if chat.kind not in GROUP_KINDS:
            return Connection(Outcome.NOT_A_GROUP)
        known = await self._read_already(chat, person)
        if known is not None and known.tenant == person.tenant:
            return Connection(Outcome.KNOWN, known)
        return await self._connect(chat, person, Reader.ACCOUNT)

    async def _through_account(self, telegram_id: int, person: Person) -> Connection | None:
        """None if the person's account, if there is one, is not in the chat."""
        if person.tenant is None:
            return None
        try:
            chats = await self.dialogs.groups(person.tenant)
        except NoAccountError:
            return None
        except AccountBusyError:
            return Connection(Outcome.BUSY)
        chat = next((each for each in chats if each.telegram_id == telegram_id), None)
        return None if chat is None else await self._connect(chat, person, Reader.ACCOUNT)

    async def _read_already(self, chat: Chat, person: Person) -> ConnectedGroup | None:
        for group in await self.access.groups.of_chat(chat.telegram_id):
            if group.readers and await self.access.may_read(group, person.id):
                return group
        return None

    async def _connect(self, chat: Chat, person: Person, reader: Reader) -> Connection:
        tenant = await self.people.tenant_of(person.id)
        group = await self.access.groups.connect(
            tenant,
            chat,
            reader=reader,
            owner=person.id,
            time_zone=person.time_zone,
            language=person.language,
            zone_chosen=person.zone_chosen,
        )
        if reader is Reader.ACCOUNT:
            self.read_anew(tenant)
        return Connection(Outcome.CONNECTED, group)

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pipeline.digest.request import Language
from pipeline.groups.addresses import Address
from pipeline.groups.figures import Figures
from pipeline.groups.models import (
    ConnectedGroup,
    Person,
    PersonId,
    Reader,
    Scope,
    Sight,
    Standing,
)
from pipeline.ingest.models import Chat, GroupId, TenantId


class GroupBook(Protocol):
    async def connect(
        self,
        tenant: TenantId,
        chat: Chat,
        *,
        reader: Reader,
        owner: PersonId,
        time_zone: str,
        language: Language,
        zone_chosen: bool = False,
    ) -> ConnectedGroup:
        """Add the group, or one more reader to it; of a known group zone and language stay.

        A basic group gets no second reader: its messages have other ids for each account, so one
        message would be two rows. Its first reader stays.
        """
        ...

    async def disconnect(self, tenant: TenantId, group: GroupId, reader: Reader) -> None: ...

    async def get(self, tenant: TenantId, group: GroupId) -> ConnectedGroup: ...

    async def of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        """The groups of all tenants that are this chat, the first connected first."""
        ...

    async def of_tenant(self, tenant: TenantId) -> Sequence[ConnectedGroup]: ...

    async def of_person(self, person: PersonId) -> Sequence[ConnectedGroup]:
        """Groups that they connected or were seen in, of any tenant, by title.

        Being in this list is no right: it is what to ask Telegram about.
        """
        ...

    async def know(self, tenant: TenantId, group: GroupId, person: PersonId) -> None:
        """Note that the person was seen to be a member."""
        ...

    async def describe(self, tenant: TenantId, group: GroupId, chat: Chat) -> None:
        """Write the chat's present title, username and kind.

        Of a group that became a supergroup, what is told of the basic group is passed over.
        """
        ...

    async def migrate(self, old: int, new: Chat) -> Sequence[ConnectedGroup]:
        """The chat became a supergroup: its groups go on under the new id, in every tenant.

        The new chat counts its messages from 1, so what is stored takes the ids of ``former_id``,
        wherever they are kept but in digests, and no cursor holds any more. A tenant that
        connected the new chat as well keeps both; the new one gets the readers. Each records
        ``group.migrated.v1``.
        """
        ...

    async def note_sight(self, tenant: TenantId, group: GroupId, sight: Sight) -> None:
        """Write down that from now on the bot sees the group's talk, or does not.

        Of what was said while it did not, nobody can tell how much it was.
        """
        ...

    async def once_of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        """The groups of all tenants that were this chat until it became a supergroup."""
        ...

    async def configure(
        self,
        tenant: TenantId,
        group: GroupId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
    ) -> ConnectedGroup:
        """Write what somebody chose; a zone counts as chosen from then on."""
        ...


class People(Protocol):
    """Those who talk to Alfred; they belong to no tenant."""

    async def meet(self, person: PersonId, *, language: Language, time_zone: str) -> Person:
        """Find them, or write them down as they came, with a zone that is assumed."""
        ...

    async def find(self, person: PersonId) -> Person | None: ...

    async def change(
        self,
        person: PersonId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
        rich: bool | None = None,
    ) -> Person:
        """Write what they chose; a zone counts as chosen from then on."""
        ...

    async def tenant_of(self, person: PersonId) -> TenantId:
        """Their own tenant, made when it is first needed; they hold all scopes in it."""
        ...


class Members(Protocol):
    async def scopes(self, tenant: TenantId, person: PersonId) -> frozenset[Scope]: ...

    async def grant(
        self, tenant: TenantId, person: PersonId, scopes: frozenset[Scope]
    ) -> None: ...


class Membership(Protocol):
    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        """Ask Telegram; what it said holds for five minutes."""
        ...

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        """What ``standing`` would say without asking anybody; None if it would ask."""
        ...


class Standings(Protocol):
    """The same question as ``Membership``, of a chat that need not be connected."""

    async def in_chat(self, telegram_id: int, person: PersonId) -> Standing: ...


class BotInChats(Protocol):
    """The bot itself as a member of chats."""

    async def sight(self, telegram_id: int) -> Sight: ...

    async def sees_all(self) -> bool:
        """Whether it sees the talk of every group: its privacy mode is off."""
        ...

    async def members(self, telegram_id: int) -> int | None:
        """How many are in the chat; None if Telegram does not tell the bot."""
        ...

    async def find(self, username: str) -> Chat | None:
        """The public chat of this name, whether or not the bot is a member."""
        ...


class Dialogs(Protocol):
    """The groups that a tenant's own account is in."""

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        """Groups and supergroups, those with the latest talk first.

        Raises:
            NoAccountError: The tenant connected none, or its session was lost.
            AccountBusyError: It cannot be asked at the moment.
        """
        ...


class ChatFinder(Protocol):
    """Chats by the way to them, through a tenant's own account."""

    async def enter(self, tenant: TenantId, address: Address) -> Chat:
        """The chat there; the account joins it if it is not in it and the address lets it.

        Raises:
            NoAccountError: As ``Dialogs.groups``.
            AccountBusyError: As ``Dialogs.groups``.
            ChatNotFoundError: There is no such chat, or the account is not let in.
        """
        ...


class GroupFigures(Protocol):
    async def of(
        self, tenant: TenantId, group: GroupId, person: PersonId, days: Sequence[datetime]
    ) -> Figures:
        """What a group's card tells, in one query.

        Args:
            tenant: Whose group it is.
            group: One that the tenant has.
            person: Whose schedules are told, beside those of the chat itself.
            days: When each of the days begins, and when the last one ends, ascending.
        """
        ...

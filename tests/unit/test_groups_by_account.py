"""A tenant connects groups by its own account, without a person in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from pipeline.errors import AlfredError
from pipeline.groups.account_connecting import AccountConnecting
from pipeline.groups.addresses import Address, Username
from pipeline.groups.connecting import Connection, Outcome
from pipeline.groups.errors import AccountBusyError, ChatNotFoundError, NoAccountError
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups

TENANT, OTHER, ACCOUNT = TenantId(1), TenantId(2), 700
TEAM = Chat(-100123, ChatKind.SUPERGROUP, "Команда", "team_chat")


@dataclass
class Telegram:
    """The ports ``Dialogs`` and ``ChatFinder``: what the account sees, or why it does not."""

    chats: list[Chat] = field(default_factory=lambda: [TEAM])
    trouble: AlfredError | None = None

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        if self.trouble is not None:
            raise self.trouble
        return self.chats

    async def enter(self, tenant: TenantId, address: Address) -> Chat:
        if self.trouble is not None:
            raise self.trouble
        for chat in self.chats:
            if isinstance(address, Username) and address.name == chat.username:
                return chat
        raise ChatNotFoundError


class Office:
    def __init__(self) -> None:
        self.accounts, self.telegram = MemoryAccounts(), Telegram()
        self.book = MemoryGroupBook(MemoryGroups())
        self.connecting = AccountConnecting(self.accounts, self.book, self.telegram, self.telegram)

    async def connect(self, place: int | Address, tenant: TenantId = TENANT) -> Connection:
        return await self.connecting(
            tenant, place, language="ru", time_zone="Europe/Moscow", zone_chosen=True
        )


@pytest.mark.parametrize("place", [TEAM.telegram_id, Username("team_chat")])
async def test_a_group_of_the_account_is_connected_in_its_owners_name(
    place: int | Address,
) -> None:
    office = Office()
    await office.accounts.add(TENANT, ACCOUNT)

    connection = await office.connect(place)
    again = await office.connect(place)

    assert (Outcome.CONNECTED, Outcome.KNOWN) == (connection.outcome, again.outcome)
    assert connection.group is not None
    assert (TENANT, TEAM, frozenset({Reader.ACCOUNT}), PersonId(ACCOUNT), "Europe/Moscow") == (
        connection.group.tenant,
        connection.group.chat,
        connection.group.readers,
        connection.group.owner,
        connection.group.time_zone,
    )


async def test_a_group_that_only_another_tenant_reads_cannot_be_had_by_its_number() -> None:
    office = Office()
    await office.book.connect(
        OTHER, TEAM, reader=Reader.BOT, owner=PersonId(1), time_zone="UTC", language="ru"
    )

    connection = await office.connect(TEAM.telegram_id)

    assert Connection(Outcome.NOBODY_THERE) == connection
    assert [] == await office.book.of_tenant(TENANT)


async def test_a_group_that_the_bot_reads_for_the_tenant_needs_no_account() -> None:
    office = Office()
    known = await office.book.connect(
        TENANT, TEAM, reader=Reader.BOT, owner=PersonId(1), time_zone="UTC", language="ru"
    )

    assert Connection(Outcome.KNOWN, known) == await office.connect(TEAM.telegram_id)


async def test_an_account_that_was_lost_reads_nothing() -> None:
    office = Office()
    await office.accounts.add(TENANT, ACCOUNT)
    await office.accounts.lose(TENANT, "the session was ended")

    assert Connection(Outcome.NOBODY_THERE) == await office.connect(TEAM.telegram_id)


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (NoAccountError(), Outcome.NOBODY_THERE),
        (AccountBusyError(), Outcome.BUSY),
        (ChatNotFoundError(), Outcome.NOT_FOUND),
    ],
)
async def test_trouble_with_the_account_is_told(trouble: AlfredError, outcome: Outcome) -> None:
    office = Office()
    await office.accounts.add(TENANT, ACCOUNT)
    office.telegram.trouble = trouble

    assert Connection(outcome) == await office.connect(Username("team_chat"))


async def test_a_number_that_the_account_does_not_see_is_not_found() -> None:
    office = Office()
    await office.accounts.add(TENANT, ACCOUNT)

    assert Connection(Outcome.NOT_FOUND) == await office.connect(-100999)


async def test_a_channel_is_no_group() -> None:
    office = Office()
    await office.accounts.add(TENANT, ACCOUNT)
    office.telegram.chats = [Chat(-100123, ChatKind.CHANNEL, "Новости", "team_chat")]

    assert Connection(Outcome.NOT_A_GROUP) == await office.connect(Username("team_chat"))
    assert [] == await office.book.of_tenant(TENANT)

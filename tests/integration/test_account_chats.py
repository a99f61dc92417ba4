"""Chats by the way to them, through an account: Telethon's real client against the stand-in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from telethon import TelegramClient

from bot.telethon.chats import AccountChats
from pipeline.groups.addresses import ChatNumber, Invitation, Username
from pipeline.groups.errors import AccountBusyError, ChatNotFoundError, NoAccountError
from pipeline.ingest.models import ChatKind, TenantId
from tests.fakes.accounts import MemoryAccounts
from tests.fixtures.mtproto import Team, logged_in
from tests.servers.mtproto import Fault, MtprotoServer

OURS, NOBODYS = TenantId(1), TenantId(2)


@dataclass
class Account:
    client: TelegramClient
    directory: MemoryAccounts
    chats: AccountChats


@pytest.fixture
async def account(mtproto: MtprotoServer, team: Team) -> AsyncIterator[Account]:
    directory = MemoryAccounts()
    await directory.add(OURS, team.me)
    async with logged_in(mtproto) as client:
        client.flood_sleep_threshold = 0
        here = {OURS: client}
        yield Account(client, directory, AccountChats(directory, here.get))


async def test_the_account_s_groups_are_told(account: Account, team: Team) -> None:
    groups = await account.chats.groups(OURS)

    assert {team.supergroup, team.basic} == {chat.telegram_id for chat in groups}


async def test_a_group_is_entered_by_its_name(
    account: Account, mtproto: MtprotoServer, team: Team
) -> None:
    there = mtproto.people.group("Open house", (team.ann,), username="open_house")

    chat = await account.chats.enter(OURS, Username("open_house"))

    assert (there, ChatKind.SUPERGROUP, "Open house") == (chat.telegram_id, chat.kind, chat.title)
    assert there in {each.telegram_id for each in await account.chats.groups(OURS)}


async def test_an_invitation_lets_in_once_and_leads_there_again(
    account: Account, mtproto: MtprotoServer, team: Team
) -> None:
    there = mtproto.people.group("By invitation", (team.ann,), invite="AbCdEfGhIjKl")

    first = await account.chats.enter(OURS, Invitation("AbCdEfGhIjKl"))
    again = await account.chats.enter(OURS, Invitation("AbCdEfGhIjKl"))

    assert (there, there) == (first.telegram_id, again.telegram_id)


async def test_a_group_that_it_is_in_is_found_by_its_number(account: Account, team: Team) -> None:
    await account.chats.groups(OURS)

    chat = await account.chats.enter(OURS, ChatNumber(team.supergroup))

    assert team.supergroup == chat.telegram_id


@pytest.mark.parametrize(
    "address",
    [Username("nobody_is_here"), Invitation("WrongWrongWrong"), ChatNumber(-1009999999999)],
    ids=["name", "invitation", "number"],
)
async def test_what_leads_nowhere_is_said(
    account: Account, address: Username | Invitation | ChatNumber
) -> None:
    with pytest.raises(ChatNotFoundError):
        await account.chats.enter(OURS, address)


async def test_a_person_s_name_is_no_group(account: Account) -> None:
    with pytest.raises(ChatNotFoundError):
        await account.chats.enter(OURS, Username("bob_b"))


async def test_telegram_s_wait_is_told_with_its_seconds(
    account: Account, mtproto: MtprotoServer
) -> None:
    mtproto.fail("messages.getDialogs", Fault.flood_wait(42))

    with pytest.raises(AccountBusyError) as busy:
        await account.chats.groups(OURS)

    assert 42 == busy.value.seconds


async def test_no_account_and_one_that_is_away_are_two_things(account: Account) -> None:
    await account.directory.add(NOBODYS, 99)

    with pytest.raises(AccountBusyError):
        await account.chats.groups(NOBODYS)
    with pytest.raises(NoAccountError):
        await account.chats.groups(TenantId(3))

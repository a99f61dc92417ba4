"""ChatStatuses, in memory and on Postgres."""

import asyncio

import pytest

from pipeline.delivery.models import ChatState, ChatStatus
from tests.fixtures.stores import Stores

CHAT = -1001234567890
OPEN = ChatStatus(ChatState.OPEN)
BLOCKED = ChatStatus(ChatState.BLOCKED)
MIGRATED = ChatStatus(ChatState.MIGRATED, migrated_to=-1009876543210)


async def test_a_chat_of_which_nothing_is_known_is_open(stores: Stores) -> None:
    assert OPEN == await stores.chat_statuses.get(CHAT)
    assert not await stores.chat_statuses.note(CHAT, OPEN)


@pytest.mark.parametrize(
    "status",
    [
        MIGRATED if state is ChatState.MIGRATED else ChatStatus(state)
        for state in ChatState
        if state is not ChatState.OPEN
    ],
    ids=lambda status: status.state.value,
)
async def test_what_was_noted_is_known_until_something_else_is(
    stores: Stores, status: ChatStatus
) -> None:
    noted = [await stores.chat_statuses.note(CHAT, status) for _ in range(2)]

    assert [True, False] == noted
    assert status == await stores.chat_statuses.get(CHAT)
    assert OPEN == await stores.chat_statuses.get(CHAT - 1)


async def test_a_chat_opens_again(stores: Stores) -> None:
    await stores.chat_statuses.note(CHAT, MIGRATED)

    noted = [await stores.chat_statuses.note(CHAT, OPEN) for _ in range(2)]
    opened = await stores.chat_statuses.get(CHAT)
    again = await stores.chat_statuses.note(CHAT, BLOCKED)

    assert ([True, False], OPEN, True) == (noted, opened, again)


async def test_another_place_to_migrate_to_is_news(stores: Stores) -> None:
    await stores.chat_statuses.note(CHAT, MIGRATED)

    assert await stores.chat_statuses.note(CHAT, ChatStatus(ChatState.MIGRATED, migrated_to=-7))


async def test_of_many_who_note_the_same_at_once_one_brings_news(stores: Stores) -> None:
    noted = await asyncio.gather(*(stores.chat_statuses.note(CHAT, BLOCKED) for _ in range(8)))

    assert 1 == noted.count(True)

"""Histories of the stand-in, page by page, as unmodified Telethon reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from telethon import functions, types

from tests.fixtures.mtproto import Team, logged_in
from tests.servers.mtproto import MtprotoServer

LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_a_history_is_read_newest_first_in_pages_of_a_hundred(
    mtproto: MtprotoServer, team: Team
) -> None:
    said = mtproto.talk.history(team.supergroup, 350, start=LONG_AGO)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        read = [each.id async for each in client.iter_messages(team.supergroup, wait_time=0)]

    assert [*reversed(said), 1] == read
    assert {100} == {each.limit for each in mtproto.journal.requests("messages.getHistory")}


@pytest.mark.parametrize("place", ["supergroup", "basic"])
async def test_a_history_is_read_forwards_from_an_id(
    mtproto: MtprotoServer, team: Team, place: str
) -> None:
    group = getattr(team, place)
    said = mtproto.talk.history(group, 350, start=LONG_AGO)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        messages = client.iter_messages(group, min_id=said[9], reverse=True, wait_time=0)
        read = [(each.id, each.text) async for each in messages]

    expected = [(number, f"message {place}") for place, number in enumerate(said, 1)]
    assert expected[10:] == read


async def test_a_history_is_read_forwards_from_a_date(mtproto: MtprotoServer, team: Team) -> None:
    said = mtproto.talk.history(team.supergroup, 250, start=LONG_AGO, every=3600)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        since = LONG_AGO + timedelta(hours=120)
        messages = client.iter_messages(
            team.supergroup, offset_date=since, reverse=True, wait_time=0
        )
        read = [each.id async for each in messages]

    assert said[120:] == read


async def test_the_answer_of_a_channel_has_the_count_and_the_pts(
    mtproto: MtprotoServer, team: Team
) -> None:
    mtproto.talk.history(team.supergroup, 150, start=LONG_AGO)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        peer = await client.get_input_entity(team.supergroup)
        page = await client(history(peer, limit=5))
        slices = await client(history(types.InputPeerChat(-team.basic), limit=5))

    assert isinstance(page, types.messages.ChannelMessages)
    assert (151, 152, 5) == (page.count, page.pts, len(page.messages))
    assert isinstance(slices, types.messages.Messages)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"offset_id": 50, "limit": 3}, [49, 48, 47]),
        ({"offset_id": 50, "add_offset": -3, "limit": 3}, [52, 51, 50]),
        ({"offset_id": 50, "add_offset": -2, "limit": 4}, [51, 50, 49, 48]),
        ({"offset_id": 50, "add_offset": 10, "limit": 2}, [39, 38]),
        ({"offset_id": 100, "add_offset": -5, "limit": 5}, [101, 100]),
        ({"max_id": 99, "limit": 5}, [98, 97]),
        ({"min_id": 99, "limit": 5}, [101, 100]),
        ({"min_id": 10, "max_id": 90, "limit": 5}, []),
        ({"limit": 1000}, list(range(101, 1, -1))),
    ],
)
async def test_offsets_cut_as_telegram_s_do(
    mtproto: MtprotoServer, team: Team, request_: dict[str, int], expected: list[int]
) -> None:
    mtproto.talk.history(team.supergroup, 100, start=LONG_AGO)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        peer = await client.get_input_entity(team.supergroup)
        page = await client(history(peer, **request_))

    assert expected == [each.id for each in page.messages]


async def test_single_messages_are_read_by_their_ids(mtproto: MtprotoServer, team: Team) -> None:
    one = mtproto.speech.say(team.supergroup, team.ann, "one")
    gone = mtproto.speech.say(team.supergroup, team.ann, "gone")
    other = mtproto.speech.say(team.basic, team.bob, "other")
    mtproto.speech.delete(team.supergroup, gone)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        found = await client.get_messages(team.supergroup, ids=[one, gone])
        common = await client.get_messages(team.basic, ids=other)

    assert ["one", None] == [each and each.text for each in found]
    assert "other" == common.text


def history(peer: object, **values: int) -> object:
    given = {"offset_id": 0, "add_offset": 0, "limit": 100, "max_id": 0, "min_id": 0} | values
    return functions.messages.GetHistoryRequest(peer=peer, offset_date=None, hash=0, **given)

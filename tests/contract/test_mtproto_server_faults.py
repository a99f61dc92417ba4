"""The failures that the stand-in can be told to have, as unmodified Telethon meets them."""

import asyncio
import time

import pytest
from telethon import errors, functions

from tests.fixtures.mtproto import Team, hearing, logged_in
from tests.servers.mtproto import Fault, MtprotoServer


async def test_a_flood_wait_says_how_many_seconds(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        mtproto.fail("messages.getHistory", Fault.flood_wait(7))

        with pytest.raises(errors.FloodWaitError) as flood:
            await client.get_messages(team.supergroup)

    assert 7 == flood.value.seconds
    assert 1 == mtproto.journal.refused["FLOOD_WAIT_7"]


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        (406, "CHANNEL_PRIVATE", errors.ChannelPrivateError),
        (401, "SESSION_REVOKED", errors.SessionRevokedError),
        (406, "AUTH_KEY_DUPLICATED", errors.AuthKeyDuplicatedError),
        (401, "USER_DEACTIVATED", errors.UserDeactivatedError),
        (400, "SOMETHING_NEW", errors.BadRequestError),
    ],
)
async def test_an_error_is_answered_so_many_times(
    mtproto: MtprotoServer, team: Team, code: int, text: str, error: type[Exception]
) -> None:
    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        mtproto.fail("messages.getHistory", Fault.error(code, text), times=2)

        for _ in range(2):
            with pytest.raises(error):
                await client.get_messages(team.supergroup)
        (message,) = await client.get_messages(team.supergroup)

    assert 1 == message.id


async def test_an_internal_error_is_asked_again_by_the_client(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto, request_retries=1) as client:
        await client.get_dialogs()
        mtproto.fail("messages.getHistory", Fault.error(500, "INTERNAL"))
        (message,) = await client.get_messages(team.supergroup)

    assert 1 == message.id
    assert 2 == len(mtproto.journal.requests("messages.getHistory"))


async def test_a_group_that_one_was_put_out_of_is_private(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        mtproto.people.leave(team.supergroup, team.me, by=team.ann)

        with pytest.raises(errors.ChannelPrivateError):
            await client.get_messages(team.supergroup)
        dialogs = await client.get_dialogs()

    assert team.supergroup not in {each.id for each in dialogs}


async def test_a_slow_answer_holds_up_no_other(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        mtproto.fail("messages.getHistory", Fault.slow(0.3))
        order: list[str] = []

        async def read() -> None:
            await client.get_messages(team.supergroup)
            order.append("slow")

        async def ask() -> None:
            await client.get_me()
            order.append("prompt")

        await asyncio.gather(read(), ask())

    assert ["prompt", "slow"] == order


@pytest.mark.parametrize("fault", [Fault.drop(), Fault.drop_in_answer()])
async def test_a_history_goes_on_after_a_connection_is_dropped_in_it(
    mtproto: MtprotoServer, team: Team, fault: Fault
) -> None:
    said = mtproto.talk.history(team.supergroup, 350)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        mtproto.fail("messages.getHistory", fault, after=2)
        messages = client.iter_messages(team.supergroup, reverse=True, wait_time=0)
        read = [each.id async for each in messages]

    assert [1, *said] == read
    assert 2 == mtproto.journal.connections


async def test_a_client_waits_until_connections_are_accepted_again(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto, connection_retries=100) as client, hearing(client) as heard:
        await client.get_dialogs()
        began = time.monotonic()
        refusing = mtproto.refuse_connections(0.4)
        _, me = await asyncio.gather(refusing, client.get_me())
        waited = time.monotonic() - began
        mtproto.speech.say(team.supergroup, team.ann, "back")
        (told,) = await heard.wait_for(1)

    assert team.me == me.id
    assert waited >= 0.4
    assert "back" == told.raw_text


@pytest.mark.parametrize("code", [16, 17, 32, 33])
async def test_a_message_that_is_called_bad_is_sent_again(
    mtproto: MtprotoServer, team: Team, code: int
) -> None:
    async with logged_in(mtproto) as client:
        mtproto.fail("users.getUsers", Fault.bad_message(code))
        me = await client.get_me()

    assert team.me == me.id


async def test_a_wrong_salt_is_corrected(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        before = client._sender._state.salt
        mtproto.rotate_salts()
        me = await client.get_me()
        after = client._sender._state.salt

    assert team.me == me.id
    assert before != after


async def test_a_request_that_the_server_does_not_know_is_named(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        with pytest.raises(errors.BadRequestError, match="METHOD_NOT_KNOWN_account"):
            await client(functions.account.GetAccountTTLRequest())

    assert {"account.getAccountTTL": 1} == mtproto.journal.unknown


async def test_several_requests_come_in_one_container_and_a_long_one_packed(
    mtproto: MtprotoServer, team: Team
) -> None:
    said = mtproto.talk.history(team.supergroup, 200)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        one, other = await client(
            [functions.help.GetNearestDcRequest(), functions.help.GetAppConfigRequest(0)]
        )
        read = await client.get_messages(team.supergroup, ids=said)

    assert (2, 1) == (one.this_dc, other.hash)
    assert said == [each.id for each in read]


async def test_a_ping_is_answered(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        pong = await client(functions.PingRequest(ping_id=42))

    assert 42 == pong.ping_id
    assert 1 == mtproto.journal.service["Ping"]

"""Logging in to the stand-in, as unmodified Telethon does it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from telethon import errors, functions
from telethon.crypto import rsa
from telethon.errors.common import AuthKeyNotFound

from tests.fixtures.mtproto import PHONE, Team, connected, logged_in, new_client
from tests.servers.mtproto import CODE, MtprotoServer, TokenError

PASSWORD = "correct horse"


async def test_a_code_logs_in_and_the_account_knows_itself(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        me = await client.get_me()

    assert (team.me, "Alfred", PHONE[1:]) == (me.id, me.first_name, me.phone)
    assert {} == mtproto.journal.unknown


async def test_the_client_says_which_layer_and_device_it_is(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto, device_model="Contract"):
        key = next(iter(mtproto.state.keys.values()))

    assert (229, mtproto.state.api_id, "Contract") == (key.layer, key.api_id, key.device)


async def test_the_configuration_names_no_server_but_this_one(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with connected(mtproto) as client:
        config = await client(functions.help.GetConfigRequest())

    found = [(each.id, f"{each.ip_address}:{each.port}") for each in config.dc_options]
    assert [(2, mtproto.dc)] == found
    assert 2 == config.this_dc


@pytest.mark.parametrize(
    ("code", "error"),
    [("11111", errors.PhoneCodeInvalidError), ("22222", errors.PhoneCodeExpiredError)],
)
async def test_a_wrong_code_and_a_code_that_was_not_asked_for_are_refused(
    mtproto: MtprotoServer, team: Team, code: str, error: type[Exception]
) -> None:
    async with connected(mtproto) as client:
        sent = await client.send_code_request(PHONE)
        code_hash = sent.phone_code_hash if code != CODE else "another"

        with pytest.raises(error):
            await client.sign_in(PHONE, code, phone_code_hash=code_hash)
        authorized = await client.is_user_authorized()

    assert not authorized


async def test_an_unknown_number_and_a_wrong_api_hash_are_refused(mtproto: MtprotoServer) -> None:
    async with connected(mtproto) as client:
        with pytest.raises(errors.PhoneNumberInvalidError):
            await client.send_code_request("+79990000000")
        client.api_hash = "0" * 32
        with pytest.raises(errors.ApiIdInvalidError):
            await client.send_code_request("+79990000000")


async def test_the_two_step_password_is_proved_by_srp(mtproto: MtprotoServer) -> None:
    account = mtproto.people.account(PHONE, password=PASSWORD)

    async with connected(mtproto) as client:
        await client.send_code_request(PHONE)
        with pytest.raises(errors.SessionPasswordNeededError):
            await client.sign_in(PHONE, CODE)
        with pytest.raises(errors.PasswordHashInvalidError):
            await client.sign_in(password="incorrect horse")
        still_out = await client.is_user_authorized()
        me = await client.sign_in(password=PASSWORD)

    assert not still_out
    assert account == me.id


async def test_a_qr_code_that_is_scanned_logs_in(mtproto: MtprotoServer, team: Team) -> None:
    async with connected(mtproto) as client:
        qr = await client.qr_login()
        me = await scanned(mtproto, team.me, qr)

    assert team.me == me.id


async def test_a_qr_code_needs_the_password_of_an_account_that_has_one(
    mtproto: MtprotoServer,
) -> None:
    account = mtproto.people.account(PHONE, password=PASSWORD)

    async with connected(mtproto) as client:
        qr = await client.qr_login()
        with pytest.raises(errors.SessionPasswordNeededError):
            await scanned(mtproto, account, qr)
        with pytest.raises(errors.SessionPasswordNeededError):
            await qr.recreate()
        me = await client.sign_in(password=PASSWORD)

    assert account == me.id


async def test_a_qr_code_expires_and_a_new_one_works(mtproto: MtprotoServer, team: Team) -> None:
    mtproto.terms.qr_seconds = 0.0

    async with connected(mtproto) as client:
        qr = await client.qr_login()
        expired = qr.url
        with pytest.raises(TokenError, match="AUTH_TOKEN_EXPIRED"):
            mtproto.scan(team.me, expired)
        with pytest.raises(asyncio.TimeoutError):
            await qr.wait()
        mtproto.terms.qr_seconds = 30.0
        await qr.recreate()
        me = await scanned(mtproto, team.me, qr)

    assert expired != qr.url
    assert team.me == me.id


async def test_a_qr_code_is_scanned_once(mtproto: MtprotoServer, team: Team) -> None:
    async with connected(mtproto) as client:
        qr = await client.qr_login()
        await scanned(mtproto, team.me, qr)

        with pytest.raises(TokenError, match="AUTH_TOKEN_INVALID"):
            mtproto.scan(team.me, qr.url)


async def test_a_session_file_stays_logged_in(
    mtproto: MtprotoServer, team: Team, tmp_path: Path
) -> None:
    session = tmp_path / "reader"
    async with logged_in(mtproto, session):
        pass

    async with connected(mtproto, session) as client:
        authorized = await client.is_user_authorized()

    assert authorized
    assert 1 == len(mtproto.journal.requests("auth.signIn"))
    assert 1 == len(mtproto.state.keys)


async def test_who_logs_out_is_a_stranger(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        key = next(iter(mtproto.state.keys.values()))
        done = await client.log_out()

    assert done
    assert key.account is None


async def test_a_stranger_may_read_nothing(mtproto: MtprotoServer, team: Team) -> None:
    async with connected(mtproto) as client:
        with pytest.raises(errors.AuthKeyUnregisteredError):
            await client.get_dialogs()


async def test_a_session_that_is_ended_elsewhere_is_told(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        mtproto.revoke(team.me)
        with pytest.raises(errors.AuthKeyUnregisteredError):
            await client.get_dialogs()
        mtproto.revoke(team.me, "AUTH_KEY_DUPLICATED")
        with pytest.raises(errors.AuthKeyDuplicatedError):
            await client.get_dialogs()


async def test_a_deactivated_account_is_told(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client:
        mtproto.deactivate(team.me)
        with pytest.raises(errors.UserDeactivatedError):
            await client.get_dialogs()


async def test_a_key_that_the_server_forgot_ends_the_client(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        mtproto.forget_keys()
        with pytest.raises(AuthKeyNotFound):
            await client.get_dialogs()


async def test_two_clients_with_one_key_at_a_time_are_noticed(
    mtproto: MtprotoServer, team: Team, tmp_path: Path
) -> None:
    mtproto.terms.strict_keys = True
    session, copy = tmp_path / "reader.session", tmp_path / "copy.session"
    async with logged_in(mtproto, session):
        pass
    copy.write_bytes(session.read_bytes())

    async with connected(mtproto, session):
        before = mtproto.journal.doubled_keys
        with pytest.raises(errors.AuthKeyDuplicatedError):
            await new_client(mtproto, copy).connect()

    assert (0, 1) == (before, mtproto.journal.doubled_keys)


async def test_a_client_without_the_server_s_key_does_not_connect(
    mtproto: MtprotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_client(mtproto, connection_retries=0)
    monkeypatch.delitem(rsa._server_keys, mtproto.state.server_key.fingerprint)

    with pytest.raises(ConnectionError):
        await client.connect()
    await client.disconnect()

    assert {} == mtproto.state.keys


async def scanned(server: MtprotoServer, account: int, qr: Any) -> Any:
    """Log in by a code that is scanned once the client waits for it."""

    async def scan() -> None:
        server.scan(account, qr.url)

    async with asyncio.timeout(10):
        me, _ = await asyncio.gather(qr.wait(), scan())
    return me

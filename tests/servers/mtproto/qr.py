"""Logging in by QR code: https://core.telegram.org/api/qr-login."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

from telethon import functions, types

from tests.servers.mtproto.login import authorization, check_api
from tests.servers.mtproto.rpc import Call, Handlers
from tests.servers.mtproto.sessions import Token
from tests.servers.mtproto.state import State
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import now

_LINK = "tg://login?token="


class TokenError(ValueError):
    """The app that scanned the code is told this: AUTH_TOKEN_EXPIRED, AUTH_TOKEN_INVALID."""


def scan(state: State, account: int, url: str) -> None:
    """What the person's app does with the code: ``auth.acceptLoginToken``. A client that waits
    for it is told by ``updateLoginToken``; one that does not wait has to ask by itself.

    Raises:
        TokenError: The code has expired, was scanned already or never was one.
    """
    value = base64.urlsafe_b64decode(url.removeprefix(_LINK) + "==")
    for key in state.keys.values():
        if key.token is None or key.token.value != value:
            continue
        if key.token.expires <= datetime.now(UTC):
            raise TokenError("AUTH_TOKEN_EXPIRED")
        key.token = None
        key.accepted = state.world.account(account)
        told = types.UpdateShort(types.UpdateLoginToken(), now())
        for session in key.sessions.values():
            session.notify(told)
        return
    raise TokenError("AUTH_TOKEN_INVALID")


def _export(call: Call, request: Tl) -> Tl:
    check_api(call, request)
    key = call.key
    if key.accepted is not None and key.accepted.id not in request.except_ids:
        return types.auth.LoginTokenSuccess(authorization(call, key.accepted))
    # Whole seconds are all that the wire carries, and a token must not look longer than it is.
    expires = datetime.now(UTC) + timedelta(seconds=call.state.terms.qr_seconds)
    key.token = Token(secrets.token_bytes(32), expires)
    return types.auth.LoginToken(expires, key.token.value)


METHODS: Handlers = {functions.auth.ExportLoginTokenRequest: _export}

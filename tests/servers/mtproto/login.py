"""Logging in by code and password, logging out, and who one is."""

import secrets

from telethon import functions, types

from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.views import person_view
from tests.servers.mtproto.world import Account, Person

CODE = "22222"
"""The login code of every account: as for Telegram's test numbers, the data centre's digit."""


def check_api(call: Call, request: Tl) -> None:
    """
    Raises:
        Refusal: These are not the id and the hash of one application.
    """
    if (request.api_id, request.api_hash) != (call.state.api_id, call.state.api_hash):
        raise Refusal(400, "API_ID_INVALID")


def authorization(call: Call, account: Account) -> Tl:
    """
    Raises:
        Refusal: The password must be given first.
    """
    if account.password is not None:
        call.key.awaiting = account
        raise Refusal(401, "SESSION_PASSWORD_NEEDED")
    return _grant(call, account)


def _grant(call: Call, account: Account) -> Tl:
    call.key.grant(account)
    return types.auth.Authorization(person_view(account.person, account))


def _send_code(call: Call, request: Tl) -> Tl:
    check_api(call, request)
    account = _by_phone(call, request.phone_number)
    call.key.codes[account.phone] = code_hash = secrets.token_hex(9)
    return types.auth.SentCode(types.auth.SentCodeTypeApp(len(CODE)), code_hash)


def _sign_in(call: Call, request: Tl) -> Tl:
    account = _by_phone(call, request.phone_number)
    if not request.phone_code:
        raise Refusal(400, "PHONE_CODE_EMPTY")
    if request.phone_code_hash != call.key.codes.get(account.phone):
        raise Refusal(400, "PHONE_CODE_EXPIRED")
    if request.phone_code != CODE:
        raise Refusal(400, "PHONE_CODE_INVALID")
    del call.key.codes[account.phone]
    call.key.awaiting = None
    return authorization(call, account)


def _password(call: Call, _: Tl) -> Tl:
    account = call.key.awaiting or call.account
    if account.password is not None:
        return account.password.question()
    return types.account.Password(
        new_algo=types.PasswordKdfAlgoUnknown(),
        new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
        secure_random=secrets.token_bytes(256),
    )


def _check_password(call: Call, request: Tl) -> Tl:
    account = call.key.awaiting
    if account is None or account.password is None:
        raise Refusal(401, "AUTH_KEY_UNREGISTERED")
    match account.password.accepts(request.password):
        case None:
            raise Refusal(400, "SRP_ID_INVALID")
        case False:
            raise Refusal(400, "PASSWORD_HASH_INVALID")
    return _grant(call, account)


def _log_out(call: Call, _: Tl) -> Tl:
    call.account  # noqa: B018 - refuses a stranger
    call.key.account = None
    return types.auth.LoggedOut()


def _users(call: Call, request: Tl) -> Tl:
    account = call.account
    found = (_person(call, each) for each in request.id)
    return [person_view(person, account) for person in found if person is not None]


def _full_user(call: Call, request: Tl) -> Tl:
    account = call.account
    person = _person(call, request.id)
    if person is None:
        raise Refusal(400, "USER_ID_INVALID")
    full = types.UserFull(
        id=person.id,
        settings=types.PeerSettings(),
        notify_settings=types.PeerNotifySettings(),
        common_chats_count=sum(
            account.id in group.members for group in call.state.world.groups_of(person.id)
        ),
    )
    return types.users.UserFull(full, [], [person_view(person, account)])


def _person(call: Call, given: Tl) -> Person | None:
    if isinstance(given, types.InputUserSelf):
        return call.account.person
    return call.state.world.people.get(getattr(given, "user_id", 0))


def _by_phone(call: Call, phone: str) -> Account:
    for account in call.state.world.accounts.values():
        if account.phone == phone.removeprefix("+"):
            return account
    raise Refusal(400, "PHONE_NUMBER_INVALID")


METHODS: Handlers = {
    functions.auth.SendCodeRequest: _send_code,
    functions.auth.SignInRequest: _sign_in,
    functions.auth.CheckPasswordRequest: _check_password,
    functions.auth.LogOutRequest: _log_out,
    functions.account.GetPasswordRequest: _password,
    functions.users.GetUsersRequest: _users,
    functions.users.GetFullUserRequest: _full_user,
}

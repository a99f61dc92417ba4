"""From a request to what is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from telethon import functions, types

from tests.servers.mtproto.faults import Fault, Kind
from tests.servers.mtproto.journal import Asked
from tests.servers.mtproto.sessions import Key, Session
from tests.servers.mtproto.state import State
from tests.servers.mtproto.tl import Tl, name_of, rpc_result
from tests.servers.mtproto.world import Account


class Refusal(Exception):  # noqa: N818 - the answer of a server that works
    """An ``rpc_error`` of Telegram's list."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Call:
    state: State
    session: Session
    too_long: bool = False
    """Whether a difference has to be too long."""

    @property
    def key(self) -> Key:
        return self.session.key

    @property
    def account(self) -> Account:
        """
        Raises:
            Refusal: Nobody is logged in with this key.
        """
        account = self.key.account
        if account is None:
            raise Refusal(401, "AUTH_KEY_UNREGISTERED")
        return account


Handler: TypeAlias = Callable[[Call, Tl], Tl]
Handlers: TypeAlias = Mapping[type, Handler]


class Outcome(NamedTuple):
    answer: bytes
    """An ``rpc_result``."""
    fault: Fault | None = None
    """What is done with the answer instead of sending it."""


def handle(
    state: State, session: Session, number: int, request: Tl, methods: Handlers
) -> Outcome | None:
    """None: nothing is answered, or it was already."""
    query = _unwrapped(session, request)
    if _is_service(state, session, number, query):
        return None
    name = name_of(query)
    state.journal.record(Asked(name, query, session.key.id))
    fault = state.faults.next(name)
    if fault is not None and fault.kind in (Kind.ERROR, Kind.DROP, Kind.BAD_MESSAGE):
        refused = types.RpcError(fault.code, fault.text)
        if fault.kind is Kind.ERROR:
            state.journal.refused[fault.text] += 1
            return Outcome(rpc_result(number, refused))
        return Outcome(b"", fault)
    too_long = fault is not None and fault.kind is Kind.TOO_LONG
    call = Call(state, session, too_long)
    return Outcome(_answer(call, number, query, methods), None if too_long else fault)


def _answer(call: Call, number: int, query: Tl, methods: Handlers) -> bytes:
    try:
        _check(call.key)
        return rpc_result(number, _handler(call, query, methods)(call, query))
    except Refusal as refusal:
        call.state.journal.refused[refusal.text] += 1
        return rpc_result(number, types.RpcError(refusal.code, refusal.text))
    except Exception as error:
        # A client would connect and ask again for ever. The end of the server raises it.
        call.state.crashes.append(error)
        return rpc_result(number, types.RpcError(400, "STAND_IN_FAILED"))


def _handler(call: Call, query: Tl, methods: Handlers) -> Handler:
    handler = methods.get(type(query))
    if handler is None:
        name = name_of(query)
        call.state.journal.unknown[name] += 1
        raise Refusal(400, f"METHOD_NOT_KNOWN_{name}")
    return handler


def _check(key: Key) -> None:
    if key.revoked is not None:
        raise Refusal(406 if key.revoked == "AUTH_KEY_DUPLICATED" else 401, key.revoked)
    if key.account is not None and key.account.deactivated:
        raise Refusal(401, "USER_DEACTIVATED")


def _unwrapped(session: Session, request: Tl) -> Tl:
    """The request inside its wrappers, which tell about the client."""
    silent = False
    while True:
        match type(request):
            case functions.InvokeWithLayerRequest:
                session.key.layer = request.layer
            case functions.InitConnectionRequest:
                session.key.api_id = request.api_id
                session.key.device = request.device_model
            case functions.InvokeWithoutUpdatesRequest:
                silent = True
            case functions.InvokeAfterMsgRequest | functions.InvokeWithTakeoutRequest:
                pass
            case _:
                session.updates = session.updates or (
                    not silent and not isinstance(request, _SERVICE)
                )
                return request
        request = request.query


_SERVICE = (
    types.MsgsAck,
    types.HttpWait,
    types.MsgsStateInfo,
    functions.PingRequest,
    functions.PingDelayDisconnectRequest,
    functions.GetFutureSaltsRequest,
    functions.DestroySessionRequest,
    functions.RpcDropAnswerRequest,
)


def _is_service(state: State, session: Session, number: int, query: Tl) -> bool:
    """Answers what belongs to the protocol itself and is no request of the schema's API."""
    if not isinstance(query, _SERVICE):
        return False
    state.journal.service[type(query).__name__.removesuffix("Request")] += 1
    match type(query):
        case functions.PingRequest | functions.PingDelayDisconnectRequest:
            session.notify(types.Pong(number, query.ping_id), content=False)
        case functions.DestroySessionRequest:
            known = session.key.sessions.pop(query.session_id, None)
            kind = types.DestroySessionNone if known is None else types.DestroySessionOk
            session.notify(kind(query.session_id), content=False)
        case functions.GetFutureSaltsRequest:
            session.notify(_salts(session, number), content=False)
    return True


def _salts(session: Session, number: int) -> Tl:
    salt = int.from_bytes(session.key.salt, "little", signed=True)
    at = number >> 32
    return types.FutureSalts(number, at, [types.FutureSalt(at, at + 3600, salt)])

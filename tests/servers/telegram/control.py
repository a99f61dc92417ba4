"""The side of the people over HTTP, for a test whose server is another process.

``POST /control/<name>`` takes the named parameters of what it calls as a JSON object and answers
``{"result": …}``, or 400 and ``{"error": …}``. Bytes are ``{"base64": "…"}``.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import orjson
from aiohttp import web

from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.faults import Fault
from tests.servers.telegram.people import People
from tests.servers.telegram.server import BotApiServer

_FAULTS: Final = frozenset(
    {
        "blocked",
        "cannot_initiate",
        "chat_not_found",
        "cut",
        "deactivated",
        "dropped",
        "internal",
        "kicked",
        "no_rights",
        "not_a_member",
        "page",
        "retry_after",
        "slow",
        "topic_closed",
        "upgraded",
    }
)


def add_control(app: web.Application, server: BotApiServer) -> None:
    app.router.add_post("/control/{name}", partial(_control, server))


async def _control(server: BotApiServer, request: web.Request) -> web.Response:
    name = request.match_info["name"]
    try:
        given: dict[str, Any] = dict(orjson.loads(await request.read() or b"{}"))
        result = _action(server, name)(**{key: _bytes(value) for key, value in given.items()})
    except (ValueError, LookupError, TypeError, ApiError) as error:
        return web.json_response({"error": f"{name}: {error}"}, status=400)
    return web.Response(body=orjson.dumps({"result": result}), content_type="application/json")


def _action(server: BotApiServer, name: str) -> Callable[..., Any]:
    action = _ACTIONS.get(name)
    if action is not None:
        return partial(action, server)
    if name.startswith("_") or not callable(getattr(People, name, None)):
        raise LookupError("no such action")
    method: Callable[..., Any] = getattr(server.people, name)
    return method


def _bytes(value: Any) -> Any:
    if isinstance(value, list):
        return [_bytes(each) for each in value]
    if isinstance(value, dict) and value.keys() == {"base64"}:
        try:
            return base64.b64decode(value["base64"], validate=True)
        except binascii.Error as error:
            raise ValueError(f"no base64: {error}") from None
    return value


def _fault(
    server: BotApiServer,
    kind: str,
    *,
    arguments: Mapping[str, Any] | None = None,
    after: bool = False,
    **scope: Any,
) -> None:
    if kind not in _FAULTS:
        raise LookupError(f"no fault {kind} — there are {', '.join(sorted(_FAULTS))}")
    fault: Fault = getattr(Fault, kind)(**arguments or {})
    server.faults.add(fault.after() if after else fault, **scope)


def _recover(server: BotApiServer) -> None:
    server.faults.clear()


def _calls(server: BotApiServer, methods: list[str] | None = None, since: int = 0) -> Any:
    found = server.journal.of(*methods) if methods else server.journal.calls
    return [call.json() for call in found[since:]]


def _counts(server: BotApiServer) -> Any:
    """How many calls each method got, and how many were answered with what."""
    counted: dict[str, dict[str, int]] = {}
    for call in server.journal.calls:
        codes = counted.setdefault(call.method, {})
        codes[str(call.code)] = codes.get(str(call.code), 0) + 1
    return counted


def _deliveries(server: BotApiServer, chat_id: int | None = None, since: int = 0) -> Any:
    found = server.journal.deliveries
    wanted = [each for each in found if chat_id in {None, each.chat_id}]
    return [each.json() for each in wanted[since:]]


def _duplicates(server: BotApiServer) -> Any:
    found = server.journal.duplicates().items()
    return [{"chat_id": chat, "text": text, "count": count} for (chat, text), count in found]


def _queue(server: BotApiServer) -> Any:
    updates = server.world.updates
    return {
        "pending": len(updates.pending),
        "conflicts": updates.conflicts,
        "repeated": sum(count > 1 for count in updates.handed.values()),
    }


def _limits(server: BotApiServer, *, enforced: bool) -> None:
    server.rates.enforced = enforced


def _privacy(server: BotApiServer, *, reads_all: bool) -> None:
    server.world.reads_all = reads_all


_ACTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "calls": _calls,
    "counts": _counts,
    "deliveries": _deliveries,
    "duplicates": _duplicates,
    "fault": _fault,
    "limits": _limits,
    "menu": BotApiServer.menu,
    "peaks": lambda server: server.rates.peaks(),
    "privacy": _privacy,
    "queue": _queue,
    "recover": _recover,
    "shown": BotApiServer.shown,
}

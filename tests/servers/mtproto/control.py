"""The people and the faults over HTTP, for tests of a service in another process.

``POST /<action>`` with the arguments of the Python method as a JSON object; the answer is
``{"result": …}``. Times are seconds since the epoch. ``GET /`` lists the actions,
``GET /counts`` tells what was asked and pushed.
"""

import inspect
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aiohttp import web

from tests.servers.mtproto.configuration import HOST
from tests.servers.mtproto.faults import Delivery, Fault
from tests.servers.mtproto.server import MtprotoServer

Action: TypeAlias = Callable[..., Any]
_TIMES = ("at", "start")


@asynccontextmanager
async def control_api(server: MtprotoServer, port: int = 0) -> AsyncIterator[str]:
    """Its address, for as long as the context lasts."""
    app = web.Application()
    table = actions(server)

    async def perform(request: web.Request) -> web.Response:
        return await _perform(table, request)

    async def listing(_: web.Request) -> web.Response:
        return web.json_response({name: str(inspect.signature(do)) for name, do in table.items()})

    async def counts(_: web.Request) -> web.Response:
        return web.json_response(_counts(server))

    app.router.add_get("/", listing)
    app.router.add_get("/counts", counts)
    app.router.add_post("/{action}", perform)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def actions(server: MtprotoServer) -> Mapping[str, Action]:
    people, speech = server.people, server.speech
    methods: tuple[Action, ...] = (
        *(people.person, people.account, people.group, people.join, people.leave),
        *(people.promote, people.rename, people.migrate),
        *(speech.say, speech.photo, speech.document, speech.voice, speech.sticker, speech.poll),
        *(speech.rich, speech.album, speech.private, speech.topic, speech.edit, speech.react),
        *(speech.vote, server.talk.history, server.talk.at_rate),
        *(server.scan, server.recover, server.drop_connections, server.refuse_connections),
        *(server.revoke, server.deactivate, server.forget_keys, server.rotate_salts),
        server.forget_updates,
    )

    def delete(group: int, messages: list[int]) -> list[int]:
        return speech.delete(group, *messages)

    def fail(
        request: str,
        kind: str,
        given: Sequence[Any] = (),
        times: int | None = 1,
        after: int = 0,
    ) -> None:
        """``kind`` is a class method of Fault, ``given`` its arguments."""
        server.fail(request, getattr(Fault, kind)(*given), times=times, after=after)

    def deliver(way: str) -> None:
        server.delivery = Delivery(way)

    def terms(**values: Any) -> None:
        for name, value in values.items():
            setattr(server.terms, name, value)

    methods += (delete, fail, deliver, terms)
    return {each.__name__: each for each in methods}


async def _perform(table: Mapping[str, Action], request: web.Request) -> web.Response:
    do = table.get(request.match_info["action"])
    if do is None:
        return web.json_response({"error": "no such action — GET / lists them"}, status=404)
    try:
        given = json.loads(await request.read() or b"{}")
        result = do(**{name: _value(name, value) for name, value in given.items()})
        if inspect.isawaitable(result):
            result = await result
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.json_response({"result": result})


def _value(name: str, value: Any) -> Any:
    if name in _TIMES and value is not None:
        return datetime.fromtimestamp(value, UTC)
    return value.encode() if name == "content" else value


def _counts(server: MtprotoServer) -> dict[str, Any]:
    journal = server.journal
    return {
        "requests": journal.counts(),
        "unknown": journal.unknown,
        "refused": journal.refused,
        "service": journal.service,
        "pushed_messages": journal.pushed_messages,
        "pushed_containers": journal.pushed_containers,
        "connections": journal.connections,
        "open_connections": len(server.state.links),
        "doubled_keys": journal.doubled_keys,
    }

"""Chat completions."""

import asyncio

from aiohttp import web

from tests.servers.gigachat import wire
from tests.servers.gigachat.answering import Draft, limited, weight
from tests.servers.gigachat.bodies import ChatBody, checked
from tests.servers.gigachat.call import Call
from tests.servers.gigachat.catalogue import check_model
from tests.servers.gigachat.journal import Received
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.wire import ApiError
from tests.servers.gigachat.writing import Tempo, Writer


async def chat(server: GigaChatServer, call: Call) -> web.StreamResponse:
    """Answer whole or as a stream.

    Raises:
        ApiError: 402, 404, 413, 422, or what the terms have for structured output.
    """
    body = checked(ChatBody, call.received.body)
    tempo = _tempo(server, call)
    _check(server, body)
    draft = await _draft(server, body, call)
    writer = Writer(call, tempo, body.model)
    return await (writer.stream(draft) if body.stream else writer.whole(draft))


def _check(server: GigaChatServer, body: ChatBody) -> None:
    terms = server.terms
    check_model(terms, body.model, "chat")
    if body.response_format and terms.response_format_status != 200:
        raise ApiError(terms.response_format_status, "response_format is not supported")
    if terms.funds is not None and terms.funds <= 0:
        raise ApiError(402)


def _tempo(server: GigaChatServer, call: Call) -> Tempo:
    latency, rate = call.reply.latency, call.reply.tokens_per_second
    return Tempo(
        call.received.began,
        server.terms.latency if latency is None else latency,
        server.terms.tokens_per_second if rate is None else rate,
    )


async def _draft(server: GigaChatServer, body: ChatBody, call: Call) -> Draft:
    """The answer, billed as if it were read to its end."""
    terms, received, reply = server.terms, call.received, call.reply
    prompt = weight(received.messages)
    if prompt > terms.context_tokens:
        raise ApiError(413, "Prompt is longer than the model's context")
    text = reply.text if reply.text is not None else await _said(server, received)
    limits = [limit for limit in (body.max_tokens, reply.cut) if limit is not None]
    pieces, finish = limited(text, min(limits, default=None), reply.finish or "stop")
    precached = server.prefixes.cached(
        body.model, received.session, received.messages, terms.prefix_seconds
    )
    usage = wire.Usage(prompt - precached, len(pieces), precached)
    received.usage = usage
    if terms.funds is not None:
        terms.funds = max(0, terms.funds - usage.total)
    return Draft(pieces, finish, usage)


async def _said(server: GigaChatServer, received: Received) -> str:
    try:
        return await asyncio.get_running_loop().run_in_executor(
            server.thread, server.answerer, received.messages, received.body
        )
    except Exception as crash:
        server.crashes.append(crash)
        raise

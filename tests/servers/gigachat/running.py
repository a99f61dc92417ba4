"""Starts and stops the stand-in."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from tests.servers.gigachat.answering import Answerer, echo
from tests.servers.gigachat.routes import OAUTH, PREFIXES, application
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.terms import Terms

HOST = "127.0.0.1"
_LAST_WORDS = 0.05
"""Seconds for running answers when the server stops; aiohttp takes 0 for ever."""


@asynccontextmanager
async def gigachat_server(
    terms: Terms | None = None,
    *,
    answerer: Answerer = echo,
    port: int = 0,
    tls: bool = False,
) -> AsyncIterator[GigaChatServer]:
    """A server on loopback, for as long as the context lasts; the system picks the port 0.

    With ``tls`` it has a certificate of its own authority, whose file is ``ca_file``.

    Raises:
        ExceptionGroup: At the end, with what the answerer raised meanwhile.
    """
    server = GigaChatServer(terms or Terms(), answerer)
    # A client that leaves cancels its handler, so that its stream is free for the next one.
    runner = web.AppRunner(
        application(server),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=_LAST_WORDS,
    )
    with _certificate() if tls else _no_certificate() as (context, server.ca_file):
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, port, ssl_context=context).start()
            origin = f"http{'s' if tls else ''}://{HOST}:{runner.addresses[0][1]}"
            server.base_url = origin + PREFIXES[0]
            server.auth_url = origin + OAUTH
            yield server
        finally:
            await runner.cleanup()
            server.thread.shutdown(wait=False, cancel_futures=True)
    if server.crashes:
        raise ExceptionGroup("the answerer failed", server.crashes)


@contextmanager
def _certificate() -> Iterator[tuple[ssl.SSLContext, Path]]:
    import trustme  # a tool of the tests, which a demonstration without TLS does not have

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, "localhost").configure_cert(context)
    with TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        yield context, ca_file


@contextmanager
def _no_certificate() -> Iterator[tuple[None, None]]:
    yield None, None

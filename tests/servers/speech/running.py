"""Starts and stops a stand-in."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from aiohttp import web

HOST = "127.0.0.1"
_ANY_SIZE = 2**30


@asynccontextmanager
async def running(
    routes: list[web.RouteDef], scheme: str = "http", tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Serve them on loopback; the address without a path."""
    app = web.Application(client_max_size=_ANY_SIZE)  # the stand-in says itself what is too large
    app.add_routes(routes)
    # A client that leaves cancels its handler, so that its stream is free for the next one.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0, ssl_context=tls).start()
        yield f"{scheme}{'s' if tls else ''}://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextmanager
def certificate() -> Iterator[tuple[ssl.SSLContext, Path]]:
    """For loopback, by an authority of its own, whose file comes along."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        yield context, ca_file

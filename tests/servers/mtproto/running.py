"""Starts and stops the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.mtproto.configuration import HOST
from tests.servers.mtproto.connection import Connection
from tests.servers.mtproto.handshake import ServerKey
from tests.servers.mtproto.server import MtprotoServer


@asynccontextmanager
async def mtproto_server(
    *, port: int = 0, key: ServerKey | None = None
) -> AsyncIterator[MtprotoServer]:
    """A server on loopback, for as long as the context lasts; the system picks the port 0.

    Without ``key`` it makes one. The public half is written to a file either way.

    Raises:
        ExceptionGroup: At the end, if the server itself went wrong meanwhile.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        server = MtprotoServer(key or ServerKey.make(), file)
        file.write_text(server.rsa_key)
        listener = _Listener(server, port)
        await listener.open()
        try:
            yield server
        finally:
            await listener.close()
    if server.state.crashes:
        raise ExceptionGroup("the stand-in failed", server.state.crashes)


class _Listener:
    def __init__(self, server: MtprotoServer, port: int) -> None:
        self._server = server
        self._port = port
        self._listener: asyncio.Server | None = None
        self._serving: set[asyncio.Event] = set()
        server.listen = self.open
        server.stop_listening = self.stop

    async def open(self) -> None:
        self._listener = await asyncio.start_server(self._serve, HOST, self._port)
        self._port = self._server.state.port = self._listener.sockets[0].getsockname()[1]

    def stop(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def close(self) -> None:
        self.stop()
        self._server.drop_connections()
        for ended in list(self._serving):
            await ended.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended = asyncio.Event()
        self._serving.add(ended)
        try:
            await Connection(self._server.state, reader, writer).serve()
        finally:
            self._serving.discard(ended)
            ended.set()

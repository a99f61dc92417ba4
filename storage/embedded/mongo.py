import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from storage.embedded.daemon import shared
from storage.embedded.home import open_home, open_server_directory
from storage.embedded.process import ProgramRunner
from storage.embedded.sockets import connectable

_PROGRAM = Path(__file__).with_name("mongo_server.py")
_SOCKET = "mongodb.sock"


@asynccontextmanager
async def embedded_mongo(home: Path) -> AsyncIterator[str]:
    """Use the Mongo server of ``home``, as with ``embedded_postgres``, and get its URL.

    Raises:
        HomeRefusedError: ``home`` cannot hold it.
        ServerStartError: It does not come up.
    """
    with mongo_server(open_home(home)) as server:
        async with shared(server):
            yield server.url


@contextmanager
def mongo_server(home: Path) -> Iterator["MongoServer"]:
    """The Mongo server of a home that is open, whether it runs or not."""
    directory = open_server_directory(home, "mongo")
    with connectable(directory, Path(_SOCKET)) as path:
        yield MongoServer(directory, path / _SOCKET)


class MongoServer:
    """nx-27017 on the SQLite files in ``mongo/data`` of a home."""

    name = "The embedded Mongo server"

    def __init__(self, directory: Path, socket: Path) -> None:
        self.directory = directory
        self.log = directory / "mongo.log"
        self.url = f"mongodb://{quote(str(socket), safe='')}/?directConnection=true"
        self._socket = socket

    async def launch(self, alive: int) -> None:
        # -P keeps the modules beside the program from hiding others of the same names.
        command = [sys.executable, "-P", str(_PROGRAM)]
        await ProgramRunner(self.log).launch(command, self.directory, alive)

    async def answers(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._socket)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    async def ask_to_stop(self) -> None:
        recorded = (self.directory / "mongo.pid").read_text()
        with suppress(ProcessLookupError):
            os.kill(int(recorded), signal.SIGTERM)

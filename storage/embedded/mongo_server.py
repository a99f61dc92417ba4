"""The program of the embedded Mongo server: nx-27017 on a unix socket in its working directory.

nx-27017's own command line listens on TCP, where every user of the machine could read and write.
Run as a script in a process of its own; it ends on SIGTERM, or when its directory is deleted.
"""

import asyncio
import os
import signal
from asyncio import StreamReader, StreamWriter
from pathlib import Path

from nx_27017 import NeoSQLiteHandler
from nx_27017.server import handle_client

_SOCKET = "mongodb.sock"
_PID_FILE = Path("mongo.pid")
_WATCH_SECONDS = 1.0


async def serve(handler: NeoSQLiteHandler) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        await handle_client(reader, writer, handler)

    server = await asyncio.start_unix_server(talk, _SOCKET)
    while not (stopping.is_set() or is_deleted()):
        try:
            await asyncio.wait_for(stopping.wait(), _WATCH_SECONDS)
        except TimeoutError:
            continue
    server.close()


def is_deleted() -> bool:
    return not _PID_FILE.exists()


def main() -> None:
    os.umask(0o077)
    _PID_FILE.write_text(str(os.getpid()))
    handler = NeoSQLiteHandler(data_dir="data")
    try:
        asyncio.run(serve(handler))
    finally:
        handler.close_all()


if __name__ == "__main__":
    main()

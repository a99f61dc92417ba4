"""``python -m tests.servers.telegram``: the stand-in by itself, until SIGTERM or SIGINT.

Its first and only line of output, once it listens, is JSON with ``base`` and ``token``. The same
address serves the control API.
"""

import argparse
import asyncio
import json
import signal
import sys

from tests.servers.telegram.running import bot_api_server
from tests.servers.telegram.server import TOKEN


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.telegram")
    parser.add_argument("--port", type=int, default=0, help="0: the system picks one")
    parser.add_argument("--token", type=_token, default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's rate limits")
    given = parser.parse_args()
    try:
        asyncio.run(_serve(given.token, given.port, given.limits))
    except OSError as error:
        sys.exit(f"error: port {given.port}: {error.strerror} — name another with --port")


async def _serve(token: str, port: int, limits: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with bot_api_server(token, port=port, limits=limits) as server:
        sys.stdout.write(json.dumps({"base": server.base, "token": server.token}) + "\n")
        sys.stdout.flush()
        await stop.wait()


def _token(given: str) -> str:
    number, _, secret = given.partition(":")
    if not number.isdigit() or not secret:
        raise argparse.ArgumentTypeError("a token is a number, a colon and a secret")
    return given


if __name__ == "__main__":
    main()

"""``python -m tests.servers.mtproto``: the stand-in by itself, until SIGTERM or SIGINT.

Its first and only line of output, once it listens, is JSON: ``dc``, ``rsa_key_file``, ``control``,
``api_id``, ``api_hash``, and the ``account`` that it begins with, its ``phone`` and ``code``.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from tests.servers.mtproto import CODE, ServerKey, control_api, mtproto_server

_PHONE = "+9996621234"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.mtproto")
    parser.add_argument("--port", type=int, default=0, help="0: the system picks one")
    parser.add_argument("--control-port", type=int, default=0, help="0: the system picks one")
    parser.add_argument(
        "--key", type=Path, default=None, help="private RSA key; made if the file is not there"
    )
    parser.add_argument("--password", default=None, help="two-step password of the account")
    given = parser.parse_args()
    try:
        key = ServerKey.kept_in(given.key) if given.key else ServerKey.make()
        asyncio.run(_serve(key, given.port, given.control_port, given.password))
    except ValueError as error:
        sys.exit(f"error: {error} — name another file with --key")
    except OSError as error:
        sys.exit(f"error: {error.strerror} — name other ports or another file")


async def _serve(key: ServerKey, port: int, control_port: int, password: str | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        mtproto_server(port=port, key=key) as server,
        control_api(server, control_port) as control,
    ):
        ready = {
            "dc": server.dc,
            "rsa_key_file": str(server.rsa_key_file),
            "control": control,
            "api_id": server.state.api_id,
            "api_hash": server.state.api_hash,
            "account": server.people.account(_PHONE, password=password),
            "phone": _PHONE,
            "code": CODE,
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()

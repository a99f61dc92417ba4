"""``python -m tests.servers.gigachat``: the stand-in by itself, until SIGTERM or SIGINT.

Its first and only line of output, once it listens, is JSON with ``base_url``, ``auth_url`` and
``credentials``.
"""

import argparse
import asyncio
import json
import signal
import sys
from importlib.util import find_spec

from tests.servers.gigachat.answering import RULES, Answerer, echo, load
from tests.servers.gigachat.running import gigachat_server
from tests.servers.gigachat.terms import Plan, Terms


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.gigachat")
    parser.add_argument("--port", type=int, default=0, help="0: the system picks one")
    parser.add_argument("--plan", type=Plan, choices=list(Plan), default=Plan.BUSINESS)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds to the first token")
    parser.add_argument(
        "--tokens-per-second", type=float, default=0.0, help="of each stream; 0: no limit"
    )
    parser.add_argument(
        "--answers",
        type=_answerer,
        default=None,
        help="rules, echo or package.module:name; rules where they are installed",
    )
    given = parser.parse_args()
    terms = Terms(
        plan=given.plan, latency=given.latency, tokens_per_second=given.tokens_per_second
    )
    try:
        asyncio.run(_serve(terms, given.answers or _default(), given.port))
    except OSError as error:
        sys.exit(f"error: port {given.port}: {error.strerror} — name another with --port")


async def _serve(terms: Terms, answerer: Answerer, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with gigachat_server(terms, answerer=answerer, port=port) as server:
        ready = {
            "base_url": server.base_url,
            "auth_url": server.auth_url,
            "credentials": server.credentials,
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()


def _answerer(name: str) -> Answerer:
    if name == "echo":
        return echo
    try:
        return load(RULES if name == "rules" else name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _default() -> Answerer:
    return load(RULES) if find_spec(RULES.partition(":")[0]) else echo


if __name__ == "__main__":
    main()

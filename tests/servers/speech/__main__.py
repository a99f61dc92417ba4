"""``python -m tests.servers.speech``: all three stand-ins, until SIGTERM or SIGINT.

Its first and only line of output, once they listen, is JSON: the settings that lead to each.
Whatever is said to them, they understand what ``--says`` tells.
"""

import argparse
import asyncio
import json
import signal
import sys

from tests.servers.speech import Heard, Said, openai_speech_server, salute_server, vosk_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.speech")
    parser.add_argument("--says", default="Когда выпуск?")
    parser.add_argument("--confidence", type=float, default=0.95)
    given = parser.parse_args()
    asyncio.run(_serve(Said(given.says, given.confidence)))


async def _serve(said: Said) -> None:
    def hears(_heard: Heard) -> Said:
        return said

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        salute_server() as salute,
        openai_speech_server() as openai,
        vosk_server() as vosk,
    ):
        salute.hears = openai.hears = vosk.hears = hears
        ready = {
            "salute": {
                "SALUTE_SPEECH_CREDENTIALS": salute.key,
                "SALUTE_SPEECH_BASE_URL": salute.url,
                "SALUTE_SPEECH_AUTH_URL": salute.auth_url,
            },
            "openai": {"SPEECH_API_URL": openai.url, "SPEECH_API_KEY": openai.key},
            "vosk": {"VOSK_URL": vosk.url},
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()

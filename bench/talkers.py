"""The people of ``bench.updates``, in a process of their own.

``python -m bench.talkers BASE --rate N --seconds N`` prints where they are, begins to talk at a
line on its standard input, and in the end prints when which command was given.
"""

import argparse
import asyncio
import json
import sys
import time

from aiohttp import ClientSession, TCPConnector

from tests.servers.telegram.remote import RemoteBotApi

PEOPLE = 400
"""So many that each stays below what the bot takes of one person."""
MEMBERS = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    given = parser.parse_args()
    asyncio.run(talk(given.base, given.rate, given.seconds))


async def talk(base: str, rate: int, seconds: float) -> None:
    spoken: dict[str, float] = {}
    async with ClientSession(connector=TCPConnector(limit=64)) as session:
        world = RemoteBotApi(base, session)
        people = [await world("person", first_name=f"P{number}") for number in range(PEOPLE)]
        group = await world("supergroup", title="Bench", members=people[:MEMBERS])
        print(json.dumps({"group": group, "owner": people[0]}), flush=True)
        sys.stdin.readline()  # until the bot is there

        async def speak(number: int) -> None:
            person = people[number % PEOPLE]
            if number % 3 == 2:
                speaker = people[number % MEMBERS]
                await world("says", user_id=speaker, chat_id=group, text=f"о релизе {number}")
                return
            spoken[str(number)] = time.time()
            await world("says", user_id=person, chat_id=person, text=f"/echo {number}")

        began = time.time()
        async with asyncio.TaskGroup() as speaking:
            for number in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, began + number / rate - time.time()))
                speaking.create_task(speak(number))
    print(json.dumps(spoken), flush=True)


if __name__ == "__main__":
    main()

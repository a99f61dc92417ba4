"""``python -m tests.evaluation.first_digest [--lang ru|en]``: what a group sees first, shown.

The whole service runs, in a process of its own; the stand-in for Telegram shows the chat. Rules
write the digest. docs/onboarding.md holds it, without what is another one each time: links, and
the chart of how the talk went.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.digest.request import Language
from tests.fixtures.live_guests import until
from tests.fixtures.live_service import Service, bot_variables
from tests.fixtures.world import HOUR, messages
from tests.servers.telegram import BotApiServer, bot_api_server

TITLES: Final[dict[Language, str]] = {"ru": "Команда сайта", "en": "Website team"}
_ENGLISH: Final = """
101 08:02 Anya: Colleagues, release 2.4 is planned for Thursday, will everybody make it?
102 08:04 Boris: I have a blocker: the payment gateway answers 502 in production since the night
103 08:05 Vika → 101: the frontend is ready, only the e2e tests are left
104 08:07 Anya → 102: is it the bank or our proxy?
105 08:09 Boris → 104: our proxy, there is a timeout of 30 s in the logs. Kostya changed nginx
106 08:10 Dan: anybody for lunch at 13:00?
107 08:12 Kostya → 105: yes, that was me, I am rolling it back. 10 minutes
108 08:13 Vika → 106: +1
109 08:13 Boris → 106: +1
110 08:25 Kostya → 105: rolled back, the 502 errors are gone, I am watching the graphs
111 08:31 Boris → 110: confirmed, payments go through. Thank you!
112 08:33 Anya → 110: Kostya, please write a post-mortem by tomorrow, my number is +7 916 123-45-67
113 08:34 Kostya → 112: ok, I will do it by 12:00
114 08:40 Vika → 103: e2e: 3 tests of the basket are red, they look flaky
115 08:44 Anya → 114: if they are not flaky, we move the release to Friday. We decide at 16:00
116 08:46 Dan → 115: and who warns support then?
"""
_TALK: Final[dict[Language, str]] = {"ru": HOUR, "en": _ENGLISH}
_CAME: Final = "Alfred (edited): "
_LINK: Final = re.compile(r" <https?://[^>]*>")
_CHART: Final = re.compile(r"^▸ .*\n(?:  .*\n)+", re.MULTILINE)


async def first_digest(bot_api: BotApiServer, service: Service, language: Language) -> str:
    """What stands in the group once its first digest is there, as a page can show it."""
    talk = list(messages(_TALK[language]))
    people = {
        name: bot_api.people.person(name, language_code=language)
        for name in dict.fromkeys(each.author_name for each in talk)
    }
    first = people[talk[0].author_name]
    group = bot_api.people.supergroup(TITLES[language], list(people.values()), bot=None)
    bot_api.people.adds_bot(first, group)
    await until(lambda: "/digest" in bot_api.shown(group))
    said: dict[int, int] = {}
    for each in talk:
        reply = 0 if each.reply_to is None else said[each.reply_to]
        speaker = people[each.author_name]
        said[each.id] = bot_api.people.says(speaker, group, each.text, reply_to=reply)
    bot_api.people.says(first, group, "/digest 4h")
    await until(lambda: "👎" in bot_api.shown(group))
    return as_told(bot_api.shown(group))


def as_told(chat: str) -> str:
    """The digest of a chat, without links, chart and indentation."""
    digest = _LINK.sub("", chat.partition(_CAME)[2]).replace("\N{NO-BREAK SPACE}", " ")
    first, *rest = digest.splitlines()
    lines = [first, *(line.removeprefix("  ") for line in rest)]
    return _CHART.sub("", "\n".join(lines) + "\n")


@asynccontextmanager
async def _service() -> AsyncIterator[tuple[BotApiServer, Service]]:
    async with bot_api_server() as bot_api:
        with TemporaryDirectory() as folder:
            service = Service(Path(folder) / "alfred", dict(bot_variables(bot_api)))
            await service.start()
            await service.ready()
            try:
                yield bot_api, service
            finally:
                await service.stop()


async def _show(language: Language) -> None:
    async with _service() as (bot_api, service):
        sys.stdout.write(await first_digest(bot_api, service, language))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lang", choices=sorted(TITLES), default="ru")
    asyncio.run(_show(options.parse_args().lang))

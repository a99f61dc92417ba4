"""``python -m tests.evaluation.long_conversation [--lang ru|en] [--model]``: sixty turns, shown.

Somebody talks with Alfred over nine days: tells of herself, asks about her group, changes her
mind, and asks in the end what he remembers. The whole service runs, in a process of its own; the
stand-in for Telegram shows the chat. With ``--model`` a stand-in for GigaChat answers and
condenses, by simple rules and from its prompts alone; else Alfred does without.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.llm.models import Language
from tests.fixtures.live_guests import Export, Guest, in_haste, until, with_model
from tests.fixtures.live_service import Service, bot_variables
from tests.servers.answers import answer
from tests.servers.gigachat import gigachat_server
from tests.servers.telegram import BotApiServer, bot_api_server

LINES: Final = Path(__file__).parent / "conversations"
PLANS: Final = {"trip": 15, "dentist": 4}
"""Days from today."""
PAUSE: Final = timedelta(minutes=3)
"""Between two lines."""
BEFORE: Final = 25
"""Turns after which the memory is full, and not condensed yet: fifty events."""
CONDENSED_AFTER: Final = (26, 41, 56)
"""Turns that make it more than fifty, and then thirty more each time: they are waited for, as
somebody who types gives it all the time it needs."""
_MONTHS: Final = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}
_TEAM: Final = {"ru": "Команда", "en": "Team"}
_NAME: Final = {"ru": "Марина", "en": "Marina"}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is said: by the person to Alfred, or by another in the group."""

    days: int
    """From today; negative."""
    text: str
    author: str = ""
    """Of a line in the group."""
    expected: tuple[str, ...] = ()
    """Any of them in the answer shows that it is remembered."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    expected: tuple[str, ...]
    answer: str

    @property
    def is_answered(self) -> bool:
        return any(words in self.answer for words in self.expected)


@dataclass
class Held:
    """What a conversation left."""

    chat: str = ""
    before: Export | None = None
    after: Export | None = None
    end: Export | None = None
    questions: list[Question] = field(default_factory=list)


def lines(language: Language, today: date) -> Iterator[Line]:
    """``# -3`` begins a day, ``> Who: words`` is said in the group, ``= words`` is expected."""
    plans = {name: _named(today + timedelta(days), language) for name, days in PLANS.items()}
    day = 0
    for line in (LINES / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            day = int(line[2:])
            continue
        said, _, expected = line.format(**plans).partition(" = ")
        if said.startswith("> "):
            author, _, said = said[2:].partition(": ")
            yield Line(day, said, author)
        else:
            yield Line(day, said, expected=tuple(filter(None, expected.split("|"))))


def _named(day: date, language: Language) -> str:
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]}"


@asynccontextmanager
async def running(home: Path, *, model: bool) -> AsyncIterator[tuple[Service, BotApiServer]]:
    async with bot_api_server() as bot_api, gigachat_server(answerer=answer) as gigachat:
        service = Service(home, dict(bot_variables(bot_api)))
        in_haste(service)
        if model:
            with_model(service, gigachat, seconds=30)
        await service.start()
        try:
            await service.ready()
            yield service, bot_api
        finally:
            await service.stop()


class Talk:
    """The chats, and the time: what is said on another day is said at its time there."""

    def __init__(self, service: Service, bot_api: BotApiServer, language: Language) -> None:
        people = bot_api.people
        self._service, self._bot_api = service, bot_api
        self._guest = Guest(bot_api, people.person(_NAME[language], language_code=language))
        self._group = people.supergroup(_TEAM[language], [self._guest.id], bot=None)
        self._others: dict[str, int] = {}
        self._clock = datetime.now(UTC) - timedelta(hours=4)
        self.lines = lines(language, self._clock.date())

    async def hold(self) -> Held:
        await self._invite()
        held, turns = Held(), 0
        for line in self.lines:
            self._clock += PAUSE
            if line.author:
                self._say_in_group(line)
                continue
            replied = await self._guest.says(line.text, date=self._time(line))
            turns += 1
            if line.expected:
                held.questions.append(Question(line.text, line.expected, replied))
            if turns == BEFORE:
                held.before = await self._guest.export()
            if turns in CONDENSED_AFTER:
                await self._condensed(CONDENSED_AFTER.index(turns) + 1)
            if turns == BEFORE + 1:
                held.after = await self._guest.export()
        held.end = await self._guest.export()
        await self._guest.says("/memory")
        held.chat = self._bot_api.shown(self._guest.id).replace("\N{NO-BREAK SPACE}", " ")
        return held

    async def _invite(self) -> None:
        """What is said in the group before Alfred is there is lost on him."""
        self._bot_api.people.adds_bot(self._guest.id, self._group, administrator=True)
        await until(lambda: bool(self._bot_api.journal.delivered(self._group)))

    def _say_in_group(self, line: Line) -> None:
        people = self._bot_api.people
        if line.author not in self._others:
            self._others[line.author] = people.person(line.author)
            people.joins(self._others[line.author], self._group)
        author = self._others[line.author]
        people.says(author, self._group, line.text, date=self._time(line))

    def _time(self, line: Line) -> int:
        return int((self._clock + timedelta(line.days)).timestamp())

    async def _condensed(self, times: int) -> None:
        condensed = 'user_memory_compressions_total{status="ok"}'
        async with asyncio.timeout(100):
            while await self._service.metric(condensed) < times:  # noqa: ASYNC110 - a page
                await asyncio.sleep(0.2)


async def hold(language: Language, home: Path, *, model: bool) -> Held:
    async with running(home, model=model) as (service, bot_api):
        return await Talk(service, bot_api, language).hold()


def report(held: Held) -> Iterator[str]:
    yield "== The chat =="
    yield held.chat
    for head, export in (
        (f"after {BEFORE} turns, before condensing", held.before),
        ("one turn later, condensed", held.after),
        ("at the end", held.end),
    ):
        if export is not None:
            yield f"\n== What is kept {head} =="
            yield from _kept(export)
    answered = sum(question.is_answered for question in held.questions)
    yield f"\n== What is remembered when asked: {answered} of {len(held.questions)} =="
    for question in held.questions:
        yield f"{'yes' if question.is_answered else 'NO '} {question.text} -> {question.answer}"


def _kept(export: Export) -> Iterable[str]:
    yield f"remarks word for word: {len(export.memory)}"
    yield f"summary ({len(export.summary)} characters): {export.summary or '-'}"
    yield f"facts that hold: {len(export.standing)} of {len(export.facts)}"
    for fact in export.facts:
        gone = "  (no longer)" if fact["superseded_by"] else ""
        yield f"  {fact['fact']}{gone} <- {fact['evidence']}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.long_conversation")
    parser.add_argument("--lang", choices=("ru", "en"), default="ru")
    parser.add_argument("--model", action="store_true", help="with the stand-in for GigaChat")
    given = parser.parse_args()
    with TemporaryDirectory() as home:
        held = asyncio.run(hold(given.lang, Path(home) / "alfred", model=given.model))
    sys.stdout.write("\n".join(report(held)) + "\n")


if __name__ == "__main__":
    main()

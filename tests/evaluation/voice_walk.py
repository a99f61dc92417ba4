"""``python -m tests.evaluation.voice_walk [--model]``: a talk by voice, with real sound.

espeak-ng says it, PyAV makes OGG Opus, an M4A or a video note of it, and the whole service hears
it by pocketsphinx, in a process of its own; the stand-in for Telegram shows the chat. With
``--model`` a stand-in for GigaChat answers; else Alfred does without.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.evaluation.long_conversation import running
from tests.fixtures.live_guests import Aloud, Export, Guest, until
from tests.fixtures.live_service import Service
from tests.fixtures.voice_messages import BROTHER, TEA, Recording, humming, silent, spoken
from tests.servers.telegram import BotApiServer

LONDON: Final = "my brother lives in london"
RELEASE: Final = "what did they decide about the release"
IN_GROUP: Final = (
    "Good morning! When is the release?",
    "We decided: the release moves to Monday, I take care of the certificate",
)


@dataclass(frozen=True, slots=True)
class Step:
    said: str
    """What is typed, or said aloud; in brackets what is no words."""
    recording: Recording | None = None
    aloud: Aloud = "voice"
    answers: int = 2
    """Messages that come of it: what was heard, and the answer."""


def steps() -> Sequence[Step]:
    return (
        Step("Hello!"),
        Step(TEA, spoken(TEA)),
        Step(LONDON, spoken(LONDON, form="m4a"), "audio"),
        Step(RELEASE, spoken(RELEASE, form="video note"), "video note"),
        Step(BROTHER, spoken(BROTHER)),
        Step("(mumbled)", spoken("good morning alfred", "en-us+f3"), answers=1),
        Step("(two seconds of silence)", silent(), answers=1),
        Step("(121 seconds)", humming(121), answers=1),
        Step("What tea do I like?"),
        Step("Where does my brother live?"),
    )


@dataclass(frozen=True, slots=True)
class Heard:
    step: Step
    told: Sequence[str]
    seconds: float
    """Until the last message of the answer, Telegram's pace of one a second in a chat included."""


@dataclass(frozen=True, slots=True)
class Walk:
    chat: str
    heard: Sequence[Heard]
    kept: Export


async def walk(service: Service, bot_api: BotApiServer) -> Walk:
    people = bot_api.people
    kate = Guest(bot_api, people.person("Kate", language_code="en"))
    boris = people.person("Boris", language_code="en")
    group = people.supergroup("Team", [kate.id, boris], bot=None)
    people.adds_bot(kate.id, group, administrator=True)
    await until(lambda: bool(bot_api.journal.delivered(group)))
    for line in IN_GROUP:
        people.says(boris, group, line)
    heard = [await _taken(kate, step) for step in steps()]
    chat = bot_api.shown(kate.id).replace("\N{NO-BREAK SPACE}", " ")
    return Walk(chat, heard, await kate.export())


async def _taken(guest: Guest, step: Step) -> Heard:
    began = time.perf_counter()
    if step.recording is None:
        told = [await guest.says(step.said)]
    else:
        sound = step.recording
        told = await guest.sends(
            sound.content, sound.seconds, answers=step.answers, aloud=step.aloud
        )
    return Heard(step, told, time.perf_counter() - began)


async def held(home: Path, *, model: bool) -> Walk:
    async with running(home, model=model) as (service, bot_api):
        return await walk(service, bot_api)


def report(walked: Walk) -> Iterator[str]:
    yield "== The chat =="
    yield walked.chat
    yield "\n== What was said, what was heard, and how long the answer took =="
    for each in walked.heard:
        if each.step.recording is not None:
            _, _, words = each.told[0].partition("\n")
            yield f"{each.step.aloud}, {each.step.recording.seconds:.1f} s: {each.step.said}"
            yield f"    -> {words or each.told[0]}"
            yield f"    {each.seconds:.1f} s"
    yield "\n== What is kept =="
    for event in walked.kept.memory:
        yield f"{event['role']}, {event['source']}: {event['content']}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.voice_walk")
    parser.add_argument("--model", action="store_true", help="with the stand-in for GigaChat")
    given = parser.parse_args()
    with TemporaryDirectory() as home:
        walked = asyncio.run(held(Path(home) / "alfred", model=given.model))
    sys.stdout.write("\n".join(report(walked)) + "\n")


if __name__ == "__main__":
    main()

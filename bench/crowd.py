"""People who talk in groups, ask in private, and have to get one answer to each question."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.fixtures.live_household import Household
from tests.servers.telegram import BotApiServer

GROUPS = 6
SAID_EVERY = 0.05
PERSON_EVERY = 0.25
VERIFIED = " verified"
"""Words of a digest's foot, and of nothing else."""
INTERRUPTED = ("the line broke",)
"""Words of the apology for an answer that may have arrived or not."""

TALK = (
    "the payment gateway answers 502 in production since {day} o'clock, who looks at it?",
    "I do, it is our proxy: timeout of {day} s in the logs",
    "please write a post-mortem by day {day}",
    "ok, I will do it by day {day}",
    "we decided: the release moves to day {day}",
    "are the end-to-end tests green on build {day}?",
    "three tests are red, it looks like flaky network on host {day}",
)


@dataclass(slots=True)
class Outcome:
    seconds: float
    kills: int = 0
    talk_said: int = 0
    talk_stored: int = 0
    read_said: int = 0
    """Messages of the group that an account reads."""
    read_stored: int = 0
    commands: int = 0
    reached: int = 0
    """People who got an answer, an apology for one, or both: an answer that arrived after all."""
    answered: int = 0
    apologies: int = 0
    answered_twice: int = 0
    groups: int = GROUPS
    digests: int = 0
    digests_twice: int = 0
    unanswered: int = 0
    waiting_jobs: int = 0
    waiting_orders: int = 0
    receipts: dict[str, int] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Messages of both kinds."""
        return self.talk_said - self.talk_stored + self.read_said - self.read_stored

    @property
    def without_answer(self) -> int:
        return self.commands - self.reached

    @property
    def well(self) -> bool:
        troubles = (self.lost, self.answered_twice, self.digests_twice, self.without_answer)
        return not any((*troubles, self.unanswered, self.waiting_jobs, self.waiting_orders))


class Crowd:
    def __init__(self, telegram: BotApiServer, household: Household, outcome: Outcome) -> None:
        self._telegram = telegram
        self._household = household
        self._outcome = outcome
        self._asked: set[int] = set()
        self._people: list[list[int]] = []
        self.groups: list[int] = []

    def found(self) -> None:
        people = self._telegram.people
        for number in range(GROUPS):
            owner = people.person(f"Owner {number}", language_code="en")
            others = [people.person(f"Member {number}-{each}") for each in range(3)]
            group = people.supergroup(f"Group {number}", [owner, *others], bot=None)
            people.adds_bot(owner, group, administrator=True)
            self.groups.append(group)
            self._people.append([owner, *others])

    async def talk(self) -> None:
        while True:
            for group, people in zip(self.groups, self._people, strict=True):
                person = random.choice(people)  # noqa: S311
                number = self._outcome.talk_said
                text = f"#{number} {TALK[number // GROUPS % len(TALK)]}".format(
                    day=number % 28 + 1
                )
                self._telegram.people.says(person, group, text)
                self._outcome.talk_said += 1
                await asyncio.sleep(SAID_EVERY)
            # As fast as a group of its own, through the account that reads it.
            self._household.talk(f"##{self._outcome.read_said} {TALK[0]}".format(day=1))
            self._outcome.read_said += 1

    async def ask(self) -> None:
        for number in range(10_000):
            person = self._telegram.people.person(f"Person {number}", language_code="en")
            self._telegram.people.says(person, person, "/privacy")
            self._asked.add(person)
            self._outcome.commands += 1
            if number % 40 == 20 and number // 40 < GROUPS:
                which = number // 40
                self._telegram.people.says(
                    self._people[which][0], self.groups[which], "/digest 4h"
                )
            await asyncio.sleep(PERSON_EVERY)

    def count(self) -> None:
        """What each chat was told, by the stand-in's journal."""
        told = Counter(
            (each.chat_id, _is_apology(each.text)) for each in self._telegram.journal.deliveries
        )
        self._outcome.reached = len({chat for chat, _ in told} & self._asked)
        for (chat, apology), times in told.items():
            if chat not in self._asked:
                continue
            if apology:
                self._outcome.apologies += 1
            else:
                self._outcome.answered += 1
                self._outcome.answered_twice += times - 1
        for group in self.groups:
            digests = self._telegram.shown(group).count(VERIFIED)
            self._outcome.digests += digests > 0
            self._outcome.digests_twice += max(0, digests - 1)


def _is_apology(text: str) -> bool:
    return any(word in text for word in INTERRUPTED)

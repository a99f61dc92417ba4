"""GO or NO-GO before a feature is let further: rows that are measured, rows that people answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from pipeline.rollout.models import Feature

LASTS: Final = timedelta(hours=1)
"""What was measured and answered longer ago may be otherwise by now."""


class Row(StrEnum):
    """What is measured, by nobody's word."""

    MIGRATIONS = "migrations"
    HEALTH = "health"
    """Every part of the process that is the bot, and every check, as ``/ready`` shows them."""
    ALERTS = "alerts"
    """Prometheus has the rules, evaluates them, and none of them fires."""
    GATES = "gates"
    READING = "reading"
    """Nobody paused it."""
    DEAD_LETTERS = "dead_letters"
    EXPORT = "export"
    ERASURE = "erasure"


class Question(StrEnum):
    """What only people can tell."""

    ON_CALL = "on_call"
    RELEASE_NOTES = "release_notes"
    ROLLBACK = "rollback"
    SUPPORT = "support"


class Mark(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Which is not yes."""


class Verdict(StrEnum):
    GO = "GO"
    NO_GO = "NO_GO"


@dataclass(frozen=True, slots=True)
class Check:
    """One row as it was measured."""

    row: Row
    mark: Mark
    why: str = ""
    """What it came to, as a word that wordings know."""
    count: int = 0
    names: tuple[str, ...] = ()
    """Revisions, parts or alerts: ours, and no text of a chat."""
    at: datetime | None = None
    """When what is asked for last happened."""


@dataclass(frozen=True, slots=True)
class Reply:
    question: Question
    yes: bool
    owner: str
    """``telegram:<person>``."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Checklist:
    id: int
    feature: Feature
    owner: str
    asked_at: datetime
    measured_at: datetime
    expires_at: datetime
    version: int
    """Counts its changes: who answers names the one that they saw."""
    checks: tuple[Check, ...]
    replies: tuple[Reply, ...] = ()
    """One a question at the most: the latest."""

    def reply(self, question: Question) -> Reply | None:
        return next((each for each in self.replies if each.question is question), None)

    def mark(self, question: Question) -> Mark:
        reply = self.reply(question)
        if reply is None:
            return Mark.UNKNOWN
        return Mark.YES if reply.yes else Mark.NO

    @property
    def missing(self) -> Iterator[Row | Question]:
        """Whatever is not yes."""
        yield from (check.row for check in self.checks if check.mark is not Mark.YES)
        yield from (each for each in Question if self.mark(each) is not Mark.YES)

    @property
    def verdict(self) -> Verdict:
        """GO needs a yes everywhere, and something that was measured."""
        lacking = next(self.missing, None)
        return Verdict.GO if self.checks and lacking is None else Verdict.NO_GO

    def takes(self, moment: datetime) -> bool:
        """Whether it may still be answered."""
        return moment < self.expires_at

    def answered(self, reply: Reply) -> "Checklist":
        others = tuple(each for each in self.replies if each.question is not reply.question)
        return replace(self, replies=(*others, reply), version=self.version + 1)

    def measured(self, checks: tuple[Check, ...], moment: datetime) -> "Checklist":
        return replace(self, checks=checks, measured_at=moment, version=self.version + 1)


class Checklists(Protocol):
    """Checklists are kept for good; after their hour nothing changes them."""

    async def begin(
        self, feature: Feature, owner: str, checks: tuple[Check, ...]
    ) -> Checklist: ...

    async def answer(
        self, number: int, version: int, question: Question, owner: str, *, yes: bool
    ) -> Checklist | None:
        """Take a person's answer; None if the checklist is over, gone or changed since."""
        ...

    async def measure(
        self, number: int, version: int, checks: tuple[Check, ...]
    ) -> Checklist | None:
        """Put what was measured anew in the place of what was; None as in ``answer``."""
        ...

    async def find(self, number: int) -> Checklist | None: ...

    async def last(self, feature: Feature) -> Checklist | None:
        """The one that was asked for last."""
        ...

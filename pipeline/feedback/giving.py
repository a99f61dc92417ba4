"""Saying what one thinks of a digest."""

from dataclasses import dataclass
from enum import Enum

from pipeline.digest.shown import ShownDigest
from pipeline.feedback.models import Feedback, Opinion
from pipeline.feedback.ports import FeedbackBook
from pipeline.groups.models import PersonId


class Received(Enum):
    NEW = "new"
    KNOWN = "known"
    """They had said just this before."""
    CHANGED = "changed"
    """The digest is another one than they saw: its line may be another one too."""


@dataclass(frozen=True, slots=True)
class GiveFeedback:
    book: FeedbackBook

    async def on_whole(self, shown: ShownDigest, person: PersonId, opinion: Opinion) -> Received:
        return await self._add(shown, Feedback(shown.stored.id, person, opinion))

    async def on_line(
        self, shown: ShownDigest, person: PersonId, statement: int, mark: str
    ) -> Received:
        """Call a line wrong, by its position in the digest that has this ``mark``."""
        digest = shown.stored.digest
        if mark != mark_of(shown) or statement not in range(len(digest.statements)):
            return Received.CHANGED
        seen = digest.decision.content_hash
        wrong = Feedback(shown.stored.id, person, Opinion.WRONG, statement, seen)
        try:
            return await self._add(shown, wrong)
        except LookupError:
            return Received.CHANGED  # since it was opened

    async def _add(self, shown: ShownDigest, feedback: Feedback) -> Received:
        new = await self.book.add(shown.tenant, feedback)
        return Received.NEW if new else Received.KNOWN


def mark_of(shown: ShownDigest) -> str:
    """By which the text that somebody saw is told from a corrected one: it fits a button."""
    return shown.stored.digest.decision.content_hash[:8]

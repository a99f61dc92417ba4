from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Problem(StrEnum):
    """What was wrong with one message, so that an import can say how much it had to forgive."""

    NOT_A_MESSAGE = "not_a_message"
    """An entry of ``messages`` that is no object. Rejected."""
    INVALID_ID = "invalid_id"
    """No id, or none that fits 64 bits. Rejected."""
    INVALID_DATE = "invalid_date"
    """No date, or none between 1970 and 2100. Rejected."""
    DUPLICATE_ID = "duplicate_id"
    """The id was used before. The later edit is kept, else the first message."""
    LOOSE_ID = "loose_id"
    """An id written as a string or with a decimal point; read as the number it means."""
    MISSING_DATE = "missing_date"
    """Telegram Desktop writes no date for what it cannot export; the preceding one is taken."""
    UNKNOWN_TYPE = "unknown_type"
    """A type that this version does not know. Kept as `MessageKind.UNKNOWN`."""
    NO_CONTENT = "no_content"
    """Neither text nor media: dice, stories, what the exporter leaves out. Kept as unknown."""
    UNREADABLE_TEXT = "unreadable_text"
    UNREADABLE_AUTHOR = "unreadable_author"
    UNREADABLE_REPLY = "unreadable_reply"
    UNREADABLE_EDIT = "unreadable_edit"
    UNREADABLE_MEDIA = "unreadable_media"
    UNREADABLE_REACTIONS = "unreadable_reactions"
    TEXT_CUT = "text_cut"
    """Longer than Telegram allows; the rest is dropped."""
    TEXT_CLEANED = "text_cleaned"
    """Control characters, escape sequences or reversing marks were taken out."""


REJECTING = frozenset({Problem.NOT_A_MESSAGE, Problem.INVALID_ID, Problem.INVALID_DATE})


@dataclass(slots=True)
class Problems:
    """How often each problem occurred in one reading."""

    counts: Counter[Problem] = field(default_factory=Counter)

    def add(self, problem: Problem) -> None:
        self.counts[problem] += 1

    @property
    def rejected(self) -> int:
        """Messages that were not handed over because of their problem."""
        return sum(self.counts[problem] for problem in REJECTING)

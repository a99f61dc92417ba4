"""What a run reads: the messages that count, and counts of all of them."""

from enum import StrEnum

from pipeline.digest.answers import Answer, Ids, Share


class Mode(StrEnum):
    """How much a window holds, by the limits of ``ContextSettings``."""

    MICRO = "micro"
    NORMAL = "normal"
    LARGE = "large"


class Duplicate(Answer):
    message_id: int
    of: int
    similarity: Share
    hard: bool
    """Hard duplicates leave the context; soft ones stay and weigh less."""


class Weighted(Answer):
    message_id: int
    weight: Share


class Attachment(Answer):
    message_id: int
    kind: str
    name: str | None


class Statistics(Answer):
    """Counts of the whole window, taken before anything is dropped."""

    messages: int
    """Those that are talk (``pipeline.ingest.talk``)."""
    participants: int
    """Authors of those."""
    service: int
    unknown: int
    bots_and_commands: int
    media: int
    reactions: int
    links: int
    expected: int | None
    """How many there should be, as ``WindowCounts.expected``; ``messages`` of them are there."""
    per_hour: tuple[int, ...]
    """Those of ``messages`` per hour from the window's start."""
    unheard: int = 0
    """As ``WindowCounts.unheard``."""


class PreparedContext(Answer):
    mode: Mode
    statistics: Statistics
    kept: tuple[Weighted, ...]
    duplicates: tuple[Duplicate, ...]
    history_matches: Ids
    masked: dict[str, int]
    """How many phones, cards, … were masked, by kind."""
    boundary: Share
    """Share of the texts that kept to their side of the prompt's boundary; all are repaired."""
    attachments: tuple[Attachment, ...]

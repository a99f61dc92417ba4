"""What a digest's page consists of. ``compose`` makes it, and every view draws it in its order.

All texts here are plain and legible (see ``legible``): a view escapes them for its format.
"""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.digest.findings import ThreadState
from pipeline.digest.statements import Section


class Shape(StrEnum):
    """How the entries of a block stand."""

    STORIES = "stories"
    """Each under its own title."""
    BULLETS = "bullets"
    ROW = "row"
    """One after the other."""
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Ref:
    """A message that a line rests on."""

    number: str
    """As people read it (``citing``)."""
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    refs: tuple[Ref, ...] = ()
    more: bool = False
    """There are more messages than these."""
    doubt: str | None = None
    """The words that say that it is confirmed in part only."""


@dataclass(frozen=True, slots=True)
class Entry:
    lines: tuple[Line, ...]
    title: str | None = None
    """A topic, or a person's name."""
    emoji: str | None = None
    status: str | None = None
    """What the emoji means, in a word."""


@dataclass(frozen=True, slots=True)
class Block:
    section: Section
    shape: Shape
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    since: str
    until: str
    messages: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A thread's place in the window; ``start`` and ``end`` are shares of the window's length."""

    title: str
    messages: str
    state: ThreadState
    state_word: str
    start: float
    end: float
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Page:
    """One window's digest, or the courteous words why there is none."""

    window_id: int
    title: str
    period: str
    zone: str
    counts: str
    notice: str | None
    hours: tuple[Hour, ...] = ()
    blocks: tuple[Block, ...] = ()
    threads: tuple[Stretch, ...] = ()
    footer: tuple[str, ...] = ()

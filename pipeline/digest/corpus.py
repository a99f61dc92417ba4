"""The messages of one window as the stages see them: redacted, linked, without noise's authority.

Built anew for each run from the archive, never stored: artifacts hold ids and chosen sentences.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from pipeline.ingest.models import AuthorId, Media, MessageKind, Reaction
from pipeline.ingest.talk import Aside
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems

Notes = TypeVar("Notes")


class Noise(StrEnum):
    """Why a message is not told."""

    SERVICE = "service"
    OWN = "own"
    """Alfred's: a digest never tells of digests."""
    COMMAND = "command"
    EMPTY = "empty"
    """No words of its own: a sticker, a picture without a caption."""
    BOT = "bot"
    SPAM = "spam"


_NO_TALK = frozenset(Noise(why.value) for why in Aside)


@dataclass(frozen=True)
class Line:
    """One message, redacted; ``author`` is a pseudonym token."""

    id: int
    at: datetime
    author: str
    text: str
    thread_id: int
    parent_id: int | None = None
    link_reason: str = "root"
    explicit_reply: bool = False
    """Its author chose ``parent_id``; otherwise the thread builder found it."""
    kind: MessageKind = MessageKind.TEXT
    media: Media | None = None
    reactions: tuple[Reaction, ...] = ()
    links: int = 0
    forwarded: bool = False
    via_bot: bool = False
    noise: Noise | None = None
    spoken: bool = False
    """Some of its text was said aloud, and understood by a machine."""
    digest: str = ""
    """Hash of the message as it was written: the same in every window, whoever else is in it."""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return sentences(self.text)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return stems(self.text)

    @property
    def reaction_count(self) -> int:
        return sum(reaction.count for reaction in self.reactions)


@dataclass(frozen=True)
class Corpus:
    """All messages of a window, in order of time and id, and a little of what came before."""

    start: datetime
    end: datetime
    lines: tuple[Line, ...]
    history: tuple[Line, ...]
    people: Mapping[str, str]
    """Pseudonym token to the name that a reader sees; for rendering only."""
    masked: Mapping[str, int]
    boundary: float
    expected: int | None
    """As ``WindowCounts.expected``."""
    authors: Mapping[str, AuthorId] = field(default_factory=dict)
    """Pseudonym token of each author to who that is."""
    unheard: int = 0
    """As ``WindowCounts.unheard``."""
    _notes: dict[Callable[[], object], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def notes(self, kind: Callable[[], Notes]) -> Notes:
        """The notes of a kind that stages keep of these lines for each other, empty at first.

        Stages may ask at the same time, in threads.
        """
        found = self._notes.get(kind)
        return cast("Notes", self._notes.setdefault(kind, kind()) if found is None else found)

    @cached_property
    def by_id(self) -> Mapping[int, Line]:
        return {line.id: line for line in self.lines}

    def author_of(self, message_id: int) -> str | None:
        line = self.by_id.get(message_id)
        return line.author if line else None

    @cached_property
    def said(self) -> tuple[Line, ...]:
        """The lines that figures count: what people and other bots wrote, noise of theirs too."""
        return tuple(line for line in self.lines if line.noise not in _NO_TALK)

    @cached_property
    def talk(self) -> tuple[Line, ...]:
        """The lines that can be told: everything but noise."""
        return tuple(line for line in self.lines if line.noise is None)

    @cached_property
    def children(self) -> Mapping[int, tuple[Line, ...]]:
        """Direct answers to each message, in order."""
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            if line.parent_id is not None:
                found.setdefault(line.parent_id, []).append(line)
        return {parent: tuple(lines) for parent, lines in found.items()}

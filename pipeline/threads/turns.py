"""What a message says about its place in the talk, read from itself alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.language.stems import content_stem, stem
from pipeline.language.stopwords import is_stop
from pipeline.language.words import normal, words
from pipeline.threads.cues import (
    ANSWERS,
    GREETINGS,
    JOINTS,
    MENTION,
    OPENINGS,
    QUESTIONS,
    REFERENCES,
    THANKS,
    VOCATIVE,
    VOTE,
)
from pipeline.threads.models import Link, ThreadId, Utterance

LONGEST_TEXT = 1_000
"""Characters that are read: whom a message answers shows at its start."""

LONGEST_NAME = 64
MOST_MENTIONS = 10


@dataclass(slots=True, eq=False)
class Turn:
    """A message as the thread builder sees it; compared by identity."""

    id: MessageId
    author: AuthorId
    topic: MessageId | None
    sent: float
    """Epoch seconds."""
    service: bool
    reply_to: MessageId | None
    reply_thread: ThreadId | None
    names: frozenset[str]
    """Stems of the words of its author's name."""
    calls: frozenset[str]
    """Stems of the names that it mentions or begins with; they may be no names at all."""
    stems: frozenset[str]
    """Of its content words; numbers of one or two digits are shared by chance."""
    said: frozenset[str]
    """... without the names that it calls and without numbers."""
    first: str
    """Stem of its first word, which may be a name; empty if it calls somebody at its start."""
    length: int
    """Words."""
    asks: bool
    """It holds a question mark."""
    question: bool
    """... or begins like a question."""
    greeting: bool
    thanks: bool
    answer: bool
    opening: bool
    joint: bool
    refers: bool
    vote: bool
    link: Link = field(init=False, repr=False)
    """Set when the turn is remembered, as is its position."""
    position: int = field(init=False, repr=False)
    """Place in the talk; only differences mean anything."""
    answers: int = field(init=False, default=0)
    """Remembered messages by other people whose parent it is."""
    continued: bool = field(init=False, default=False)
    """Its author went on with it in a remembered message."""
    answerers: set[AuthorId] = field(init=False, default_factory=set)
    """Who answered it."""
    votes: int = field(init=False, default=0)
    """How many of the answers are votes."""


def read(utterance: Utterance) -> Turn:
    text = utterance.text[:LONGEST_TEXT]
    found = words(text)
    name = _vocative(text)
    mentioned = utterance.mentions or _after_at_signs(text)
    calls = _stems_of_names((*mentioned[:MOST_MENTIONS], *((name,) if name else ())))
    stems = _content(found)
    first = next((word for word in found if stem(word) not in calls), "")
    vote = VOTE.fullmatch(text) is not None
    return Turn(
        id=utterance.id,
        author=utterance.author_id,
        topic=utterance.topic_id,
        sent=utterance.sent_at.timestamp(),
        service=utterance.service,
        reply_to=utterance.reply_to,
        reply_thread=utterance.reply_thread,
        names=name_stems(utterance.author_name[:LONGEST_NAME]),
        calls=calls,
        stems=stems,
        said=frozenset(each for each in stems - calls if not each.isdigit()),
        first=stem(first) if found[:1] == [first] else "",
        length=len(found),
        asks="?" in text,
        question="?" in text or first in QUESTIONS,
        greeting=not GREETINGS.isdisjoint(found[:3]),
        thanks=not THANKS.isdisjoint(found[:6]),
        answer=vote or first in ANSWERS,
        opening=not OPENINGS.isdisjoint(found[:5]),
        joint=first in JOINTS,
        refers=first in REFERENCES,
        vote=vote,
    )


def _after_at_signs(text: str) -> list[str]:
    return [full or word for full, word in MENTION.findall(text)]


def _vocative(text: str) -> str:
    """The word that a message begins with if it may be the name of whom it answers."""
    found = VOCATIVE.match(text)
    if found is None or (found[2] == "," and is_stop(normal(found[1]))):
        return ""
    return found[1]


def _content(found: Iterable[str]) -> frozenset[str]:
    return frozenset(
        content
        for word in found
        if (content := content_stem(word)) and (len(word) > 2 or not word.isdigit())
    )


def _stems_of_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(name_stems(name[:LONGEST_NAME]) for name in names))


@lru_cache(maxsize=16_384)
def name_stems(name: str) -> frozenset[str]:
    """Stems of the words of a name, so that «Косте» finds «Костя»."""
    return frozenset(stem(word) for word in words(name.removeprefix("@")) if len(word) > 1)

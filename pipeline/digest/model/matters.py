"""What a call that writes is asked for, and what comes of it."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Topic
from pipeline.digest.model.apportioning import Group
from pipeline.digest.model.selection import ByMessage, Pick, telling
from pipeline.digest.prompts.synthesis import Rejected
from pipeline.digest.statements import Statement

ROWS = 5
"""Messages of a story at the most."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A topic, or a conversation that is none, whose story is asked for."""

    number: int
    title: str
    status: str
    picks: Sequence[Pick]


@dataclass(frozen=True, slots=True)
class Part:
    """What one call is asked for; an empty section is not."""

    matters: Sequence[Matter] = ()
    agreements: Sequence[Pick] = ()
    questions: Sequence[Pick] = ()
    rejected: Sequence[Rejected] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Statements that name a message which the call was shown; the evidence has yet to judge."""

    stories: dict[int, Statement] = field(default_factory=dict)
    """By the matter's number; the statement's ``topic`` is the caller's to set."""
    decisions: tuple[Statement, ...] = ()
    questions: tuple[Statement, ...] = ()


def cited_by(topic: Topic) -> AbstractSet[int]:
    """The messages that a topic's story and its actions rest on."""
    return {*topic.message_ids, *(i for action in topic.actions for i in action.message_ids)}


def group_of(topic: Topic, lines: Iterable[Line], by_message: ByMessage) -> Group:
    """A topic's messages, those that it cites in front of others of its talk."""
    ids = cited_by(topic)
    cited: list[Line] = []
    others: list[Line] = []
    for line in lines:
        (cited if line.id in ids else others).append(line)
    first = telling(cited, by_message, ROWS)
    return Group(topic.weight, [*first, *telling(others, by_message, ROWS - len(first))])

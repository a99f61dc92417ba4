"""Which module answers which prompt."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from tests.servers.answers.butler import reply
from tests.servers.answers.condenser import condense
from tests.servers.answers.conversation import hear
from tests.servers.answers.marks import mark
from tests.servers.answers.moods import feel
from tests.servers.answers.people import cast
from tests.servers.answers.reading import Asked, read
from tests.servers.answers.topics import find_topics
from tests.servers.answers.verdicts import judge
from tests.servers.answers.writing import write
from tests.servers.gigachat.journal import Message

NOTHING = "{}"

_ANSWERS: Mapping[str, Callable[[Asked], BaseModel]] = MappingProxyType(
    {
        "segmenter": mark,
        "emotion": feel,
        "roles": cast,
        "topic": find_topics,
        "synthesis": write,
        "evaluation": judge,
        "condense": condense,
    }
)


def answer(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """Compact JSON without empty fields; ``{}`` to what is no prompt of ours.

    To a repair it says again what it said, whatever wrong answer it is told to have given. In
    conversation it answers as Alfred, in plain words.
    """
    heard = hear(messages)
    if heard is not None:
        return reply(heard)
    asked = read(messages)
    found = _ANSWERS.get(asked.prompt) if asked else None
    return told(found(asked)) if asked and found else NOTHING


def told(value: BaseModel) -> str:
    """An answer as a terse model writes it."""
    return value.model_dump_json(exclude_defaults=True)

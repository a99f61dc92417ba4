"""What the model says: the hook for answers, their length in tokens, and the cache of prefixes."""

import importlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.servers.gigachat import tokens
from tests.servers.gigachat.journal import Message
from tests.servers.gigachat.wire import Usage

Answerer = Callable[[Sequence[Message], Mapping[str, Any]], str]
"""From the conversation and the whole body of the request to the answer's text.

It runs in a thread of its own, one call at a time.
"""

RULES = "tests.servers.answers:answer"
"""Where the answers of the rules engine come from."""


def echo(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """The last turn; as JSON where the request asks for JSON."""
    said = messages[-1].content
    return json.dumps({"echo": said}, ensure_ascii=False) if "response_format" in request else said


def load(path: str) -> Answerer:
    """The answerer at ``package.module:name``.

    Raises:
        ValueError: There is none.
    """
    module, _, name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ValueError(
            f"no answerer at {path} ({error}) — name one as package.module:name"
        ) from error
    answerer: Answerer = found
    return answerer


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is sent."""

    pieces: Sequence[str]
    finish: str
    usage: Usage

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def limited(text: str, limit: int | None, finish: str) -> tuple[list[str], str]:
    """The tokens of an answer, cut at the limit, and its finish reason."""
    found = tokens.pieces(text)
    if limit is not None and len(found) > limit:
        return found[:limit], "length"
    return found, finish


def weight(messages: Sequence[Message]) -> int:
    """Tokens of a prompt."""
    return sum(tokens.count(message.content) + tokens.TURN for message in messages)


@dataclass(slots=True)
class Prefixes:
    """System turns that the model has read lately, by session."""

    _used: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def cached(
        self, model: str, session: str | None, messages: Sequence[Message], seconds: float
    ) -> int:
        """Tokens of the prompt that need not be read again; from now on the prefix is known."""
        if session is None or messages[0].role != "system":
            return 0
        key = (model, session, messages[0].content)
        now = time.monotonic()
        last = self._used.get(key)
        self._used[key] = now
        return weight(messages[:1]) if last is not None and now - last <= seconds else 0

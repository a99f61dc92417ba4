"""One call of a provider's chat API and its completion, in words that every adapter knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from pipeline.llm.models import Turn, Usage

LONGEST_TEXT = 1_000_000
"""Characters that an adapter reads of an answer: many times what any prompt allows one."""


Heard: TypeAlias = Callable[[str], None]
"""Told all of an answer's text so far, each time that more has come. It grows, or begins anew with
another attempt; the answer that is returned may differ from what was heard last."""


class Finish(StrEnum):
    """Why a completion ended."""

    STOP = "stop"
    LENGTH = "length"
    """``max_tokens`` was reached: the text is cut off."""
    REFUSED = "refused"
    """The provider's filter kept the answer back; the text is an excuse."""


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """The JSON Schema that an answer has to fit, for APIs that can enforce it."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatCall:
    model: str
    turns: tuple[Turn, ...]
    temperature: float
    max_tokens: int
    schema: AnswerSchema | None = None
    session: str | None = None
    """Calls of one session begin alike, so that the provider can keep their prefix: those of a
    tenant with one prompt, whatever the run (no id of a person or a chat)."""


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    finish: Finish
    model: str
    """As the API names it, with its revision."""
    usage: Usage

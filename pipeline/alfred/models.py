"""Who Alfred talks to, and what he remembers of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from pipeline.digest.request import Language
from pipeline.groups.models import PersonId

ChatScope = NewType("ChatScope", str)
"""Where something was said, which bounds where it may be told again: ``private``, or the Bot API's
id of a group's chat."""
PRIVATE: Final = ChatScope("private")
EventId = NewType("EventId", str)
"""Made from what was said (the ledger's entry and the role), so that a second try is known."""
FactId = NewType("FactId", str)
GROUNDED: Final = "grounded"
"""Tag of a reply that quotes groups: what it says is theirs and is not learned of the person."""


def replied_to(event: EventId) -> EventId:
    """The reply to what somebody said, by the id of that."""
    return EventId(f"{event.removesuffix(Role.USER.value)}{Role.ASSISTANT.value}")


def scope_of(chat: int) -> ChatScope:
    """The scope of a chat by its marked id: groups have negative ones."""
    return PRIVATE if chat > 0 else ChatScope(str(chat))


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class Source(StrEnum):
    TEXT = "text"
    VOICE = "voice"
    WEB = "web"


class Tone(StrEnum):
    WITTY = "witty"
    FORMAL = "formal"
    CASUAL = "casual"


@dataclass(frozen=True, slots=True)
class MemoryEvent:
    """One thing that was said, by the person or to them, with secrets masked."""

    id: EventId
    person: PersonId
    role: Role
    content: str
    source: Source
    scope: ChatScope
    created_at: datetime
    seq: int
    """Orders what was said at the same moment."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a fact is believed."""

    event: EventId
    quotation: str
    """The person's own words, short; the event itself may be gone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something lasting that a person said of themselves."""

    id: FactId
    person: PersonId
    text: str
    scope: ChatScope
    evidence: tuple[Evidence, ...]
    confidence: float
    """0 to 1."""
    created_at: datetime
    superseded_by: FactId | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    person: PersonId
    language: Language
    tone: Tone
    created_at: datetime
    updated_at: datetime
    preferred_topics: tuple[str, ...] = ()
    """Seven at the most."""
    memory_summary: str = ""
    """What was said in private, condensed; empty before the first condensing."""
    group_summaries: Mapping[ChatScope, str] = field(default_factory=dict)
    """The same for each group; told nowhere but there and in private."""

    def summary(self, scope: ChatScope) -> str:
        return self.memory_summary if scope == PRIVATE else self.group_summaries.get(scope, "")

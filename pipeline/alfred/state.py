from typing import TypedDict

from pipeline.alfred.archive import Passage
from pipeline.alfred.models import Fact, MemoryEvent, Profile
from pipeline.alfred.talk import Reply, Said
from pipeline.llm.models import FreeText, Prompt


class ButlerState(TypedDict, total=False):
    """A key is never named like a stage: LangGraph keeps one namespace for both."""

    said: Said
    """With secrets masked: nothing behind this point sees them."""
    profile: Profile
    newcomer: bool
    recent: tuple[MemoryEvent, ...]
    earlier: tuple[MemoryEvent, ...]
    """Pending ones that have to do with the message."""
    facts: tuple[Fact, ...]
    about_groups: bool
    passages: tuple[Passage, ...]
    prompt: Prompt[FreeText] | None
    answer: Reply

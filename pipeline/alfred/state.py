from typing import TypedDict

from pipeline.alfred.archive import Passage
from pipeline.alfred.grounding import Grounding
from pipeline.alfred.models import Fact, MemoryEvent, Profile
from pipeline.alfred.prompts.handles import Handles
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
    grounding: Grounding
    in_groups: bool
    """The person shares a group with Alfred; False where nobody looked."""
    passages: tuple[Passage, ...]
    question: str
    """By which they were found: with what the message leaves to an earlier one."""
    prompt: Prompt[FreeText] | None
    handles: Handles
    """By which the prompt calls people; there if it is."""
    answer: Reply

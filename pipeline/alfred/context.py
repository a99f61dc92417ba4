"""What a turn of the conversation is given: the ports of the world."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pipeline.alfred.archive import ArchiveSearch
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.ports import Facts, Memory, Profiles
from pipeline.alfred.settings import ButlerSettings
from pipeline.alfred.talk import ReplyChannel
from pipeline.digest.ports import Wording
from pipeline.digest.prompts.quoting import Fence
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.llm.ports import LanguageModel

CountTokens = Callable[[Sequence[str]], Awaitable[Sequence[int]]]
GroupsOf = Callable[[PersonId], Awaitable[Sequence[ConnectedGroup]]]
"""The groups whose talk a person may read at this moment, as Telegram says."""


@dataclass(frozen=True, slots=True)
class ButlerContext:
    profiles: Profiles
    memory: Memory
    facts: Facts
    archive: ArchiveSearch
    groups_of: GroupsOf
    channel: ReplyChannel
    wording: Wording
    count: CountTokens
    metrics: ButlerMetrics
    settings: ButlerSettings
    fence: Fence
    model: LanguageModel | None = None
    """None where rules answer."""
    memory_outages: tuple[type[Exception], ...] = ()
    """What the memory's stores raise when they are away: then Alfred answers without them."""

"""What a turn of the conversation is given: the ports of the world."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pipeline.alfred.archive import ArchiveSearch
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.models import MemoryEvent
from pipeline.alfred.ports import Facts, Memory, Profiles
from pipeline.alfred.settings import ButlerSettings
from pipeline.alfred.talk import ReplyChannel
from pipeline.digest.ports import Wording
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.shown import ShownDigest
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.llm.ports import LanguageModel

CountTokens = Callable[[Sequence[str]], Awaitable[Sequence[int]]]
GroupsOf = Callable[[PersonId, int | None], Awaitable[Sequence[ConnectedGroup]]]
"""The groups whose talk a person may read at this moment, as Telegram says: those that are one
chat, or all of them."""
LastDigests = Callable[[Sequence[ConnectedGroup], int], Awaitable[Sequence[ShownDigest]]]
"""The latest digests of groups that went out to their readers, one of each group and so many at
the most, the latest first."""
Keep = Callable[[MemoryEvent], Awaitable[None]]
"""Adds to a memory what was said in this turn, if that can be done and is still wanted."""


@dataclass(frozen=True, slots=True)
class ButlerContext:
    profiles: Profiles
    memory: Memory
    keep: Keep
    facts: Facts
    archive: ArchiveSearch
    groups_of: GroupsOf
    last_digests: LastDigests
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

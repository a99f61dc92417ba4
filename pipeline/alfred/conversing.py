"""From what somebody said to the reply, and on to what is remembered of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from langgraph.graph.state import CompiledStateGraph

from pipeline.alfred.archive import ArchiveSearch
from pipeline.alfred.context import ButlerContext, CountTokens, GroupsOf, Keep, LastDigests
from pipeline.alfred.forgettings import Forgettings
from pipeline.alfred.graph import build_butler_graph
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.models import ChatScope, MemoryEvent
from pipeline.alfred.ports import Facts, Memory, Profiles
from pipeline.alfred.settings import ButlerSettings
from pipeline.alfred.stages.remember import remember_words
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Reply, ReplyChannel, Said
from pipeline.alfred.words_first import WordsFirst
from pipeline.digest.ports import Wording
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.llm.ports import LanguageModel
from pipeline.privacy.masks import mask


class Condensing(Protocol):
    def due(self, person: PersonId, scope: ChatScope) -> None:
        """Something was added to a memory: condense it if it has grown, not now."""
        ...


@dataclass(frozen=True, slots=True)
class Conversing:
    """The one way into the conversation, whatever the transport."""

    profiles: Profiles
    memory: Memory
    facts: Facts
    archive: ArchiveSearch
    groups_of: GroupsOf
    last_digests: LastDigests
    wordings: Callable[[Language], Wording]
    count: CountTokens
    metrics: ButlerMetrics
    settings: ButlerSettings
    condensing: Condensing
    model: LanguageModel | None = None
    memory_outages: tuple[type[Exception], ...] = ()
    forgettings: Forgettings = field(default_factory=Forgettings)
    """Shared with the rights, by which people have something forgotten."""
    graph: "CompiledStateGraph[ButlerState, ButlerContext, Any, Any]" = field(
        default_factory=lambda: build_butler_graph().compile()
    )

    async def answer(self, said: Said, channel: ReplyChannel) -> Reply:
        """Reply through the channel; return what was sent.

        Raises:
            AlfredError: The channel could not send it. Only what was said is remembered then; a
                second try of the same entry sends the same reply.
        """
        masked = replace(said, text=mask(said.text).text)
        keep = self._keeping(said.person)

        async def remember() -> None:
            await remember_words(masked, keep)

        words_first = WordsFirst(channel, remember)
        state = await self.graph.ainvoke(
            {"said": masked}, context=self._context(said.language, words_first, keep)
        )
        self.condensing.due(said.person, said.scope)
        reply: Reply = state["answer"]
        return reply

    def _keeping(self, person: PersonId) -> Keep:
        """Keeps what is said from now on, until the person has something forgotten."""
        times = self.forgettings.times(person)

        async def keep(event: MemoryEvent) -> None:
            with self.forgettings.adding(person, times) as wanted, suppress(*self.memory_outages):
                if wanted:
                    self.metrics.remembered(event.role, await self.memory.add([event]))

        return keep

    def _context(self, language: Language, channel: ReplyChannel, keep: Keep) -> ButlerContext:
        return ButlerContext(
            profiles=self.profiles,
            memory=self.memory,
            keep=keep,
            facts=self.facts,
            archive=self.archive,
            groups_of=self.groups_of,
            last_digests=self.last_digests,
            channel=channel,
            wording=self.wordings(language),
            count=self.count,
            metrics=self.metrics,
            settings=self.settings,
            fence=Fence(),
            model=self.model,
            memory_outages=self.memory_outages,
        )

"""The conversation as it is put together; without it the bot knows commands only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.talk.stops import Stops
from bot.translator import Translators
from handlers.commands.hearing import Ears
from handlers.commands.provided import ProvidedForTalk
from handlers.commands.talking import TalkDesk
from handlers.service.kitchen import Kitchen
from pipeline.alfred.archive import ArchiveSearch
from pipeline.alfred.condensing.models import Condenser
from pipeline.alfred.condensing.once import CondenseOnce
from pipeline.alfred.condensing.part import CondensingPart
from pipeline.alfred.context import CountTokens
from pipeline.alfred.conversing import Conversing
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.ports import Facts, Memory, PersonLocks, Profiles
from pipeline.alfred.rights import Rights
from pipeline.alfred.settings import ButlerSettings
from pipeline.digest.model.engine import ModelEngine
from pipeline.groups.access import Access
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId
from pipeline.llm.tokens import estimate
from pipeline.speech.transcribing import Transcriber


@dataclass(frozen=True, slots=True)
class MemoryStores:
    profiles: Profiles
    memory: Memory
    facts: Facts
    locks: PersonLocks
    outages: tuple[type[Exception], ...]
    """What they raise when they are away."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the process has one of, however often the bot is opened in it."""

    stores: MemoryStores
    archive: ArchiveSearch
    engine: ModelEngine | None
    condenser: Condenser
    transcriber: Transcriber | None
    longest_recording: float
    settings: ButlerSettings
    metrics: ButlerMetrics

    def open(
        self, kitchen: Kitchen, access: Access, translators: Translators
    ) -> "OpenConversation":
        people, stores = kitchen.ports.people, self.stores

        async def tenant_of(person: PersonId) -> TenantId | None:
            return None if self.engine is None else await people.tenant_of(person)

        condensing = CondensingPart(
            CondenseOnce(
                stores.profiles,
                stores.memory,
                stores.facts,
                stores.locks,
                self.condenser,
                tenant_of,
                self.metrics,
                kitchen.now,
            ),
            stores.memory,
        )
        conversing = Conversing(
            profiles=stores.profiles,
            memory=stores.memory,
            facts=stores.facts,
            archive=self.archive,
            groups_of=access.readable,
            wordings=translators.into,
            count=self._count(),
            metrics=self.metrics,
            settings=self.settings,
            condensing=condensing,
            model=None if self.engine is None else self.engine.model,
            memory_outages=stores.outages,
        )
        provided = ProvidedForTalk(
            talk_desk=TalkDesk(conversing, Stops(), people, translators),
            ears=Ears(self.transcriber, self.longest_recording),
            rights=Rights(stores.profiles, stores.memory, stores.facts, kitchen.now),
        )
        return OpenConversation(provided, condensing)

    def _count(self) -> CountTokens:
        """By the tokenizer of the model that is asked first; else as its letters cost."""
        engine = self.engine
        if engine is None:
            return _estimates
        name = engine.model.names[self.settings.butler_tier]

        async def count(texts: Sequence[str]) -> Sequence[int]:
            return await engine.counter.count(name, texts)

        return count


class OpenConversation(NamedTuple):
    provided: ProvidedForTalk
    condensing: CondensingPart


async def _estimates(texts: Sequence[str]) -> Sequence[int]:
    return [estimate(text) for text in texts]

"""The conversation as it is put together; without it the bot knows commands only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from pipeline.alfred.conversing import Conversing
from pipeline.alfred.following import ProfilesFollow
from pipeline.alfred.forgettings import Forgettings
from pipeline.alfred.held import HeldMemory
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.moving import MoveScope, Scopes
from pipeline.alfred.ports import Facts, Memory, PersonLocks, Profiles
from pipeline.alfred.rights import Rights
from pipeline.alfred.settings import ButlerSettings
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.shown import DigestsForReaders
from pipeline.groups.access import Access
from pipeline.groups.models import PersonId
from pipeline.health.parts import Part
from pipeline.ingest.models import TenantId
from pipeline.llm.tokens import estimate
from pipeline.schedules.preferences import Preferences
from pipeline.speech.transcribing import Transcriber


@dataclass(frozen=True, slots=True)
class MemoryStores:
    profiles: Profiles
    memory: Memory
    facts: Facts
    locks: PersonLocks
    scopes: Scopes
    outages: tuple[type[Exception], ...]
    """What they raise when they are away."""
    parts: tuple[Part, ...] = ()
    """What keeps them running, or tells that they do not."""


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
        ports, stores = kitchen.ports, self.stores
        people = ports.people
        readers = DigestsForReaders(ports.digests, ports.windows, ports.group_book, access)

        async def tenant_of(person: PersonId) -> TenantId | None:
            return None if self.engine is None else await people.tenant_of(person)

        memory = HeldMemory(stores.memory, stores.outages)
        forgettings = Forgettings()
        condensing = CondensingPart(
            CondenseOnce(
                stores.profiles,
                memory,
                stores.facts,
                stores.locks,
                self.condenser,
                tenant_of,
                self.metrics,
                kitchen.now,
            ),
            memory,
        )
        conversing = Conversing(
            profiles=stores.profiles,
            memory=memory,
            facts=stores.facts,
            archive=self.archive,
            groups_of=access.readable,
            last_digests=readers.last_shown,
            wordings=translators.into,
            count=_estimates,
            metrics=self.metrics,
            settings=self.settings,
            condensing=condensing,
            model=None if self.engine is None else self.engine.model,
            memory_outages=stores.outages,
            forgettings=forgettings,
        )
        provided = ProvidedForTalk(
            talk_desk=TalkDesk(conversing, Stops(), people, translators, kitchen.rollout),
            ears=Ears(self.transcriber, self.longest_recording),
            rights=Rights(
                stores.profiles,
                memory,
                stores.facts,
                stores.locks,
                kitchen.now,
                forgettings=forgettings,
            ),
            exercises=kitchen.ports.exercises,
        )
        return OpenConversation(
            provided, (condensing, memory), MoveScope(stores.scopes, stores.locks)
        )

    def follow(self, now: Callable[[], datetime]) -> ProfilesFollow:
        return ProfilesFollow(self.stores.profiles, self.stores.outages, now)


def preferences(kitchen: Kitchen, conversation: Conversation | None) -> Preferences:
    """What people choose, known at once to all that keep a copy of it."""
    ports, now = kitchen.ports, kitchen.now
    follow = None if conversation is None else conversation.follow(now)
    return Preferences(ports.people, ports.group_book, ports.subscriptions, now, follow)


class OpenConversation(NamedTuple):
    provided: ProvidedForTalk
    companions: tuple[Part, ...]
    """What goes on in the background while the process is the bot."""
    move: MoveScope


async def _estimates(texts: Sequence[str]) -> Sequence[int]:
    """As letters cost: a provider that counts would be asked four times before each reply."""
    return [estimate(text) for text in texts]

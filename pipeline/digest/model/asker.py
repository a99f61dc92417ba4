"""How a stage asks the model: for one tenant and run, with the stage's tier and temperature."""

import asyncio
from dataclasses import dataclass, field

from pipeline.digest.answers import Stage
from pipeline.digest.model.settings import ModelSettings
from pipeline.digest.prompts.quoting import Fence
from pipeline.ingest.models import TenantId
from pipeline.llm.models import A, Asking, Language, Prompt, Usage
from pipeline.llm.ports import LanguageModel


@dataclass
class Tally:
    """What a stage's calls have cost so far, and which models answered."""

    calls: int = 0
    repairs: int = 0
    usage: Usage = field(default_factory=Usage)
    models: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    """Why parts of the answer are the rules': reasons of the calls that failed."""

    stepped_down: list[str] = field(default_factory=list)
    """Why models of a lower tier answered: reasons of those that should have."""

    def add(self, other: "Tally") -> None:
        self.calls += other.calls
        self.repairs += other.repairs
        self.usage += other.usage
        self.models |= other.models
        self.failures += other.failures
        self.stepped_down += other.stepped_down


@dataclass(frozen=True, slots=True)
class Asker:
    model: LanguageModel
    tenant: TenantId
    run_id: str
    stage: Stage
    language: Language
    """Of the digest: what a model writes is written in it."""
    settings: ModelSettings
    integrity: float
    """Share of the quoted rows that have to keep to their side of the prompt's boundary."""
    deadline: float | None = None
    fence: Fence = field(default_factory=Fence)
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who renders a long prompt in a thread: several at once would only hinder each other
    and the event loop."""
    tally: Tally = field(default_factory=Tally)

    async def ask(self, prompt: Prompt[A]) -> A:
        """A valid answer; what it cost is added to the tally.

        Raises:
            ModelError: There is none.
        """
        asking = Asking(
            tenant=self.tenant,
            purpose=self.stage,
            run_id=self.run_id,
            tier=self.settings.tier(self.stage),
            temperature=self.settings.temperature(self.stage),
            deadline=self.deadline,
        )
        answered = await self.model.answer(prompt, asking)
        self.tally.calls += answered.calls
        self.tally.repairs += answered.repairs
        self.tally.usage += answered.usage
        self.tally.models.add(answered.model)
        if answered.stepped_down is not None:
            self.tally.stepped_down.append(answered.stepped_down)
        return answered.value

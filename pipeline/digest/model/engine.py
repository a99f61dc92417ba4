"""Everything that the model engine of a digest works with; without one, rules do it all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.digest.answers import Stage
from pipeline.digest.model.settings import ModelSettings
from pipeline.digest.ports import SegmentCache
from pipeline.digest.prompts.versions import VERSIONS
from pipeline.llm.embedding import MeteredEmbedder
from pipeline.llm.ledger import UsageLedger
from pipeline.llm.ports import LanguageModel, TokenCounter


@dataclass(frozen=True, slots=True)
class ModelEngine:
    model: LanguageModel
    counter: TokenCounter
    segments: SegmentCache
    usage: UsageLedger
    settings: ModelSettings
    embedder: MeteredEmbedder | None = None
    """No digest asks it: the archive's search does."""
    resting: Callable[[], Sequence[str]] = tuple
    """The models that failed too often and are left alone for a while."""

    def route(self, stage: Stage) -> tuple[str, ...]:
        """The models that may answer a stage, the one that is asked first to begin with."""
        tiers = self.settings.tier(stage).descent
        return tuple(dict.fromkeys(self.model.names[tier] for tier in tiers))

    @property
    def names(self) -> tuple[str, ...]:
        """Each model once."""
        return tuple(dict.fromkeys(self.model.names.values()))

    @property
    def identity(self) -> str:
        """What a digest depends on here: another model or prompt makes another digest."""
        routes = (f"{stage}-{version}:{self.route(stage)}" for stage, version in VERSIONS.items())
        return "\n".join((*routes, self.settings.model_dump_json()))

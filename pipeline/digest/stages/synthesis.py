from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.correction import mend
from pipeline.digest.model.synthesis import compose as ask_composition
from pipeline.digest.recall import MIXED, RULES_ENGINE, Recalled
from pipeline.digest.rules.statements.changes import compare
from pipeline.digest.rules.statements.correction import correct, firmly
from pipeline.digest.rules.statements.evaluation import important
from pipeline.digest.rules.statements.synthesis import Material, compose
from pipeline.digest.rules.topics.strands import Strand, strands
from pipeline.digest.state import DigestState
from pipeline.digest.statements import Synthesis

_READS = (
    Stage.INGEST_VALIDATOR,
    Stage.THREAD_BUILDER,
    Stage.SEGMENTER,
    Stage.EMOTION,
    Stage.ROLES,
    Stage.TOPIC,
)


async def synthesis(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Write the digest as statements; a second time, mend what the evaluation found wanting.

    Without a model's judgement there is nothing that a model could mend by: rules do it, and quote
    what they cannot vouch for.
    """
    context = runtime.context
    corpus = await context.corpus.get()
    attempt = state.get("attempt", 0) + 1
    hashes = state["hashes"]
    basis = [hashes[stage] for stage in _READS]
    if attempt > 1:
        basis.append(hashes[Stage.EVALUATION])
    if context.previous is not None:
        basis.append(context.previous.digest.decision.content_hash)
    draft = _Draft(state, context, corpus)
    recalled = await answer_stage(
        context,
        Stage.SYNTHESIS,
        Synthesis,
        basis,
        draft.write if attempt == 1 else draft.mend,
        ask=draft.ask(attempt),
        attempt=attempt,
    )
    return {"attempt": attempt, **_credited(recalled, draft.author).update("draft")}


def _credited(recalled: Recalled[Synthesis], author: str) -> Recalled[Synthesis]:
    """A model's draft that rules mended is still the model's."""
    if recalled.writer != RULES_ENGINE or author == RULES_ENGINE:
        return recalled
    return replace(recalled, writer=author.removesuffix(MIXED) + MIXED)


class _Draft:
    """The two ways to write, and the two ways to mend."""

    def __init__(self, state: DigestState, context: DigestContext, corpus: Corpus) -> None:
        self._state = state
        self.author = state.get("writers", {}).get(Stage.SYNTHESIS, RULES_ENGINE)
        """Who wrote what there is so far."""
        self._corpus = corpus
        self._previous = context.previous.digest if context.previous else None
        self._wording = context.wording
        self._threshold = context.digest_settings.quality_threshold

    def write(self) -> Synthesis:
        return compose(self._material(), self._corpus, self._wording)

    def ask(self, attempt: int) -> Ask[Synthesis] | None:
        if attempt == 1:
            return Ask(self.ask_writing)
        return Ask(self.ask_mending) if self._state["judgement"].judge == "model" else None

    def mend(self) -> Synthesis:
        judgement = self._state["judgement"]
        if self.author != RULES_ENGINE:
            judgement = firmly(judgement, self._corpus, self._wording)
        return correct(judgement, self._needed(), self._wording, self._threshold)

    async def ask_writing(self, asker: Asker) -> Synthesis:
        return await ask_composition(asker, self._material(), self._corpus, self._wording)

    async def ask_mending(self, asker: Asker) -> Synthesis:
        return await mend(
            asker,
            self._material(),
            self._state["judgement"],
            self._needed(),
            self._corpus,
            self._wording,
            self._threshold,
        )

    def _material(self) -> Material:
        state = self._state
        return Material(
            prepared=state["prepared"],
            threads=state["threads"],
            segments=state["segments"],
            emotion=state["feelings"],
            roles=state["people"],
            topics=state["topics"],
            changes=compare(state["topics"].topics, self._previous),
        )

    def _needed(self) -> tuple[Strand, ...]:
        found = strands(self._state["threads"].threads, self._corpus, self._state["prepared"])
        return important(found, self._state["segments"])

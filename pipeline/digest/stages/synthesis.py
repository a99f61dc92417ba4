from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.correction import mend
from pipeline.digest.model.synthesis import compose as ask_composition
from pipeline.digest.models import Stage, Synthesis
from pipeline.digest.rules.changes import compare
from pipeline.digest.rules.correction import correct
from pipeline.digest.rules.evaluation import important
from pipeline.digest.rules.strands import Strand, strands
from pipeline.digest.rules.synthesis import Material, compose
from pipeline.digest.state import DigestState

_READS = (
    Stage.INGEST_VALIDATOR,
    Stage.THREAD_BUILDER,
    Stage.SEGMENTER,
    Stage.EMOTION,
    Stage.ROLES,
    Stage.TOPIC,
)


async def synthesis(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Write the digest as statements; a second time, mend what the evaluation found wanting."""
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
        ask=Ask(draft.ask_writing if attempt == 1 else draft.ask_mending),
        attempt=attempt,
    )
    return {"attempt": attempt, **recalled.update("draft")}


class _Draft:
    """The two ways to write, and the two ways to mend."""

    def __init__(self, state: DigestState, context: DigestContext, corpus: Corpus) -> None:
        self._state = state
        self._corpus = corpus
        self._previous = context.previous.digest if context.previous else None
        self._wording = context.wording
        self._threshold = context.digest_settings.quality_threshold

    def write(self) -> Synthesis:
        return compose(self._material(), self._corpus, self._wording)

    def mend(self) -> Synthesis:
        needed = self._needed()
        return correct(self._state["judgement"], needed, self._wording, self._threshold)

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

from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.models import Stage, Synthesis
from pipeline.digest.recall import recall_or_run
from pipeline.digest.rules.changes import compare
from pipeline.digest.rules.correction import correct
from pipeline.digest.rules.evaluation import important
from pipeline.digest.rules.strands import strands
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
    recalled = await recall_or_run(
        context,
        Stage.SYNTHESIS,
        Synthesis,
        basis,
        lambda: _write(state, context, corpus) if attempt == 1 else _mend(state, context, corpus),
        attempt=attempt,
    )
    return {"attempt": attempt, **recalled.update("draft")}


def _write(state: DigestState, context: DigestContext, corpus: Corpus) -> Synthesis:
    previous = context.previous.digest if context.previous else None
    material = Material(
        prepared=state["prepared"],
        threads=state["threads"],
        segments=state["segments"],
        emotion=state["feelings"],
        roles=state["people"],
        topics=state["topics"],
        changes=compare(state["topics"].topics, previous),
    )
    return compose(material, corpus, context.wording)


def _mend(state: DigestState, context: DigestContext, corpus: Corpus) -> Synthesis:
    found = strands(state["threads"].threads, corpus, state["prepared"])
    return correct(
        state["judgement"],
        important(found, state["segments"]),
        context.wording,
        context.digest_settings.quality_threshold,
    )

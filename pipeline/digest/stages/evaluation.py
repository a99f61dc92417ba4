from typing import Any, Literal

from langgraph.runtime import Runtime

from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.models import Evaluation, Stage
from pipeline.digest.recall import recall_or_run
from pipeline.digest.rules.changes import baseline, compare
from pipeline.digest.rules.evaluation import important, judge_all, score
from pipeline.digest.rules.strands import strands
from pipeline.digest.state import DigestState

_READS = (Stage.SYNTHESIS, Stage.INGEST_VALIDATOR, Stage.THREAD_BUILDER, Stage.SEGMENTER)


async def evaluation(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Judge each statement against the messages that it cites, then the digest as a whole."""
    context = runtime.context
    corpus = await context.corpus.get()
    attempt = state["attempt"]
    recalled = await recall_or_run(
        context,
        Stage.EVALUATION,
        Evaluation,
        [state["hashes"][stage] for stage in _READS],
        lambda: _judge(state, context, corpus),
        attempt=attempt,
    )
    return recalled.update("judgement")


def _judge(state: DigestState, context: DigestContext, corpus: Corpus) -> Evaluation:
    proposed, told, dropped = judge_all(state["draft"], corpus, context.wording)
    found = strands(state["threads"].threads, corpus, state["prepared"])
    quality = score(proposed, told, important(found, state["segments"]))
    previous = context.previous
    return Evaluation(
        judged=told,
        dropped=dropped,
        quality=quality,
        corrected=state["attempt"] > 1,
        judge="rules",
        baseline=baseline(
            compare(state["topics"].topics, previous.digest if previous else None),
            quality,
            state["prepared"].statistics,
            previous.digest if previous else None,
            previous.id if previous else None,
        ),
    )


Route = Literal["synthesis", "delivery_manager"]


def needs_correction(state: DigestState, runtime: Runtime[DigestContext]) -> Route:
    """One corrective synthesis, if the first one missed the threshold."""
    below = state["judgement"].quality.score < runtime.context.digest_settings.quality_threshold
    return "synthesis" if below and state["attempt"] == 1 else "delivery_manager"

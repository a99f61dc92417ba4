import asyncio
from collections.abc import Set as AbstractSet
from typing import Any, Literal

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.evaluation import judge
from pipeline.digest.recall import MIXED, RULES_ENGINE
from pipeline.digest.rules.statements.changes import baseline, compare
from pipeline.digest.rules.statements.evaluation import (
    QUOTED,
    QUOTED_UNVOUCHED,
    important,
    judge_all,
    score,
)
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.state import DigestState
from pipeline.digest.statements import Evaluation, Judged, Verdict
from pipeline.events.runs import StageOutcome

_READS = (
    Stage.SYNTHESIS,
    Stage.INGEST_VALIDATOR,
    Stage.THREAD_BUILDER,
    Stage.SEGMENTER,
)

Verdicts = tuple[Judged, ...]


async def evaluation(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Judge each statement against the messages that it cites, then the digest as a whole.

    What rules wrote, they also judge: it is quotation. A judge that fails is no pass: the rules
    decide, and the outcome says so.
    """
    context = runtime.context
    corpus = await context.corpus.get()
    by_rules = state["writers"][Stage.SYNTHESIS] == RULES_ENGINE
    bench = _Bench(state, context, corpus, QUOTED if by_rules else QUOTED_UNVOUCHED)
    recalled = await answer_stage(
        context,
        Stage.EVALUATION,
        Evaluation,
        [state["hashes"][stage] for stage in _READS],
        bench.judge,
        ask=None if by_rules else Ask(bench.ask, given_up=StageOutcome.DEGRADED),
        attempt=state["attempt"],
    )
    return recalled.update("judgement")


class _Bench:
    def __init__(
        self,
        state: DigestState,
        context: DigestContext,
        corpus: Corpus,
        quoting: AbstractSet[Verdict],
    ) -> None:
        self._state = state
        self._corpus = corpus
        self._quoting = quoting
        self._wording = context.wording
        self._previous = context.previous

    def judge(self) -> Evaluation:
        proposed, told, dropped = judge_all(
            self._state["draft"], self._corpus, self._wording, self._quoting
        )
        return self._sum_up(proposed, told, dropped, "rules", None)

    async def ask(self, asker: Asker) -> Evaluation:
        found = await judge(asker, self._state["draft"], self._corpus, self._wording)
        return await asyncio.to_thread(
            self._sum_up, found.proposed, found.told, found.dropped, "model", found.coherence
        )

    def _sum_up(
        self,
        proposed: Verdicts,
        told: Verdicts,
        dropped: Verdicts,
        judge: Literal["rules", "model"],
        coherence: float | None,
    ) -> Evaluation:
        state, previous = self._state, self._previous
        found = strands(state["threads"].threads, self._corpus, state["prepared"])
        needed = important(found, state["segments"])
        quality = score(proposed, told, needed, self._corpus if judge == "rules" else None)
        if coherence is not None:
            lower = min(quality.coherence, coherence)
            quality = quality.model_copy(update={"coherence": lower})
        return Evaluation(
            judged=told,
            dropped=dropped,
            quality=quality,
            corrected=state["attempt"] > 1,
            judge=judge,
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
    """One corrective synthesis, if the first one missed the threshold.

    Another, by rules, if a model mended and no model was left to judge it: rules hold back prose
    for its words alone, and no digest that they would have written.
    """
    judgement = state["judgement"]
    below = judgement.quality.score < runtime.context.digest_settings.quality_threshold
    author = state["writers"][Stage.SYNTHESIS]
    by_a_model = author != RULES_ENGINE and not author.endswith(MIXED)
    unjudged = by_a_model and judgement.judge == "rules"
    return "synthesis" if below and (state["attempt"] == 1 or unjudged) else "delivery_manager"

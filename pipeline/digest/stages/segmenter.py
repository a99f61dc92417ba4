import asyncio
from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segments
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.reading import gather
from pipeline.digest.model.units import segments_from
from pipeline.digest.rules.segments import segment
from pipeline.digest.stages.reading import keep
from pipeline.digest.state import DigestState


async def segmenter(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """What each sentence does in its thread, gathered from what was read of its slices."""
    context = runtime.context
    corpus = await context.corpus.get()
    plan = state.get("plan")
    recalled = await answer_stage(
        context,
        Stage.SEGMENTER,
        Segments,
        [state["hashes"][Stage.THREAD_BUILDER]],
        lambda: segment(corpus, state["threads"]),
        ask=Ask(lambda asker: _gathered(asker, state, context, corpus)),
        since=plan.began if plan is not None else None,
    )
    return recalled.update("segments")


async def _gathered(
    asker: Asker, state: DigestState, context: DigestContext, corpus: Corpus
) -> Segments:
    plan = state["plan"]
    read = gather(plan, state.get("readings", ()), asker)
    await keep(context, read.assembled, min(asker.tally.models, default=None))
    threads = state["threads"]
    return await asyncio.to_thread(segments_from, plan.slices, read.units, corpus, threads)

from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.context import DigestContext
from pipeline.digest.models import Segments, Stage
from pipeline.digest.recall import recall_or_run
from pipeline.digest.rules.segments import segment
from pipeline.digest.state import DigestState


async def segmenter(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """What each sentence does in its thread."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await recall_or_run(
        context,
        Stage.SEGMENTER,
        Segments,
        [state["hashes"][Stage.THREAD_BUILDER]],
        lambda: segment(corpus, state["threads"]),
    )
    return recalled.update("segments")

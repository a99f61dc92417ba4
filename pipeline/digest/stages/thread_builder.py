from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Threads
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.state import DigestState


async def thread_builder(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """The threads that cross the window; no model is ever asked."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await answer_stage(
        context,
        Stage.THREAD_BUILDER,
        Threads,
        [state["hashes"][Stage.INGEST_VALIDATOR]],
        lambda: thread_window(corpus, state["prepared"]),
    )
    return recalled.update("threads")

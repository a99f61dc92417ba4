from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.context import DigestContext
from pipeline.digest.models import Roles, Stage
from pipeline.digest.recall import recall_or_run
from pipeline.digest.rules.roles import assign
from pipeline.digest.state import DigestState


async def roles(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Who did what for the talk."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await recall_or_run(
        context,
        Stage.ROLES,
        Roles,
        [state["hashes"][Stage.THREAD_BUILDER]],
        lambda: assign(corpus, state["threads"]),
    )
    return recalled.update("people")

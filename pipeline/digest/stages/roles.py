from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Roles
from pipeline.digest.model.roles import assign as ask_roles
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.state import DigestState

_READS = (Stage.THREAD_BUILDER, Stage.SEGMENTER)


async def roles(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Who did what for the talk."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await answer_stage(
        context,
        Stage.ROLES,
        Roles,
        [state["hashes"][stage] for stage in _READS],
        lambda: assign(corpus, state["threads"]),
        ask=Ask(lambda asker: ask_roles(asker, corpus, state["segments"], state["threads"])),
    )
    return recalled.update("people")

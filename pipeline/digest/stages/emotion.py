from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.context import DigestContext
from pipeline.digest.models import Emotion, Stage
from pipeline.digest.recall import recall_or_run
from pipeline.digest.rules.emotion import feel
from pipeline.digest.state import DigestState


async def emotion(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Tone and tensions of the window, each with its messages."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await recall_or_run(
        context,
        Stage.EMOTION,
        Emotion,
        [state["hashes"][Stage.THREAD_BUILDER]],
        lambda: feel(corpus, state["threads"]),
    )
    return recalled.update("feelings")

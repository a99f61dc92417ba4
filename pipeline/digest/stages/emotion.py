from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Emotion
from pipeline.digest.model.emotion import feel as ask_feelings
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.state import DigestState

_READS = (Stage.INGEST_VALIDATOR, Stage.THREAD_BUILDER, Stage.SEGMENTER)


async def emotion(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Tone and tensions of the window, each with its messages."""
    context = runtime.context
    corpus = await context.corpus.get()
    recalled = await answer_stage(
        context,
        Stage.EMOTION,
        Emotion,
        [state["hashes"][stage] for stage in _READS],
        lambda: feel(corpus, state["threads"]),
        ask=Ask(lambda asker: ask_feelings(asker, corpus, state["segments"], state["prepared"])),
    )
    return recalled.update("feelings")

from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import Ask, answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Topics
from pipeline.digest.model.topic import find_topics as ask_topics
from pipeline.digest.rules.topics.finding import find_topics
from pipeline.digest.state import DigestState


async def topic(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Up to five stories, the weightiest first."""
    context = runtime.context
    corpus = await context.corpus.get()
    limit = context.digest_settings.max_topics
    recalled = await answer_stage(
        context,
        Stage.TOPIC,
        Topics,
        [state["hashes"][Stage.SEGMENTER], context.request.language, str(limit)],
        lambda: find_topics(
            corpus,
            state["prepared"],
            state["threads"],
            state["segments"],
            wording=context.wording,
            limit=limit,
        ),
        ask=Ask(
            lambda asker: ask_topics(
                asker,
                corpus,
                state["prepared"],
                state["threads"],
                state["segments"],
                wording=context.wording,
                limit=limit,
            )
        ),
    )
    return recalled.update("topics")

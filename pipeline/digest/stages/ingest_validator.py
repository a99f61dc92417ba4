from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.state import DigestState
from pipeline.events.runs import DigestContextPrepared


async def ingest_validator(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Load, redact, dedup and rank the window's messages."""
    context = runtime.context
    corpus = await context.corpus.get()
    threshold = context.context_settings.boundary_threshold
    recalled = await answer_stage(
        context,
        Stage.INGEST_VALIDATOR,
        PreparedContext,
        [context.context_settings.model_dump_json()],
        lambda: prepare(corpus, context.context_settings),
        degraded=lambda answer: "boundary" if answer.boundary < threshold else None,
    )
    prepared = recalled.answer
    context.metrics.context(context.tenant, prepared)
    await context.events.publish(
        [
            DigestContextPrepared(
                tenant_id=context.tenant,
                group_id=context.window.group_id,
                window_id=context.window.id,
                run_id=context.run_id,
                messages=prepared.statistics.messages,
                kept=len(prepared.kept),
                duplicates=len(prepared.duplicates),
                history_matches=len(prepared.history_matches),
            )
        ]
    )
    return recalled.update("prepared")

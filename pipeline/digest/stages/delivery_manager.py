import time
from collections.abc import Sequence
from typing import Any

from langgraph.runtime import Runtime

from pipeline.digest.answering import answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.citations import spoken_messages
from pipeline.digest.context import DigestContext
from pipeline.digest.models import Decision, Digest, DigestId, Fallback
from pipeline.digest.ports import NewDigest
from pipeline.digest.recall import MIXED, makeshift
from pipeline.digest.rules.statements.delivery import decide
from pipeline.digest.state import DigestState
from pipeline.events.models import Event
from pipeline.events.runs import DigestBlocked, DigestPersisted, DigestReadyForDelivery
from pipeline.llm.ledger import Spent


async def delivery_manager(state: DigestState, runtime: Runtime[DigestContext]) -> dict[str, Any]:
    """Decide, and store the digest together with the event that follows from the decision."""
    context = runtime.context
    corpus = await context.corpus.get()
    threshold = context.digest_settings.quality_threshold
    recalled = await answer_stage(
        context,
        Stage.DELIVERY_MANAGER,
        Decision,
        [state["hashes"][Stage.EVALUATION], str(threshold)],
        lambda: decide(state.get("judgement"), threshold),
    )
    digest = _digest(state, context, recalled.answer, await _spent(context))
    digest = digest.model_copy(update={"spoken": spoken_messages(digest, corpus)})
    context.metrics.digest(context.tenant, digest, threshold)
    fingerprint, version = context.request.fingerprint, context.request.version
    new = NewDigest(
        window_id=context.window.id,
        version=version,
        fingerprint=makeshift(fingerprint, version) if digest.fallbacks else fingerprint,
        digest=digest,
        people=dict(corpus.people),
        authors=dict(corpus.authors),
    )
    digest_id = await context.archive.add(
        context.tenant, new, lambda stored: _events(context, recalled.answer, stored)
    )
    return {"decision": recalled.answer, "digest_id": digest_id}


async def _spent(context: DigestContext) -> Spent:
    if context.model is None:
        return Spent(calls=0, tokens=0)
    return await context.model.usage.spent(context.tenant, context.run_id)


def _digest(
    state: DigestState, context: DigestContext, decision: Decision, spent: Spent
) -> Digest:
    evaluation = state["judgement"]
    return Digest(
        language=context.request.language,
        engine=state["writers"][Stage.SYNTHESIS].removesuffix(MIXED),
        fallbacks=tuple(
            Fallback(stage=stage, reason=reason)
            for stage in Stage
            if (reason := state["fallbacks"].get(stage)) is not None
        ),
        mode=state["prepared"].mode,
        statistics=state["prepared"].statistics,
        threads=state["threads"].threads,
        topics=state["topics"].topics,
        participants=state["people"].participants,
        emotion=state["feelings"],
        attachments=state["prepared"].attachments,
        statements=evaluation.judged,
        dropped=len(evaluation.dropped),
        quality=evaluation.quality,
        baseline=evaluation.baseline,
        decision=decision,
        tokens=spent.tokens,
        calls=spent.calls,
        seconds=round(time.monotonic() - context.started, 3),
        run_id=context.run_id,
    )


def _events(context: DigestContext, decision: Decision, stored: DigestId) -> Sequence[Event]:
    tenant, group = context.tenant, context.window.group_id
    window, version = context.window.id, context.request.version
    persisted = DigestPersisted(
        tenant_id=tenant,
        group_id=group,
        window_id=window,
        digest_id=stored,
        version=version,
        content_hash=decision.content_hash,
    )
    if not decision.deliver:
        return (
            persisted,
            DigestBlocked(
                tenant_id=tenant,
                group_id=group,
                window_id=window,
                version=version,
                digest_id=stored,
                status=decision.status,
                reasons=decision.reasons,
            ),
        )
    return (
        persisted,
        DigestReadyForDelivery(
            tenant_id=tenant,
            group_id=group,
            window_id=window,
            digest_id=stored,
            content_hash=decision.content_hash,
            channel=context.request.channel,
        ),
    )

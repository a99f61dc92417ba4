"""delivery_manager: the one decision that lets a digest out. It fails closed."""

import hashlib
from collections.abc import Sequence

from pipeline.digest.models import Decision, DeliveryStatus
from pipeline.digest.statements import Evaluation, Judged, Quality


def decide(evaluation: Evaluation | None, threshold: float) -> Decision:
    """Deliver only what was judged and good enough; the reasons name each score that was not.

    A missing judgement is a refusal, never a pass.
    """
    if evaluation is None or not evaluation.judged:
        reason = "no_judgement" if evaluation is None else "nothing_to_tell"
        return Decision(
            deliver=False,
            status=DeliveryStatus.BLOCKED_QUALITY,
            reasons=(reason,),
            content_hash=content_hash(()),
        )
    reasons = tuple(_shortcomings(evaluation.quality, threshold))
    return Decision(
        deliver=not reasons,
        status=DeliveryStatus.BLOCKED_QUALITY if reasons else DeliveryStatus.PENDING,
        reasons=reasons,
        content_hash=content_hash(evaluation.judged),
    )


def content_hash(judged: Sequence[Judged]) -> str:
    """SHA-256 of the statements with their evidence and verdicts, in order."""
    whole = hashlib.sha256()
    for item in judged:
        whole.update(item.model_dump_json().encode())
        whole.update(b"\n")
    return whole.hexdigest()


def opens(decision: Decision, judged: Sequence[Judged]) -> bool:
    """The decision lets exactly these statements out."""
    return decision.deliver and decision.content_hash == content_hash(judged)


def _shortcomings(quality: Quality, threshold: float) -> list[str]:
    scores = {
        "faithfulness": quality.faithfulness,
        "completeness": quality.completeness,
        "relevance": quality.relevance,
        "coherence": quality.coherence,
    }
    return [f"{name}_below_threshold" for name, value in scores.items() if value < threshold]

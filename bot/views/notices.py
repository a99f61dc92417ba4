"""What is said where no digest can be shown."""

from typing import assert_never

from bot.views.legible import harmless, shorten
from bot.views.report import WindowReport
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.ports import StoredDigest, Wording
from pipeline.digest.rules.statements.amending import NOTHING_LEFT
from pipeline.digest.statements import Quality
from pipeline.windows.models import SkipReason, WindowStatus


def notice(report: WindowReport, wording: Wording) -> str | None:
    """Return why there is nothing to read; None if there is a digest that may be shown."""
    if report.cleared:
        return None
    if report.stored:
        return _held(report.stored, wording)
    reason = shorten(harmless(report.window.reason or ""), 200)
    match report.window.status:
        case WindowStatus.SKIPPED:
            return _skipped(report, reason, wording)
        case WindowStatus.FAILED:
            if reason:
                return wording.say("digest-failed-why", reason=reason)
            return wording.say("digest-failed")
        case WindowStatus.QUEUED | WindowStatus.PROCESSING | WindowStatus.COMPLETED:
            return wording.say("digest-waiting")
        case never:
            assert_never(never)


def _skipped(report: WindowReport, reason: str, wording: Wording) -> str:
    if reason == SkipReason.EMPTY:
        return wording.say("digest-skipped-empty")
    if reason == SkipReason.BLIND:
        return wording.say("digest-skipped-blind")
    if reason == SkipReason.TOO_FEW:
        messages = report.counts.messages if report.counts else 0
        return wording.say("digest-skipped-too-few", count=messages)
    return wording.say("digest-skipped", reason=reason or "—")


def _held(stored: StoredDigest, wording: Wording) -> str:
    decision = stored.digest.decision
    # Whichever of the two gates is shut says why.
    status = decision.status if not decision.deliver else stored.delivery_status
    if status is DeliveryStatus.BLOCKED_QUALITY or NOTHING_LEFT in decision.reasons:
        return _unfit(decision.reasons, stored.digest.quality, wording)
    if status is DeliveryStatus.BLOCKED_RBAC:
        return wording.say("digest-held-rbac")
    if status is DeliveryStatus.BLOCKED_QUOTA:
        return wording.say("digest-held-quota")
    return wording.say("digest-held")


def _unfit(reasons: tuple[str, ...], quality: Quality, wording: Wording) -> str:
    if NOTHING_LEFT in reasons:
        return wording.say("digest-nothing-left")
    if "nothing_to_tell" in reasons:
        return wording.say("digest-held-empty")
    scores: dict[str, float] = quality.model_dump()
    low = [
        wording.say(f"digest-measure-{name}", score=score)
        for name, score in scores.items()
        if f"{name}_below_threshold" in reasons
    ]
    if low:
        return wording.say("digest-held-quality", measures=", ".join(low))
    return wording.say("digest-held-unjudged")

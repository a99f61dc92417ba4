"""A report as one object for machines: names put back, masks as ``[phone]``, times with offset."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.views.blocks import shown, stories
from bot.views.compose import counted, group_title
from bot.views.footer import verified
from bot.views.legible import Legible, harmless
from bot.views.period import zone_of
from bot.views.report import Report, WindowReport
from pipeline.digest.answers import Ids
from pipeline.digest.findings import Participant, Topic
from pipeline.digest.models import Digest
from pipeline.digest.ports import StoredDigest
from pipeline.digest.statements import Judged, Quality

Json = dict[str, Any]

_THREAD = {"id", "message_ids", "state"}
_MEASURES = ("intensity", "conflict", "collaboration", "stress", "enthusiasm")


def to_json(report: Report) -> Json:
    """Return the report; every window has the same keys, null or empty where nothing is known.

    A digest that was held back keeps its figures and loses its text: no statements, no topics.
    """
    group = report.group
    return {
        "group": {
            "id": group.id,
            "telegram_id": group.telegram_id,
            "kind": group.kind,
            "title": group_title(report),
            "username": harmless(group.username) if group.username else None,
            "time_zone": group.time_zone,
        },
        "windows": [_window(each, zone_of(report)) for each in report.windows],
    }


def _window(report: WindowReport, zone: ZoneInfo) -> Json:
    window = report.window
    counts = counted(report)
    covered = counts.messages if counts else None
    return {
        "window_id": window.id,
        "start": window.span.start.astimezone(zone).isoformat(),
        "end": window.span.end.astimezone(zone).isoformat(),
        "size_hours": int(window.span.size),
        "status": window.status.value,
        "reason": _reason(report),
        "message_count": covered,
        "participant_count": counts.participants if counts else None,
        "coverage": {"covered": covered, "expected": counts.expected if counts else None},
        **(_digest(report.stored, report) if report.stored else _nothing()),
    }


def _reason(report: WindowReport) -> str | None:
    """Why the window was skipped or failed, or why its digest was held back."""
    if report.window.reason or not report.stored:
        return harmless(report.window.reason or "") or None
    return ", ".join(report.stored.digest.decision.reasons) or None


def _digest(stored: StoredDigest, report: WindowReport) -> Json:
    digest = stored.digest
    legible = Legible(stored.people, mask=str)
    told = report.cleared is not None
    supported, total = verified(digest) if told else (0, 0)
    return {
        "engine": digest.engine,
        "quality": {**digest.quality.model_dump(), "score": digest.quality.score},
        "statements": [_statement(each, legible, digest.spoken) for each in shown(digest) if told],
        "verified": supported,
        "total": total,
        "topics": [_topic(*story, legible) for story in stories(digest) if told],
        "participants": [_participant(each, legible) for each in digest.participants],
        "metrics": _metrics(digest),
        "threads": [each.model_dump(include=_THREAD, mode="json") for each in digest.threads],
        "delivery_status": report.delivery_status,
        "tokens": digest.tokens,
        "seconds": digest.seconds,
    }


def _nothing() -> Json:
    return {
        "engine": None,
        "quality": dict.fromkeys((*Quality.model_fields, "score")),
        "statements": [],
        "verified": 0,
        "total": 0,
        "topics": [],
        "participants": [],
        "metrics": {},
        "threads": [],
        "delivery_status": None,
        "tokens": None,
        "seconds": None,
    }


def _statement(judged: Judged, legible: Legible, spoken: Ids) -> Json:
    cited = judged.statement.message_ids
    return {
        "section": judged.statement.section.value,
        "text": legible(judged.statement.text),
        "message_ids": list(cited),
        "spoken_ids": [each for each in cited if each in spoken],
        "verdict": judged.verdict.value,
    }


def _topic(topic: Topic, statements: tuple[Judged, ...], legible: Legible) -> Json:
    return {
        "title": legible(topic.title),
        "priority": topic.priority,
        "status": topic.status.value,
        # The judged text, not the topic stage's: evaluation may have put a quotation in its place.
        "summary": " ".join(legible(each.statement.text) for each in statements),
        "decision": legible(topic.decision) if topic.decision is not None else None,
        "owners": [legible(owner) for owner in topic.owners],
        "actions": [
            {
                "who": legible(action.who) if action.who is not None else None,
                "what": legible(action.what),
                "due": legible(action.due) if action.due is not None else None,
                "message_ids": list(action.message_ids),
            }
            for action in topic.actions
        ],
        "keywords": [legible(keyword) for keyword in topic.keywords],
        "message_ids": list(topic.message_ids),
        "thread_ids": list(topic.thread_ids),
        "state": topic.state.value,
    }


def _participant(participant: Participant, legible: Legible) -> Json:
    return {
        "name": legible(participant.person),
        "dominant_role": participant.dominant.value,
        "message_count": participant.message_count,
        "message_ids": list(participant.message_ids),
    }


def _metrics(digest: Digest) -> Json:
    statistics = digest.statistics.model_dump(exclude={"per_hour"})
    emotion = {name: getattr(digest.emotion, name).value for name in _MEASURES}
    metrics: Json = {
        "mode": digest.mode.value,
        **statistics,
        "threads": len(digest.threads),
        "topics": len(digest.topics),
        "attachments": len(digest.attachments),
        "dropped_statements": digest.dropped,
        "tone": digest.emotion.tone.value,
        **emotion,
        "calls": digest.calls,
        **{f"fallback_{each.stage}": each.reason for each in digest.fallbacks},
    }
    if digest.baseline is not None:
        metrics |= digest.baseline.model_dump(include={"quality_delta", "coverage_delta"})
        metrics |= {
            f"topics_{kind}": len(getattr(digest.baseline, kind))
            for kind in ("opened", "continued", "closed")
        }
    return metrics

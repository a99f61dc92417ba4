"""A report as pages: the one place that decides what is told, in which order, and what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.views.blocks import Blocks, shown, stories
from bot.views.legible import Legible, harmless, shorten
from bot.views.notices import notice
from bot.views.page import Page, Stretch
from bot.views.period import days, period, zone_of
from bot.views.report import Counts, Report, WindowReport
from bot.views.timeline import hours, stretches
from pipeline.digest.models import Digest, Fallback, Verdict
from pipeline.digest.ports import Wording
from pipeline.llm.errors import ModelError
from pipeline.windows.models import Span


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands once above all pages."""

    title: str
    kicker: str
    dates: str
    zone: str


def masthead(report: Report, wording: Wording) -> Masthead:
    spans = [each.window.span for each in report.windows]
    return Masthead(
        title=group_title(report),
        kicker=wording.say(
            "digest-kicker", count=sum(bool(each.cleared) for each in report.windows)
        ),
        dates=days(spans, zone_of(report), wording) if spans else "",
        zone=report.group.time_zone,
    )


def compose(report: Report, wording: Wording) -> tuple[Page, ...]:
    return tuple(_page(each, report, wording) for each in report.windows)


def group_title(report: Report) -> str:
    return shorten(harmless(report.group.title), 100)


def counted(report: WindowReport) -> Counts | None:
    """Return the counts of a window, from its digest or as they were handed in."""
    if report.stored is None:
        return report.counts
    statistics = report.stored.digest.statistics
    return Counts(statistics.messages, statistics.participants, statistics.expected)


def verified(digest: Digest) -> tuple[int, int]:
    """Return how many of the shown statements the evidence supports, and how many there are."""
    statements = shown(digest)
    return sum(each.verdict is Verdict.SUPPORTED for each in statements), len(statements)


def _page(window: WindowReport, report: Report, wording: Wording) -> Page:
    page = Page(
        window_id=window.window.id,
        title=wording.say("digest-title", group=group_title(report)),
        period=period(window.window.span, zone_of(report), wording),
        zone=report.group.time_zone,
        counts=_counts(counted(window), wording),
        notice=notice(window, wording),
    )
    cleared = window.cleared
    if cleared is None:
        return page
    digest = cleared.digest
    legible = Legible(cleared.people, lambda kind: wording.say("digest-mask", kind=kind))
    blocks = Blocks(digest, report.group, legible, wording).build()
    return replace(
        page,
        notice=None if blocks else wording.say("digest-no-statements"),
        hours=hours(digest.statistics.per_hour, window.window.span, zone_of(report)),
        blocks=blocks,
        threads=_threads(digest, window.window.span, legible, report, wording),
        footer=_footer(digest, wording),
    )


def _threads(
    digest: Digest, span: Span, legible: Legible, report: Report, wording: Wording
) -> tuple[Stretch, ...]:
    titles = {
        thread_id: shorten(legible(topic.title), 120)
        for topic, _ in stories(digest)
        for thread_id in topic.thread_ids
    }
    return stretches(digest.threads, titles, span, zone_of(report), wording)


def _counts(counts: Counts | None, wording: Wording) -> str:
    if counts is None:
        return ""
    messages = wording.say("digest-messages", count=counts.messages)
    if not counts.participants:
        return messages
    return f"{messages}, {wording.say('digest-participants', count=counts.participants)}"


def _footer(digest: Digest, wording: Wording) -> tuple[str, ...]:
    statistics = digest.statistics
    supported, total = verified(digest)
    engine = shorten(harmless(digest.engine), 60)
    lines = [
        wording.say(
            "digest-footer-read", covered=statistics.messages, expected=statistics.expected
        ),
        wording.say("digest-footer-verified", verified=supported, total=total),
        wording.say(
            "digest-footer-engine",
            engine=wording.say("digest-engine-rules") if engine == "rules" else engine,
        ),
    ]
    if digest.fallbacks:
        lines.append(_stood_in(digest.fallbacks, wording))
    return tuple(lines)


def _reasons(kind: type[ModelError]) -> Iterator[str]:
    yield kind.reason
    for special in kind.__subclasses__():
        yield from _reasons(special)


def _stood_in(fallbacks: Sequence[Fallback], wording: Wording) -> str:
    """Where rules stood in for the model, and why."""
    worded = {*_reasons(ModelError), "run_tokens"}
    reasons = dict.fromkeys(
        each.reason if each.reason in worded else ModelError.reason for each in fallbacks
    )
    return wording.say(
        "digest-footer-fallback",
        stages=", ".join(wording.say(f"stage-{each.stage}") for each in fallbacks),
        why=", ".join(wording.say(f"fallback-{reason}") for reason in reasons),
    )

"""A report as pages: the one place that decides what is told, in which order, and what is not."""

from dataclasses import dataclass, replace

from bot.views.blocks import Blocks, stories
from bot.views.citing import legend
from bot.views.footer import footer
from bot.views.legible import Legible, harmless, shorten
from bot.views.notices import notice
from bot.views.page import Page, Stretch
from bot.views.period import days, period, zone_of
from bot.views.report import Counts, Report, WindowReport, group_of
from bot.views.timeline import hours, stretches
from pipeline.digest.models import Digest
from pipeline.digest.ports import Wording
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
    blocks = Blocks(digest, group_of(report.group, cleared), legible, wording).build()
    return replace(
        page,
        notice=None if blocks else wording.say("digest-no-statements"),
        hours=hours(digest.statistics.per_hour, window.window.span, zone_of(report)),
        blocks=blocks,
        threads=_threads(digest, window.window.span, legible, report, wording),
        footer=(*footer(digest, wording), *legend(blocks, wording)),
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

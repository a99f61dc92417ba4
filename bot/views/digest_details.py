"""All that a digest knows of its topics and people, where the digest itself has no room for it."""

from collections.abc import Iterator

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import DigestButton, OnDigest
from bot.views.blocks import EMOJI, REFS
from bot.views.citing import legend, refs
from bot.views.compose import group_title
from bot.views.legible import Legible, shorten
from bot.views.page import Block, Entry, Line, Page, Ref, Shape
from bot.views.period import period, zone_of
from bot.views.report import Report, group_of
from bot.views.sources import reader_of
from bot.views.telegram import page_chunks
from pipeline.digest.answers import Ids
from pipeline.digest.findings import Participant, Topic
from pipeline.digest.models import Digest
from pipeline.digest.ports import Group, Wording
from pipeline.digest.shown import ShownDigest
from pipeline.digest.statements import Section


def details_chunks(digest: ShownDigest, report: Report, wording: Wording) -> list[str]:
    """Return pages in HTML, each of them a message."""
    stored = digest.stored
    group = group_of(report.group, stored)
    told = _Details(stored.digest, group, reader_of(stored, wording), wording)
    blocks = tuple(told.blocks())
    return page_chunks(
        Page(
            window_id=digest.window.id,
            title=wording.say("digesting-details", group=group_title(report)),
            period=period(digest.window.span, zone_of(report), wording),
            zone=report.group.time_zone,
            counts=wording.say("digest-messages", count=stored.digest.statistics.messages),
            notice=None,
            blocks=blocks,
            footer=(*told.statistics(), *legend(blocks, wording)),
        )
    )


def more_keyboard(digest: ShownDigest, page: int, wording: Wording) -> InlineKeyboardMarkup:
    """Under a page that is not the last: on to this one, counted from 0."""
    button = InlineKeyboardButton(
        text=wording.say("digesting-button-more"),
        callback_data=DigestButton(
            action=OnDigest.DETAILS, tenant=digest.tenant, digest=digest.stored.id, item=page
        ).pack(),
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


class _Details:
    def __init__(self, digest: Digest, group: Group, legible: Legible, wording: Wording) -> None:
        self._digest = digest
        self._group = group
        self._legible = legible
        self._wording = wording

    def blocks(self) -> Iterator[Block]:
        topics = sorted(self._digest.topics, key=lambda topic: topic.priority)
        stories = tuple(self._topic(topic) for topic in topics)
        people = tuple(self._person(person) for person in self._digest.participants)
        for section, shape, entries in (
            (Section.TOPICS, Shape.STORIES, stories),
            (Section.PEOPLE, Shape.BULLETS, people),
        ):
            if entries:
                yield Block(
                    section, shape, self._wording.say(f"digest-section-{section}"), entries
                )

    def statistics(self) -> Iterator[str]:
        counted = self._digest.statistics
        for kind, count in (
            ("replies", counted.messages),
            ("media", counted.media),
            ("links", counted.links),
            ("reactions", counted.reactions),
            ("bots", counted.bots_and_commands),
        ):
            if count:
                yield self._wording.say("digesting-counted", kind=kind, count=count)

    def _topic(self, topic: Topic) -> Entry:
        return Entry(
            lines=tuple(self._told(topic)) or (Line(self._wording.say("digesting-topic-bare")),),
            title=shorten(self._legible(topic.title), 120),
            emoji=EMOJI[topic.status],
            status=self._wording.say(f"digest-status-{topic.status}"),
        )

    def _told(self, topic: Topic) -> Iterator[Line]:
        if topic.summary:
            yield self._line(topic.summary, topic.message_ids)
        if topic.decision:
            decided = self._legible(topic.decision)
            yield Line(self._wording.say("digesting-topic-decision", text=decided))
        if topic.owners:
            names = ", ".join(map(self._legible, topic.owners))
            yield Line(self._wording.say("digesting-topic-owners", names=names))
        for blocker in topic.blockers:
            yield Line(self._wording.say("digesting-topic-blocker", text=self._legible(blocker)))
        for action in topic.actions:
            told = self._wording.say(
                "digesting-topic-action",
                who=self._legible(action.who) if action.who else "none",
                what=self._legible(action.what),
                due=self._legible(action.due) if action.due else "none",
            )
            yield Line(told, self._refs(action.message_ids))

    def _person(self, person: Participant) -> Entry:
        told = self._wording.say(
            "digesting-person", role=person.dominant.value, count=person.message_count
        )
        line = Line(told, self._refs(person.message_ids), len(person.message_ids) > REFS)
        return Entry((line,), title=self._legible(person.person))

    def _line(self, text: str, ids: Ids) -> Line:
        return Line(self._legible(text), self._refs(ids), len(ids) > REFS)

    def _refs(self, ids: Ids) -> tuple[Ref, ...]:
        return refs(self._group, ids[:REFS], self._digest.spoken)

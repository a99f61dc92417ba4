"""A talk as a digest's stages see it: linked and redacted as the service does, in memory."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.digest.corpus import Corpus
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.ports import Group, LinkedMessage, WindowCounts
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.ingest.talk import Aside, aside
from pipeline.threads.models import Link, Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings
from pipeline.windows.models import Span, Window, WindowId, WindowSize, WindowStatus

TENANT, GROUP, WINDOW = TenantId(1), GroupId(1), WindowId(1)
SALT = b"a benchmark's"


def utterance(message: Message) -> Utterance:
    """As the store gives it to the builder; service messages and Alfred's own are no talk."""
    return Utterance(
        id=message.id,
        sent_at=message.sent_at,
        author_id=message.author_id,
        author_name=message.author_name,
        text=message.text,
        reply_to=message.reply_to,
        topic_id=message.topic_id,
        mentions=message.mentions,
        service=aside(message) in (Aside.SERVICE, Aside.OWN),
    )


def links_of(utterances: Iterable[Utterance]) -> list[Link]:
    """What the product makes of a chat, with a ledger that knows the thread of every reply."""
    builder = ThreadBuilder(ThreadSettings())
    found: dict[MessageId, Link] = {}
    for each in utterances:
        answered = found.get(each.reply_to) if each.reply_to is not None else None
        known = answered.thread_id if answered else None
        found[each.id] = builder.link(replace(each, reply_thread=known))
    return list(found.values())


def linked(talk: Iterable[Message]) -> list[LinkedMessage]:
    """Each message with the place that the thread builder gives it."""
    talk = list(talk)
    return [
        LinkedMessage(message, link.thread_id, link.parent_id, link.reason)
        for message, link in zip(talk, links_of(map(utterance, talk)), strict=True)
    ]


def corpus_of(
    talk: Sequence[LinkedMessage], hours: tuple[datetime, datetime] | None = None
) -> Corpus:
    """What a digest of these hours is made of, redacted, with pseudonyms and noise marked.

    Without hours the window holds all of the talk, and may be longer than any of the service.
    """
    start, end = hours or (
        talk[0].message.sent_at,
        talk[-1].message.sent_at + timedelta(seconds=1),
    )
    within = [item for item in talk if start <= item.message.sent_at < end]
    window = Window(WINDOW, GROUP, Span(start, end, WindowSize.DAY), WindowStatus.PROCESSING)
    built: list[Corpus] = []

    async def build() -> None:
        archive, settings = _Kept(within), ContextSettings(_env_file=None)
        built.append(await build_corpus(archive, TENANT, window, settings))

    # Handed over beside: asyncio.run makes a text of what its coroutine returns (CPython 3.11, in
    # signal.getsignal), which takes longer than a small corpus and more memory than a large one.
    asyncio.run(build())
    return built[0]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An archive of one window."""

    talk: Sequence[LinkedMessage]

    async def group(self, tenant: TenantId, group: GroupId) -> Group:
        return Group(group, -1_000_000_000_001, "supergroup", "Bench", None, "UTC")

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        return SALT

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]:
        return self.talk

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        return ()

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        return "unchanged"

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]:
        people = {item.message.author_id for item in self.talk}
        return {WINDOW: WindowCounts(len(self.talk), len(people), expected=None)}

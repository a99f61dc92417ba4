"""Messages as the talk of one window, linked and redacted in memory as the service does it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.digest.corpus import Corpus
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.ports import Group, LinkedMessage, WindowCounts
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import GroupId, Message, MessageKind, TenantId
from pipeline.threads.models import Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings
from pipeline.windows.models import Span, Window, WindowId, WindowSize, WindowStatus


def corpus_of(messages: Sequence[Message], start: datetime, end: datetime) -> Corpus:
    """What a digest of [start, end) is made of; the messages are in order of time."""
    linked = tuple(item for item in _linked(messages) if start <= item.message.sent_at < end)
    span = Span(start, end, WindowSize.DAY)
    window = Window(WindowId(1), GroupId(1), span, WindowStatus.PROCESSING)
    settings = ContextSettings(_env_file=None)
    return asyncio.run(build_corpus(_Archive(linked), TenantId(1), window, settings))


def _linked(messages: Sequence[Message]) -> Iterator[LinkedMessage]:
    builder = ThreadBuilder(ThreadSettings())
    for message in messages:
        link = builder.link(
            Utterance(
                id=message.id,
                sent_at=message.sent_at,
                author_id=message.author_id,
                author_name=message.author_name,
                text=message.text,
                reply_to=message.reply_to,
                topic_id=message.topic_id,
                mentions=message.mentions,
                service=message.kind is MessageKind.SERVICE,
            )
        )
        yield LinkedMessage(message, link.thread_id, link.parent_id, link.reason)


@dataclass(frozen=True, slots=True)
class _Archive:
    """One window of one group."""

    linked: tuple[LinkedMessage, ...]

    async def group(self, tenant: TenantId, group: GroupId) -> Group:
        return Group(group, -100, "supergroup", "", None, "UTC")

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        return b"window"

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]:
        return self.linked

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        return ()

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        return ""

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]:
        return {}

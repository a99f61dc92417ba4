"""From the archive's messages to the corpus: redacted, with pseudonyms, noise marked.

Two processes that build the corpus of one window get the same: nothing here asks the clock, and
pseudonyms follow from the group and the author alone.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.digest.corpus import Corpus, Line, Noise
from pipeline.digest.ports import Archive, LinkedMessage, WindowCounts
from pipeline.digest.rules.preparation.noise import classify_window
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import Media, Message, TenantId
from pipeline.privacy.boundary import check_boundary_integrity, repair
from pipeline.privacy.masks import mask
from pipeline.privacy.pseudonyms import Roster
from pipeline.windows.models import Window

NOTHING = WindowCounts(messages=0, participants=0, expected=None)


async def build_corpus(
    archive: Archive, tenant: TenantId, window: Window, settings: ContextSettings
) -> Corpus:
    messages = await archive.messages(tenant, window)
    history = await archive.history(
        tenant, window, windows=settings.history_windows, limit=settings.history_messages
    )
    counts = await archive.counts(tenant, [window.id])
    counted = counts.get(window.id, NOTHING)
    salt = await archive.salt(tenant, window.group_id)
    redaction = await asyncio.to_thread(_Redaction, salt, messages, history)
    return await asyncio.to_thread(redaction.corpus, window, counted)


class _Redaction:
    """One window's messages and history on their way to lines."""

    def __init__(
        self, salt: bytes, messages: Sequence[LinkedMessage], history: Sequence[LinkedMessage]
    ) -> None:
        self._messages = messages
        self._history = history
        everybody = [item.message for item in (*history, *messages)]
        self._roster = Roster(
            salt,
            authors=((message.author_id, message.author_name) for message in everybody),
            mentions=(name for message in everybody for name in message.mentions),
        )
        self._masked: Counter[str] = Counter()

    def corpus(self, window: Window, counted: WindowCounts) -> Corpus:
        lines = tuple(self._lines(self._messages))
        masked = dict(self._masked)
        before = self._lines(self._history)
        history = tuple(line for line in before if line.noise is not Noise.OWN)
        return Corpus(
            start=window.span.start,
            end=window.span.end,
            lines=lines,
            history=history,
            people=self._roster.people(),
            masked=masked,
            boundary=check_boundary_integrity(item.message.text for item in self._messages),
            expected=counted.expected,
            unheard=counted.unheard,
            authors={
                self._roster.token(item.message.author_id): item.message.author_id
                for item in self._messages
            },
        )

    def _lines(self, items: Sequence[LinkedMessage]) -> Iterator[Line]:
        noise = classify_window([item.message for item in items])
        for item, kind in zip(items, noise, strict=True):
            yield self._line(item, kind)

    def _line(self, item: LinkedMessage, noise: Noise | None) -> Line:
        message = item.message
        return Line(
            id=message.id,
            at=message.sent_at,
            author=self._roster.token(message.author_id),
            text=self._redacted(message.text),
            thread_id=item.thread_id,
            parent_id=item.parent_id,
            link_reason=item.reason,
            explicit_reply=message.reply_to is not None and item.parent_id == message.reply_to,
            kind=message.kind,
            media=self._media(message.media),
            reactions=message.reactions,
            links=len(message.links),
            forwarded=message.forwarded_from is not None,
            via_bot=message.via_bot is not None,
            noise=noise,
            spoken=message.heard is not None,
            digest=_digest(message),
        )

    def _redacted(self, text: str) -> str:
        masked = mask(repair(text))
        self._masked.update(masked.counts)
        return self._roster.conceal(masked.text)

    def _media(self, media: Media | None) -> Media | None:
        if media is None or media.name is None:
            return media
        return replace(media, name=self._redacted(media.name))


def _digest(message: Message) -> str:
    """Hash of everything of one message that a model can be told, before it is redacted."""
    media = message.media
    head = (
        message.id,
        message.edit_version,
        message.kind.value,
        message.author_id,
        message.forwarded_from is not None,
        (media.kind.value, media.name) if media else None,
    )
    hashed = hashlib.blake2b(repr(head).encode(), digest_size=16)
    hashed.update(message.text.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()

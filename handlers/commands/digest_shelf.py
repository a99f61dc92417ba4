"""Digests that were made, and what is kept about them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from bot.callbacks import DigestButton, LineButton
from bot.orders.copies import SentCopies
from bot.orders.showing import DigestShowing
from bot.orders.threads import SentThreads
from bot.views.report import Report, WindowReport
from handlers.commands.digest_desk import refuse_press
from pipeline.digest.models import DigestId
from pipeline.digest.ports import Archive
from pipeline.digest.shown import DigestsForReaders, ShownDigest
from pipeline.feedback.giving import GiveFeedback
from pipeline.groups.models import Person
from pipeline.ingest.models import TenantId
from pipeline.orders.again import OrderAgain
from pipeline.threads.ports import ThreadReader


@dataclass(frozen=True, slots=True)
class DigestShelf:
    readers: DigestsForReaders
    archive: Archive
    threads: ThreadReader
    feedback: GiveFeedback
    showing: DigestShowing
    again: OrderAgain
    copies: SentCopies
    told: SentThreads
    """Answers to /thread."""

    async def report(self, digest: ShownDigest, language: str, zone: str) -> Report:
        """The digest by the clock of a zone."""
        group = await self.archive.group(digest.tenant, digest.group.id)
        return Report(
            group=replace(group, time_zone=zone),
            windows=(WindowReport(window=digest.window, stored=digest.stored),),
            language=language,
        )


class OpenDigest(BaseMiddleware):
    """Gives handlers the ``digest`` of their button; who may not read it is told so instead."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, CallbackQuery):
            return None
        button: DigestButton | LineButton = data["callback_data"]
        shelf: DigestShelf = data["shelf"]
        person: Person = data["person"]
        tenant, number = TenantId(button.tenant), DigestId(button.digest)
        digest = await shelf.readers.open(tenant, number, person.id)
        if digest is None:
            return await refuse_press(event, data["own_wording"].say("digesting-not-yours"))
        if WindowReport(window=digest.window, stored=digest.stored).cleared is None:
            return await refuse_press(event, data["own_wording"].say("digest-held"))
        return await handler(event, {**data, "digest": digest})

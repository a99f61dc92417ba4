"""What people were shown of a digest beside its delivery, and taking back what is stale of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiogram.types import Message

from bot.channels.chat import ChatChannel
from bot.orders.delivering import OrderDelivery
from bot.views import telegram
from bot.views.report import Report, WindowReport
from pipeline.delivery.copies import CopyKind, DigestCopies, DigestCopy
from pipeline.delivery.errors import NotSentError
from pipeline.delivery.models import Destination, Via
from pipeline.digest.models import DigestId
from pipeline.digest.ports import StoredDigest
from pipeline.digest.request import Language
from pipeline.digest.shown import ShownDigest
from pipeline.groups.clocks import own_clock
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SentCopies:
    copies: DigestCopies
    delivery: OrderDelivery

    async def note(
        self, digest: ShownDigest, kind: CopyKind, language: Language, sent: Sequence[Message]
    ) -> None:
        """Remember what was just sent, and take it back if it was amended while it was sent."""
        noted = [
            DigestCopy(digest.stored.id, kind, each.chat.id, each.message_id, language, piece)
            for piece, each in enumerate(sent)
        ]
        await self.copies.add(digest.tenant, noted)
        now = await self.delivery.digests.get(digest.tenant, digest.stored.id)
        if now.revision != digest.stored.revision:
            await self.correct(digest.tenant, now.id)

    async def correct(self, tenant: TenantId, digest: DigestId) -> None:
        """Put the present text into what was shared; the rest can be asked for again."""
        found = await self.copies.of_digest(tenant, digest)
        if not found:
            return
        stored = await self.delivery.digests.get(tenant, digest)
        for copy in found:
            try:
                await self._correct(tenant, copy, stored)
            except NotSentError as error:
                _log.warning(
                    "a copy of digest %s stays uncorrected: %s", digest, type(error).__name__
                )

    async def _correct(self, tenant: TenantId, copy: DigestCopy, stored: StoredDigest) -> None:
        lasts, piece = copy.kind is CopyKind.SHARE, copy.piece
        if lasts:
            texts = await self._shared(tenant, copy, stored)
        else:
            piece, texts = 0, [self.delivery.wording(copy.language).say("digesting-changed")]
        place = Destination(Via.CHAT, copy.chat_id)
        channel = ChatChannel(self.delivery.bot, place, texts, rich=False)
        stands = await channel.replace(str(copy.message_id), piece)
        if not (stands and lasts):
            await self.copies.remove(tenant, copy)

    async def _shared(self, tenant: TenantId, copy: DigestCopy, stored: StoredDigest) -> list[str]:
        """The pieces of the digest, by the clock of who has the copy."""
        window = await self.delivery.windows.get(tenant, stored.window_id)
        group = await self.delivery.archive.group(tenant, window.group_id)
        person = await self.delivery.people.find(PersonId(copy.chat_id))
        if person is not None:
            connected = await self.delivery.groups.get(tenant, window.group_id)
            group = replace(group, time_zone=own_clock(person, connected).zone)
        report = Report(
            group=group,
            windows=(WindowReport(window=window, stored=stored),),
            language=copy.language,
        )
        return telegram.chunks(report, self.delivery.wording(copy.language))

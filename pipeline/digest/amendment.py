"""Correcting digests whose messages were edited or deleted after they were made."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.digest.amending import DigestAmendments
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.models import Digest, DigestId
from pipeline.digest.ports import Archive, DigestArchive, StoredDigest, Wording
from pipeline.digest.renumbering import as_numbered_now
from pipeline.digest.request import Language
from pipeline.digest.rules.statements.amending import Amending
from pipeline.digest.settings import ContextSettings
from pipeline.events.delivery import DigestCorrected
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.windows.ports import WindowBook

CORRECTED_FOR = timedelta(hours=48)
"""Digests older than this stay as they are (docs: Ingest)."""


@dataclass(frozen=True, slots=True)
class Amend:
    amendments: DigestAmendments
    digests: DigestArchive
    windows: WindowBook
    archive: Archive
    wording: Callable[[Language], Wording]
    settings: ContextSettings
    now: Callable[[], datetime]

    async def touched(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        """Correct what rests on the messages, and forget what was remembered of them.

        Returns:
            How many digests became others.
        """
        await self.amendments.forget(tenant, group, messages)
        since = self.now() - CORRECTED_FOR
        changed = 0
        for digest in await self.amendments.citing(tenant, group, messages, since=since):
            quoted = await self.amendments.quoted(tenant, digest)
            changed += await self._amend(tenant, digest, messages, quoted=quoted)
        return changed

    async def outdated(self, tenant: TenantId, digest: DigestId) -> bool:
        """Correct one digest by what happened to its messages since its run read them."""
        touched = await self.amendments.outdated(tenant, digest)
        if not touched:
            return False
        stored = await self.digests.get(tenant, digest)
        window = await self.windows.get(tenant, stored.window_id)
        await self.amendments.forget(tenant, window.group_id, touched)
        return await self._amend(tenant, digest, touched)

    async def _amend(
        self,
        tenant: TenantId,
        digest: DigestId,
        messages: Collection[MessageId],
        *,
        quoted: bool = False,
    ) -> bool:
        """Whether it became another one. What was quoted is corrected even if it did not."""
        while True:
            stored = await self.digests.get(tenant, digest)
            window = await self.windows.get(tenant, stored.window_id)
            group = await self.archive.group(tenant, window.group_id)
            told = as_numbered_now(stored, group.migrated_at).digest
            corpus = await build_corpus(self.archive, tenant, window, self.settings)
            wording = self.wording(stored.digest.language)
            amending = Amending(corpus, frozenset(messages), wording)
            amended = await asyncio.to_thread(amending, told)
            if amended == told:
                if not quoted:
                    return False
                amended = stored.digest
            corrected = _corrected(tenant, window.group_id, stored, amended)
            if await self.amendments.amend(
                tenant,
                digest,
                amended,
                lambda _, event=corrected: [event],
                replacing=stored.revision,
            ):
                return amended is not stored.digest


def _corrected(
    tenant: TenantId, group: GroupId, stored: StoredDigest, amended: Digest
) -> DigestCorrected:
    return DigestCorrected(
        tenant_id=tenant,
        group_id=group,
        window_id=stored.window_id,
        digest_id=stored.id,
        content_hash=amended.decision.content_hash,
        revision=stored.revision + 1,
        dropped=amended.dropped - stored.digest.dropped,
    )

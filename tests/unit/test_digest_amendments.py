"""Correcting digests: each change is told of, and none brings another one back."""

import asyncio

from pipeline.delivery.copies import CopyKind, DigestCopy
from pipeline.digest.amendment import Amend
from pipeline.digest.models import DigestId
from pipeline.digest.ports import StoredDigest
from pipeline.events.delivery import DigestCorrected
from pipeline.ingest.models import MessageId
from tests.fakes.amendments import MemoryAmendments
from tests.fakes.archive import MemoryArchive
from tests.fakes.copies import MemoryCopies
from tests.fixtures.rules import wording
from tests.fixtures.world import START, World


class Correcting:
    """The hour of the design's example, its digest, and messages that are deleted of it."""

    def __init__(self) -> None:
        self.world, self.copies = World(), MemoryCopies()
        world = self.world
        self.amend = Amend(
            MemoryAmendments(
                *(world.digests, world.artifacts, world.messages, world.windows, world.events),
                self.copies,
            ),
            world.digests,
            world.windows,
            MemoryArchive(world.messages, world.groups, world.windows),
            wording,
            world.context_settings,
            lambda: START,
        )

    async def made(self) -> StoredDigest:
        self.window = await self.world.talk()
        return await self.world.digest(self.window)

    async def now(self, digest: DigestId) -> StoredDigest:
        return await self.world.digests.get(self.world.tenant, digest)

    async def delete(self, number: int) -> None:
        tenant, group = self.world.tenant, self.window.group_id
        await self.world.messages.delete(tenant, group, [MessageId(number)])
        await self.amend.touched(tenant, group, [MessageId(number)])

    def told(self) -> list[tuple[int, str]]:
        events = self.world.of(DigestCorrected)
        return [(event.revision, event.content_hash) for event in events]


async def test_each_amendment_is_told_of_though_no_statement_changes_by_it() -> None:
    correcting = Correcting()
    made = await correcting.made()
    told = {i for each in made.digest.statements for i in each.statement.message_ids}
    aside = [
        number
        for thread in made.digest.threads
        for number in thread.message_ids
        if number not in told
    ]

    for number in aside[:2]:
        await correcting.delete(number)

    same = made.digest.decision.content_hash
    assert [(1, same), (2, same)] == correcting.told()
    assert 2 == (await correcting.now(made.id)).revision


async def test_of_two_amendments_at_once_neither_undoes_the_other() -> None:
    correcting = Correcting()
    made = await correcting.made()

    await asyncio.gather(correcting.delete(102), correcting.delete(112))

    whole = (await correcting.now(made.id)).digest.model_dump_json()
    assert "шлюз" not in whole
    assert "постмортем" not in whole
    assert {1, 2} == {revision for revision, _ in correcting.told()}


async def test_what_was_quoted_is_told_of_though_the_digest_stays_the_same() -> None:
    correcting = Correcting()
    made = await correcting.made()
    tenant, group = correcting.world.tenant, correcting.window.group_id
    cited = [MessageId(102)]
    copy = DigestCopy(made.id, CopyKind.SOURCES, chat_id=7, message_id=1, language="ru")
    await correcting.amend.touched(tenant, group, cited)
    before = await correcting.now(made.id)

    unquoted = await correcting.amend.touched(tenant, group, cited)
    told = correcting.told()
    await correcting.copies.add(tenant, [copy])
    quoted = await correcting.amend.touched(tenant, group, cited)

    again = (before.revision + 1, before.digest.decision.content_hash)
    assert (0, 0) == (unquoted, quoted)
    assert [*told, again] == correcting.told()
    assert before.digest == (await correcting.now(made.id)).digest

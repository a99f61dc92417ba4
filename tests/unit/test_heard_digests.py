"""What was heard after a digest told of its message: the digest is corrected by it."""

import uuid
from dataclasses import replace

from handlers.events.amend_digests import MessagesWereHeard
from handlers.events.generate_digest import GenerateDigest
from handlers.events.link_threads import LinkThreads
from pipeline.digest.amendment import Amend
from pipeline.events.delivery import DigestCorrected
from pipeline.events.groups import GroupMessageTranscribed
from pipeline.events.runs import DigestGenerateRequested, DigestPersisted
from pipeline.ingest.models import Heard, MessageId
from pipeline.recordings.patience import AwaitRecordings
from pipeline.threads.settings import ThreadSettings
from tests.fakes.amendments import MemoryAmendments
from tests.fakes.archive import MemoryArchive
from tests.fakes.copies import MemoryCopies
from tests.fakes.recordings import MemoryRecordings
from tests.fixtures.rehearsal import StoredThreads
from tests.fixtures.rules import wording
from tests.fixtures.world import START, World


def hearing(world: World) -> MessagesWereHeard:
    amendments = MemoryAmendments(
        *(world.digests, world.artifacts, world.messages, world.windows, world.events),
        MemoryCopies(),
    )
    amend = Amend(
        amendments,
        world.digests,
        world.windows,
        MemoryArchive(world.messages, world.groups, world.windows),
        wording,
        world.context_settings,
        lambda: START,
    )
    return MessagesWereHeard(LinkThreads(StoredThreads(world.messages), ThreadSettings()), [amend])


async def test_a_digest_that_cites_it_is_marked_and_corrected_in_its_place() -> None:
    world = World()
    window = await world.talk()
    made = await world.digest(window)
    cited = made.digest.statements[0].statement.message_ids[0]
    [message] = [
        linked.message
        for linked in world.messages.of(world.tenant, window.group_id)
        if linked.message.id == cited
    ]
    heard = replace(message, heard=Heard(message.text, 0.9))
    await world.messages.accept(world.tenant, window.group_id, [heard])

    await hearing(world)(
        [
            GroupMessageTranscribed(
                tenant_id=world.tenant,
                group_id=window.group_id,
                message_id=MessageId(cited),
                hearing=uuid.uuid4(),
            )
        ]
    )

    [corrected] = world.of(DigestCorrected)
    stored = await world.digests.get(world.tenant, made.id)
    assert made.id == corrected.digest_id
    assert (cited,) == stored.digest.spoken
    assert () == made.digest.spoken


async def test_a_digest_is_made_once_what_was_just_said_is_heard() -> None:
    world = World()
    window = await world.talk()
    recordings = MemoryRecordings()
    row = recordings.add(1, tenant=world.tenant)
    wanted = DigestGenerateRequested(
        tenant_id=world.tenant,
        group_id=window.group_id,
        window_id=window.id,
        version=1,
        language="ru",
        engine="rules",
        channel="file",
    )

    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            row.heard = Heard("мы выпускаем в пятницу", 0.9)

    waiting = AwaitRecordings(recordings, sleep=sleep)

    await GenerateDigest(world.runs, hearing=waiting)([wanted])

    assert 3 == len(waited)
    assert 1 == len(world.of(DigestPersisted))

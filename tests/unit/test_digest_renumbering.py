"""Digests that were made before their group became a supergroup."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.views.report import group_of, message_url
from pipeline.digest.amendment import Amend
from pipeline.digest.citations import cited_messages
from pipeline.digest.models import Digest
from pipeline.digest.renumbering import renumbered
from pipeline.digest.rules.statements.delivery import opens
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import Chat, ChatKind, GroupId, MessageId
from tests.fakes.amendments import MemoryAmendments
from tests.fakes.archive import MemoryArchive
from tests.fixtures.digests import TEAM, TEAM_PEOPLE, stored, team_digest
from tests.fixtures.rules import wording
from tests.fixtures.world import World

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
MIGRATED = replace(TEAM, migrated_at=MOMENT)
SUPERGROUP = Chat(-100999, ChatKind.SUPERGROUP, "Команда")


def test_every_id_is_renumbered_and_nothing_else() -> None:
    digest = team_digest()

    now = renumbered(digest)

    assert {former_id(number) for number in cited_messages(digest)} == cited_messages(now)
    assert [former_id(thread.id) for thread in digest.threads] == [one.id for one in now.threads]
    assert [former_id(thread.root) for thread in digest.threads] == [
        one.root for one in now.threads
    ]
    assert [tuple(map(former_id, topic.thread_ids)) for topic in digest.topics] == [
        topic.thread_ids for topic in now.topics
    ]
    assert tuple(map(former_id, digest.emotion.tone_message_ids)) == now.emotion.tone_message_ids
    assert [each.statement.text for each in digest.statements] == [
        each.statement.text for each in now.statements
    ]
    assert digest.statistics == now.statistics


def test_renumbering_twice_is_renumbering_once() -> None:
    once = renumbered(team_digest())

    assert once == renumbered(once)


@pytest.mark.parametrize(
    ("begun_at", "url"),
    [
        (MOMENT - timedelta(seconds=1), None),
        (MOMENT, "https://t.me/c/1234567890/7"),
        (None, "https://t.me/c/1234567890/7"),
    ],
)
def test_messages_of_a_digest_have_addresses_if_it_was_begun_after_the_migration(
    begun_at: datetime | None, url: str | None
) -> None:
    digest = replace(stored(team_digest(), TEAM_PEOPLE), begun_at=begun_at)

    assert url == message_url(group_of(MIGRATED, digest), 7)
    assert "https://t.me/c/1234567890/7" == message_url(group_of(TEAM, digest), 7)


class Digested:
    """The hour of the design's example, its digest, and then the migration."""

    def __init__(self) -> None:
        self.world = World()
        archive = MemoryArchive(self.world.messages, self.world.groups, self.world.windows)
        self.amend = Amend(
            MemoryAmendments(
                self.world.digests,
                self.world.artifacts,
                self.world.messages,
                self.world.windows,
                self.world.events,
            ),
            self.world.digests,
            self.world.windows,
            archive,
            wording,
            self.world.context_settings,
            lambda: datetime.now(UTC),
        )

    async def make(self) -> Digest:
        window = await self.world.talk()
        self.group: GroupId = window.group_id
        self.id = (await self.world.digest(window)).id
        self.world.groups.migrate(self.world.tenant, self.group, SUPERGROUP)
        return await self.present()

    async def present(self) -> Digest:
        return (await self.world.digests.get(self.world.tenant, self.id)).digest

    async def delete(self, number: int) -> int:
        message = MessageId(number)
        await self.world.messages.delete(self.world.tenant, self.group, [message])
        return await self.amend.touched(self.world.tenant, self.group, [message])


async def test_a_digest_of_before_is_corrected_when_an_old_message_is_deleted() -> None:
    digested = Digested()
    before = await digested.make()
    assert any("502" in each.statement.text for each in before.statements)

    changed = await digested.delete(former_id(102))

    after = await digested.present()
    assert 1 == changed
    assert former_id(102) not in cited_messages(after)
    assert max(cited_messages(after)) < 0
    assert opens(after.decision, after.statements)


async def test_what_happens_to_a_new_message_changes_no_digest_of_before() -> None:
    digested = Digested()
    before = await digested.make()

    changed = await digested.delete(102)

    assert 0 == changed
    assert before == await digested.present()

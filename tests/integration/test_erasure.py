"""What a person deletes is found nowhere in the database afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.models import Digest, DigestId
from pipeline.digest.ports import ArtifactKey
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.groups import GroupMessageIngested
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, Media, MediaKind, MessageId, TenantId
from storage.bus import open_bus
from storage.postgres.connection import Connection, Pool
from storage.postgres.outbox import Outbox
from tests.fixtures.digests import team_digest
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, said, silent, window_of

SECRET = "пароль от сейфа под ковром"
CITED = MessageId(102)
STATEMENT, TOPIC = 1, 1
"""Of the team's digest: those that cite the message."""

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

# As text, as bytea shows its bytes, and as JSON may escape it.
_HOLDS = """
SELECT EXISTS (
    SELECT FROM {} AS searched
    WHERE strpos(searched::text, $1) > 0
        OR strpos(searched::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0
        OR strpos(searched::text, $2) > 0)
"""


@dataclass(frozen=True, slots=True)
class Told:
    tenant: TenantId
    group: GroupId
    digest: DigestId


async def holders(behind: Connection) -> set[str]:
    """The tables that hold the secret in any column of any row."""
    tables = [row["tablename"] for row in await behind.fetch(_TABLES)]
    escaped = SECRET.encode("unicode_escape").decode()
    return {
        table for table in tables if await behind.fetchval(_HOLDS.format(table), SECRET, escaped)
    }


def quoting() -> Digest:
    digest = team_digest()
    judged, topic = digest.statements[STATEMENT], digest.topics[TOPIC]
    told = judged.statement.model_copy(update={"text": SECRET})
    return digest.model_copy(
        update={
            "statements": (
                *digest.statements[:STATEMENT],
                judged.model_copy(update={"statement": told}),
                *digest.statements[STATEMENT + 1 :],
            ),
            "topics": (
                *digest.topics[:TOPIC],
                topic.model_copy(update={"summary": SECRET, "keywords": (SECRET,)}),
                *digest.topics[TOPIC + 1 :],
            ),
        }
    )


def without() -> Digest:
    digest = quoting()
    return digest.model_copy(
        update={
            "statements": (
                *digest.statements[:STATEMENT],
                *digest.statements[STATEMENT + 1 :],
            ),
            "topics": (*digest.topics[:TOPIC], *digest.topics[TOPIC + 1 :]),
        }
    )


async def refuse(events: Sequence[GroupMessageIngested]) -> None:
    raise ValueError(SECRET)


async def tell(live: ServiceStores) -> Told:
    """A message with the secret in two versions, and all that is made of it."""
    stores = live.stores
    tenant, group = await stores.group()
    message = said(CITED, 1, SECRET, links=(f"https://example.org/{SECRET}",))
    edited = replace(
        message, edit_version=7, media=Media(MediaKind.FILE, name=f"{SECRET}.txt"), links=()
    )
    await stores.sink.accept(tenant, group, [message, said(110, 2)])
    await stores.sink.accept(tenant, group, [edited])
    window = await window_of(stores, tenant, group)
    key = ArtifactKey(window.id, Stage.TOPIC, "hash", "rules-1", "rules", 1)
    await stores.artifacts.save(tenant, key, SECRET.encode())
    new = replace(new_digest(window), digest=quoting())
    digest = await stores.digests.add(tenant, new, silent)
    wrong = Feedback(digest, PersonId(1), Opinion.WRONG, STATEMENT)
    await live.feedback.add(tenant, wrong)
    return Told(tenant, group, digest)


async def test_nothing_is_left_of_a_deleted_message(
    postgres_service_stores: ServiceStores, pool: Pool, behind: Connection
) -> None:
    live = postgres_service_stores
    told = await tell(live)
    consumer = Consumer(GroupMessageIngested, refuse, retry=Retry(attempts=1))
    async with open_bus(pool, [consumer], Outbox([GroupMessageIngested.name])) as bus:
        await bus.idle()
        letters = await live.dead_letters.since(told.tenant, said(1, 0).sent_at)
    before = await holders(behind)

    await live.stores.sink.delete(told.tenant, told.group, [CITED])
    forgotten = await live.amendments.forget(told.tenant, told.group, [CITED])
    await live.amendments.amend(told.tenant, told.digest, without(), silent)

    assert {
        "group_messages",
        "group_message_versions",
        "group_digest_stage_artifacts",
        "group_digests",
        "group_digest_topics",
        "group_digest_feedback",
    } == before
    assert (2, 1) == (len(letters), forgotten)
    assert set() == await holders(behind)


async def test_an_export_that_still_has_it_does_not_bring_it_back(
    postgres_service_stores: ServiceStores, behind: Connection
) -> None:
    live = postgres_service_stores
    tenant, group = await live.stores.group()
    await live.stores.sink.accept(tenant, group, [said(CITED, 1, SECRET)])
    await live.stores.sink.delete(tenant, group, [CITED])

    for version in (0, 8):
        late = said(CITED, 1, SECRET, edit_version=version, links=(SECRET,))
        await live.stores.sink.accept(tenant, group, [late])

    assert set() == await holders(behind)


async def test_a_complaint_after_the_deletion_keeps_no_evidence(
    postgres_service_stores: ServiceStores, behind: Connection
) -> None:
    live = postgres_service_stores
    told = await tell(live)
    await live.stores.sink.delete(told.tenant, told.group, [CITED])

    wrong = Feedback(told.digest, PersonId(2), Opinion.WRONG, STATEMENT)
    new = await live.feedback.add(told.tenant, wrong)

    assert new
    assert "group_digest_feedback" not in await holders(behind)
    assert 2 == len(await live.feedback.of_digest(told.tenant, told.digest))


@pytest.mark.parametrize("other", [MessageId(110), MessageId(404)])
async def test_evidence_of_other_messages_stays(
    postgres_service_stores: ServiceStores, behind: Connection, other: MessageId
) -> None:
    live = postgres_service_stores
    told = await tell(live)
    elsewhere = Feedback(told.digest, PersonId(1), Opinion.WRONG, STATEMENT + 1)
    await live.feedback.add(told.tenant, elsewhere)
    query = "SELECT statement FROM group_digest_feedback WHERE evidence IS NOT NULL"

    await live.stores.sink.delete(told.tenant, told.group, [other])

    kept = {row["statement"] for row in await behind.fetch(query)}
    assert STATEMENT + 1 in kept
    assert (STATEMENT in kept) == (other == 404)

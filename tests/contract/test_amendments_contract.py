"""DigestAmendments, in memory and on Postgres: digests are found and put right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.digest.models import Digest, DigestId
from pipeline.events.delivery import DigestCorrected
from pipeline.events.models import Event
from pipeline.ingest.models import GroupId, MessageId, TenantId
from tests.fixtures.digests import team_digest
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, said, silent, span, window_of

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def ids(*numbers: int) -> list[MessageId]:
    return [MessageId(number) for number in numbers]


async def stored(live: ServiceStores, hour: int = 0) -> tuple[TenantId, GroupId, DigestId]:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group, span(hour))
    return tenant, group, await live.stores.digests.add(tenant, new_digest(window), silent)


def without(digest: Digest, message: int) -> Digest:
    """The digest without the statements that cite a message."""
    kept = [judged for judged in digest.statements if message not in judged.statement.message_ids]
    return digest.model_copy(
        update={"statements": tuple(kept), "dropped": len(digest.statements) - len(kept)}
    )


def cited_by_statements() -> int:
    """A message that a statement of the team's digest cites."""
    return team_digest().statements[0].statement.message_ids[0]


class Corrected:
    def __init__(self, tenant: TenantId, group: GroupId) -> None:
        self._tenant = tenant
        self._group = group

    def __call__(self, digest: DigestId) -> Sequence[Event]:
        return [
            DigestCorrected(
                tenant_id=self._tenant,
                group_id=self._group,
                window_id=1,
                digest_id=digest,
                content_hash="after",
                revision=1,
                dropped=1,
            )
        ]


@pytest.mark.parametrize(
    "cited",
    [
        team_digest().statements[0].statement.message_ids[0],
        team_digest().topics[1].message_ids[0],
        team_digest().topics[1].actions[0].message_ids[1],
        team_digest().participants[0].message_ids[0],
        team_digest().attachments[0].message_id,
    ],
    ids=["statement", "topic", "action", "participant", "attachment"],
)
async def test_a_digest_is_found_by_each_message_that_it_cites(
    live: ServiceStores, cited: int
) -> None:
    tenant, group, digest = await stored(live)

    found = await live.amendments.citing(tenant, group, ids(cited), since=EVER)

    assert [digest] == list(found)


async def test_a_message_that_no_digest_cites_finds_none(live: ServiceStores) -> None:
    tenant, group, _ = await stored(live)

    assert [] == list(await live.amendments.citing(tenant, group, ids(404), since=EVER))
    assert [] == list(await live.amendments.citing(tenant, group, [], since=EVER))


async def test_digests_are_found_once_each_and_the_latest_first(live: ServiceStores) -> None:
    tenant, group, first = await stored(live)
    _, _, second = await stored(live, hour=4)
    cited = team_digest().topics[1].message_ids

    found = await live.amendments.citing(tenant, group, ids(*cited), since=EVER)

    assert [second, first] == list(found)


async def test_digests_made_before_are_not_found(live: ServiceStores) -> None:
    tenant, group, digest = await stored(live)
    now, cited = datetime.now(UTC), ids(cited_by_statements())

    recent = await live.amendments.citing(tenant, group, cited, since=now - timedelta(hours=48))
    later = await live.amendments.citing(tenant, group, cited, since=now + timedelta(hours=1))

    assert ([digest], []) == (list(recent), list(later))


async def test_digests_of_other_groups_and_tenants_are_not_found(live: ServiceStores) -> None:
    tenant, group, _ = await stored(live)
    stranger, strange = await live.stores.group("stranger")
    cited = ids(cited_by_statements())

    assert [] == list(await live.amendments.citing(stranger, strange, cited, since=EVER))
    assert [] == list(await live.amendments.citing(stranger, group, cited, since=EVER))
    assert [] == list(await live.amendments.citing(tenant, strange, cited, since=EVER))


async def quick_digest(live: ServiceStores) -> tuple[TenantId, GroupId, DigestId]:
    """A digest that was made in no time, of messages that were there and were edited before."""
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)
    await live.stores.sink.accept(tenant, group, [said(101, 1), said(102, 2), said(103, 3)])
    await live.stores.sink.accept(tenant, group, [said(101, 1, "иначе", edit_version=1)])
    new = new_digest(window)
    quick = replace(new, digest=new.digest.model_copy(update={"seconds": 0.0}))
    return tenant, group, await live.stores.digests.add(tenant, quick, silent)


async def test_a_digest_is_outdated_by_what_became_of_its_messages_since(
    live: ServiceStores,
) -> None:
    tenant, group, digest = await quick_digest(live)
    before = await live.amendments.outdated(tenant, digest)

    await live.stores.sink.accept(tenant, group, [said(102, 2, "иначе", edit_version=1)])
    await live.stores.sink.delete(tenant, group, ids(103))

    assert (set(), {102, 103}) == (
        set(before),
        set(await live.amendments.outdated(tenant, digest)),
    )


async def test_a_digest_is_outdated_by_what_happened_during_its_run(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)
    await live.stores.sink.accept(tenant, group, [said(101, 1), said(102, 2)])
    await live.stores.sink.accept(tenant, group, [said(101, 1, "иначе", edit_version=1)])
    await live.stores.sink.delete(tenant, group, ids(102))
    new = new_digest(window)
    slow = replace(new, digest=new.digest.model_copy(update={"seconds": 600.0}))

    digest = await live.stores.digests.add(tenant, slow, silent)

    assert {101, 102} == set(await live.amendments.outdated(tenant, digest))


async def test_a_digest_that_tells_no_more_of_a_tombstone_is_not_outdated(
    live: ServiceStores,
) -> None:
    tenant, group, digest = await quick_digest(live)
    await live.stores.sink.delete(tenant, group, ids(102))
    stored = await live.stores.digests.get(tenant, digest)
    amended = stored.digest.model_copy(
        update={
            "statements": stored.digest.statements[:1],
            "topics": stored.digest.topics[:1],
            "participants": (),
        }
    )

    await live.amendments.amend(tenant, digest, amended, silent)

    assert set() == set(await live.amendments.outdated(tenant, digest))


async def test_an_amended_digest_stands_in_its_place(live: ServiceStores) -> None:
    tenant, group, digest = await stored(live)
    before = await live.stores.digests.get(tenant, digest)
    amended = without(before.digest, cited_by_statements())

    await live.amendments.amend(tenant, digest, amended, Corrected(tenant, group))

    after = await live.stores.digests.get(tenant, digest)
    name, payload = (await live.stores.recorded())[-1]
    assert len(after.digest.statements) < len(before.digest.statements)
    assert amended == after.digest
    assert (before.people, before.delivery_status) == (after.people, after.delivery_status)
    assert ("digest.corrected.v1", digest) == (name, payload["digest_id"])


async def test_an_amended_digest_is_found_by_what_it_still_cites(live: ServiceStores) -> None:
    tenant, group, digest = await stored(live)
    whole = team_digest()
    amended = whole.model_copy(
        update={"statements": whole.statements[1:2], "topics": (), "participants": ()}
    )
    gone = ids(cited_by_statements())
    still = ids(whole.statements[1].statement.message_ids[0])

    await live.amendments.amend(tenant, digest, amended, silent)

    assert [] == list(await live.amendments.citing(tenant, group, gone, since=EVER))
    assert [digest] == list(await live.amendments.citing(tenant, group, still, since=EVER))


async def test_a_digest_of_another_tenant_cannot_be_amended(live: ServiceStores) -> None:
    tenant, _, digest = await stored(live)
    stranger = await live.stores.tenants.ensure("stranger")
    before = await live.stores.digests.get(tenant, digest)

    with pytest.raises(LookupError):
        await live.amendments.amend(
            stranger, digest, without(before.digest, cited_by_statements()), silent
        )

    assert before == await live.stores.digests.get(tenant, digest)


async def test_a_digest_that_somebody_amended_meanwhile_is_left_to_them(
    live: ServiceStores,
) -> None:
    tenant, _, digest = await stored(live)
    before = (await live.stores.digests.get(tenant, digest)).digest
    amended = without(before, cited_by_statements())

    done = [
        await live.amendments.amend(tenant, digest, amended, silent, replacing=revision)
        for revision in (1, 0, 0, 1)
    ]

    now = await live.stores.digests.get(tenant, digest)
    assert [False, True, False, True] == done
    assert (amended, 2) == (now.digest, now.revision)

"""FeedbackBook, in memory and on Postgres."""

import pytest

from pipeline.digest.models import DigestId
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, silent, window_of

ANYA, BORIS = PersonId(1), PersonId(2)


async def digest_of(live: ServiceStores) -> tuple[TenantId, DigestId]:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)
    return tenant, await live.stores.digests.add(tenant, new_digest(window), silent)


async def test_a_later_opinion_replaces_the_earlier_one(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)
    good, bad = [Feedback(digest, ANYA, one) for one in (Opinion.GOOD, Opinion.BAD)]

    new = [await live.feedback.add(tenant, given) for given in (good, good, bad)]

    assert [True, False, True] == new
    assert [bad] == list(await live.feedback.of_digest(tenant, digest))


async def test_each_wrong_line_is_kept_beside_the_opinion_of_the_whole(
    live: ServiceStores,
) -> None:
    tenant, digest = await digest_of(live)
    given = [
        Feedback(digest, ANYA, Opinion.BAD),
        Feedback(digest, ANYA, Opinion.WRONG, 0),
        Feedback(digest, ANYA, Opinion.WRONG, 2),
        Feedback(digest, BORIS, Opinion.WRONG, 0),
    ]

    first = [await live.feedback.add(tenant, one) for one in reversed(given)]
    again = [await live.feedback.add(tenant, one) for one in given]

    assert ([True] * 4, [False] * 4) == (first, again)
    assert given == list(await live.feedback.of_digest(tenant, digest))


async def test_a_line_that_the_digest_does_not_have_is_refused(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)

    with pytest.raises(LookupError):
        await live.feedback.add(tenant, Feedback(digest, ANYA, Opinion.WRONG, 10_000))

    assert [] == list(await live.feedback.of_digest(tenant, digest))


async def test_a_line_of_another_text_than_was_seen_is_refused(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)

    with pytest.raises(LookupError):
        await live.feedback.add(tenant, Feedback(digest, ANYA, Opinion.WRONG, 0, "another"))

    assert [] == list(await live.feedback.of_digest(tenant, digest))


async def test_a_line_with_the_number_of_one_that_is_gone_is_called_wrong_on_its_own(
    live: ServiceStores,
) -> None:
    tenant, digest = await digest_of(live)
    before = (await live.stores.digests.get(tenant, digest)).digest
    shorter = before.model_copy(update={"statements": before.statements[1:]})
    decision = shorter.decision.model_copy(update={"content_hash": "after"})
    amended = shorter.model_copy(update={"decision": decision})
    old = Feedback(digest, ANYA, Opinion.WRONG, 0, before.decision.content_hash)
    new = Feedback(digest, ANYA, Opinion.WRONG, 0, "after")

    first = await live.feedback.add(tenant, old)
    await live.amendments.amend(tenant, digest, amended, silent)
    second = [await live.feedback.add(tenant, new) for _ in range(2)]

    assert (True, [True, False]) == (first, second)
    assert {old, new} == set(await live.feedback.of_digest(tenant, digest))


async def test_a_digest_of_another_tenant_takes_no_feedback(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)
    await live.feedback.add(tenant, Feedback(digest, ANYA, Opinion.GOOD))
    stranger = await live.stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await live.feedback.add(stranger, Feedback(digest, ANYA, Opinion.BAD))

    assert [] == list(await live.feedback.of_digest(stranger, digest))


@pytest.mark.parametrize(
    ("opinion", "statement"), [(Opinion.GOOD, 0), (Opinion.WRONG, None), (Opinion.WRONG, -1)]
)
def test_a_line_is_named_if_it_is_wrong_and_only_then(
    opinion: Opinion, statement: int | None
) -> None:
    with pytest.raises(ValueError, match="line"):
        Feedback(DigestId(1), ANYA, opinion, statement)

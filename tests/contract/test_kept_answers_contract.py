"""KeptAnswers, in memory and on Postgres."""

import asyncio
import hashlib
from datetime import timedelta

from pipeline.access.models import ApiToken
from pipeline.access.repeats import Claim, KeptAnswer, Refusal
from pipeline.groups.models import Scope
from tests.fixtures.service_stores import ServiceStores

DAY, MINUTE, NOTHING = timedelta(days=1), timedelta(minutes=1), timedelta(0)
ANSWER = KeptAnswer(202, {"Location": "/api/digests/7"}, b'{"digest_id": 7}')


def hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def token_of(live: ServiceStores, tenant: str = "one", text: str = "a") -> ApiToken:
    number = await live.stores.tenants.ensure(tenant)
    return await live.tokens.add(number, hashed(text), frozenset({Scope.READ}), "label")


async def asked(
    live: ServiceStores,
    token: ApiToken,
    request: str = "r",
    *,
    key: str = "k",
    kept: timedelta = DAY,
    lease: timedelta = MINUTE,
) -> Claim | KeptAnswer | Refusal:
    return await live.kept_answers.claim(
        token, hashed(key), hashed(request), kept=kept, lease=lease
    )


async def test_the_first_answer_is_that_of_every_repetition(live: ServiceStores) -> None:
    token = await token_of(live)
    claim = await asked(live, token)
    assert isinstance(claim, Claim)
    meanwhile = await asked(live, token)

    for answer in (ANSWER, KeptAnswer(200, {}, b"")):
        await live.kept_answers.give(token, claim, answer)

    assert Refusal.UNDERWAY is meanwhile
    assert [ANSWER, ANSWER] == [await asked(live, token) for _ in range(2)]
    assert isinstance(await asked(live, token, key="another"), Claim)


async def test_of_several_at_once_one_may_answer(live: ServiceStores) -> None:
    token = await token_of(live)

    found = await asyncio.gather(*(asked(live, token) for _ in range(5)))

    assert 1 == sum(isinstance(each, Claim) for each in found)
    assert 4 == found.count(Refusal.UNDERWAY)


async def test_another_request_may_not_have_the_key_before_or_after_the_answer(
    live: ServiceStores,
) -> None:
    token = await token_of(live)
    claim = await asked(live, token)
    assert isinstance(claim, Claim)

    before = await asked(live, token, "other", lease=NOTHING)
    await live.kept_answers.give(token, claim, ANSWER)
    after = await asked(live, token, "other")

    assert (Refusal.OTHER, Refusal.OTHER) == (before, after)


async def test_what_came_to_nothing_may_be_asked_again_also_otherwise(
    live: ServiceStores,
) -> None:
    token = await token_of(live)
    claim = await asked(live, token)
    assert isinstance(claim, Claim)

    await live.kept_answers.release(token, claim)

    assert isinstance(await asked(live, token, "other"), Claim)


async def test_who_took_over_from_a_dead_one_is_the_one_whose_answer_counts(
    live: ServiceStores,
) -> None:
    token = await token_of(live)
    dead = await asked(live, token)
    assert isinstance(dead, Claim)

    heir = await asked(live, token, lease=NOTHING)
    assert isinstance(heir, Claim)
    await live.kept_answers.give(token, dead, KeptAnswer(200, {}, b"late"))
    await live.kept_answers.release(token, dead)
    between = await asked(live, token)
    await live.kept_answers.give(token, heir, ANSWER)

    assert Refusal.UNDERWAY is between
    assert ANSWER == await asked(live, token)


async def test_a_key_is_free_when_its_time_is_over(live: ServiceStores) -> None:
    token = await token_of(live)
    claim = await asked(live, token)
    assert isinstance(claim, Claim)
    await live.kept_answers.give(token, claim, ANSWER)

    anew = await asked(live, token, "other", kept=NOTHING)

    assert isinstance(anew, Claim)
    assert Refusal.UNDERWAY is await asked(live, token, "other")


async def test_each_token_has_its_own_keys(live: ServiceStores) -> None:
    tokens = [
        await token_of(live),
        await token_of(live, text="b"),
        await token_of(live, "two", "c"),
    ]
    claim = await asked(live, tokens[0])
    assert isinstance(claim, Claim)
    await live.kept_answers.give(tokens[0], claim, ANSWER)

    others = [await asked(live, token) for token in tokens[1:]]

    assert all(isinstance(each, Claim) for each in others)

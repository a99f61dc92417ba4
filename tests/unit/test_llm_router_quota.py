"""Every call is booked before it is made, so that no quota is overspent."""

import asyncio
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.models import TenantId
from pipeline.llm.errors import (
    QuotaSpentError,
    RateLimitedError,
)
from pipeline.llm.ledger import Limits
from pipeline.llm.models import Tier, Usage
from pipeline.llm.quotas import Allowance
from tests.fakes.virtual_time import VirtualTimeLoop, in_virtual_time, now
from tests.fixtures.routers import (
    A_CALL,
    ASKING,
    DOWN,
    GOOD,
    ONE_MODEL,
    PROMPT,
    RouterWorld,
    in_order,
    routed,
    said,
)


@in_virtual_time
async def test_a_call_is_booked_at_the_most_it_can_cost_and_settled_at_what_it_did() -> None:
    it = routed(in_order(GOOD), seconds=2)

    await it.router.answer(PROMPT, ASKING)

    (entry,) = it.ledger.entries.values()
    words = sum(len(turn.text) for turn in PROMPT.turns)
    assert ("topic", "run-1", "topic-3.en") == (
        entry.call.purpose,
        entry.call.run_id,
        entry.call.prompt_version,
    )
    assert words + 50 <= entry.call.tokens < words + 70
    assert ("ok", A_CALL, 2.0) == (entry.status, entry.usage, entry.seconds)


@in_virtual_time
async def test_each_attempt_is_settled_and_a_failed_one_costs_nothing() -> None:
    it = routed(in_order(DOWN, RateLimitedError("slow", 5.0), GOOD), pro=Limits(calls=1, tokens=0))

    answered = await it.router.answer(PROMPT, ASKING)

    assert [
        ("pro", "pro", "model_unavailable"),
        ("pro", "pro", "rate_limited"),
        ("pro", "pro", "ok"),
    ] == it.booked
    assert (3, A_CALL) == (answered.calls, answered.usage)
    assert 5.5 <= now()


@in_virtual_time
async def test_a_quota_that_is_spent_leaves_the_ask_to_the_next_tier() -> None:
    it = routed(in_order(GOOD), pro=Limits(calls=2, tokens=0))

    models = [(await it.router.answer(PROMPT, ASKING)).model for _ in range(3)]

    assert ["pro", "pro", "lite"] == models


@in_virtual_time
async def test_pro_and_max_share_one_quota() -> None:
    it = routed(in_order(GOOD), pro=Limits(calls=1, tokens=0))
    await it.router.answer(PROMPT, replace(ASKING, tier=Tier.MAX))

    answered = await it.router.answer(PROMPT, ASKING)

    assert Tier.BASE is answered.tier


@in_virtual_time
async def test_when_every_quota_is_spent_that_is_the_error_and_nothing_is_sent() -> None:
    none = Limits(calls=0, tokens=10)
    it = routed(in_order(GOOD), pro=none, base=none)

    error = await it.error()

    assert QuotaSpentError is type(error)
    assert [] == it.model.calls
    assert 1 == it.counted("pro", "quota_spent")


@in_virtual_time
async def test_one_tenants_quota_is_not_anothers() -> None:
    it = routed(in_order(GOOD), pro=Limits(calls=1, tokens=0))
    await it.router.answer(PROMPT, ASKING)

    answered = await it.router.answer(PROMPT, replace(ASKING, tenant=TenantId(2)))

    assert Tier.PRO is answered.tier


@in_virtual_time
async def test_who_talks_a_lot_takes_the_dear_tier_from_themselves_and_not_from_digests() -> None:
    once = Limits(calls=1, tokens=0)
    talk = Allowance("BUTLER", once, once, purposes=frozenset({"conversation"}))
    it = routed(in_order(GOOD), pro=once, apart=[talk])
    talking = replace(ASKING, purpose="conversation")

    talked = [(await it.router.answer(PROMPT, talking)).model for _ in range(2)]
    digested = [(await it.router.answer(PROMPT, ASKING)).model for _ in range(2)]

    assert ["pro", "lite"] == talked == digested


@in_virtual_time
async def test_a_spent_quota_names_the_settings_that_raise_it() -> None:
    none = Limits(calls=0, tokens=10)
    talk = Allowance("BUTLER", none, none, purposes=frozenset({"conversation"}))
    it = routed(in_order(GOOD), pro=none, base=none, apart=[talk])

    talking = await it.error(replace(ASKING, purpose="conversation"))
    digesting = await it.error(replace(ASKING, tier=Tier.BASE))

    assert "raise BUTLER_PRO_QUOTA_CALLS and _TOKENS" in str(talking)
    assert "raise DIGEST_BASE_QUOTA_CALLS and _TOKENS" in str(digesting)


@in_virtual_time
async def test_a_model_that_quota_kept_from_one_tier_can_answer_in_another() -> None:
    it = routed(in_order(GOOD), names=ONE_MODEL, pro=Limits(calls=0, tokens=10))

    answered = await it.router.answer(PROMPT, ASKING)

    assert ("qwen", Tier.BASE) == (answered.model, answered.tier)


BOOKED_PROMPT = sum(len(turn.text) for turn in PROMPT.turns)
"""Tokens at the least: what is billed does not pass them."""


@settings(max_examples=50)
@given(
    asks=st.integers(1, 25),
    limits=st.builds(Limits, calls=st.integers(0, 12), tokens=st.integers(0, 2_000)),
    used=st.builds(Usage, prompt=st.integers(1, BOOKED_PROMPT), completion=st.integers(1, 50)),
    streams=st.integers(1, 8),
)
def test_parallel_asks_never_overspend_a_quota(
    asks: int, limits: Limits, used: Usage, streams: int
) -> None:
    async def run() -> RouterWorld:
        it = routed(
            in_order(said(GOOD.text, usage=used)),
            seconds=1,
            streams=streams,
            pro=limits,
            base=limits,
        )
        async with asyncio.TaskGroup() as group:
            for _ in range(asks):
                group.create_task(answered_or_spent(it))
        return it

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        it = runner.run(run())

    for tier in (Tier.PRO, Tier.BASE):
        entries = [entry for entry in it.ledger.entries.values() if entry.call.tier is tier]
        assert not limits.calls or len(entries) <= limits.calls
        assert not limits.tokens or sum(entry.tokens for entry in entries) <= limits.tokens
        assert all(entry.status == "ok" for entry in entries)


async def answered_or_spent(it: RouterWorld) -> None:
    try:
        await it.router.answer(PROMPT, ASKING)
    except QuotaSpentError:
        return

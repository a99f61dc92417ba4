"""UsageLedger, in memory and on Postgres."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.ingest.models import TenantId
from pipeline.llm.ledger import (
    EVERY,
    CallId,
    Limits,
    NewCall,
    Purposes,
    Spent,
    UsageLedger,
)
from pipeline.llm.models import Tier, Usage
from storage.postgres.connection import Connection
from storage.postgres.pool import open_pool
from storage.postgres.usage import Usages
from tests.fakes.usage import MemoryUsage
from tests.fixtures.postgres import Database
from tests.fixtures.stores import Stores

BASE = (Tier.BASE,)
DEAR = (Tier.PRO, Tier.MAX)
UNLIMITED = Limits(calls=0, tokens=0)
TALK = frozenset({"conversation", "condensing"})
OF_TALK, OF_DIGESTS = Purposes(TALK, others=False), Purposes(TALK)
CALL = NewCall("segmenter", "run", Tier.PRO, "GigaChat-2-Pro", "segmenter-1.ru", tokens=1000)
NOTHING = Usage()
DAY = timedelta(hours=24)


async def tenant_of(stores: Stores, name: str = "default") -> TenantId:
    return await stores.tenants.ensure(name)


async def book(
    ledger: UsageLedger, tenant: TenantId, limits: Limits = UNLIMITED, call: NewCall = CALL
) -> CallId:
    """A call that has to be within the limits."""
    booked = await ledger.reserve(tenant, call, DEAR, limits)
    assert booked is not None
    return booked


async def test_without_a_limit_every_call_is_booked_by_itself(stores: Stores) -> None:
    tenant = await tenant_of(stores)

    booked = [await book(stores.usage, tenant) for _ in range(3)]

    assert 3 == len(set(booked))


async def test_as_many_calls_as_the_limit_are_booked_and_no_more(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=2, tokens=0)

    booked = [await stores.usage.reserve(tenant, CALL, DEAR, limits) for _ in range(3)]

    assert [False, False, True] == [call is None for call in booked]


async def test_as_many_tokens_as_the_limit_are_booked_and_no_more(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=0, tokens=2000)
    await book(stores.usage, tenant, limits)

    over = await stores.usage.reserve(tenant, replace(CALL, tokens=1001), DEAR, limits)
    exact = await stores.usage.reserve(tenant, CALL, DEAR, limits)

    assert over is None
    assert exact is not None


async def test_a_refused_call_takes_nothing_from_the_quota(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=1, tokens=1000)

    refused = await stores.usage.reserve(tenant, replace(CALL, tokens=1001), DEAR, limits)
    await book(stores.usage, tenant, limits)

    assert refused is None


async def test_a_settled_call_counts_at_its_billed_tokens(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=0, tokens=1400)
    call = await book(stores.usage, tenant, limits)

    await stores.usage.settle(tenant, call, "ok", Usage(600, 100, cached=300), 1.5)

    over = await stores.usage.reserve(tenant, replace(CALL, tokens=1001), DEAR, limits)
    exact = await stores.usage.reserve(tenant, CALL, DEAR, limits)
    assert over is None
    assert exact is not None


async def test_a_call_that_cost_more_than_it_was_booked_at_counts_in_full(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=0, tokens=3000)
    call = await book(stores.usage, tenant, limits)

    await stores.usage.settle(tenant, call, "ok", Usage(1500, 501), 1.5)

    assert await stores.usage.reserve(tenant, CALL, DEAR, limits) is None


async def test_more_cached_tokens_than_prompt_give_no_credit(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    call = await book(stores.usage, tenant)

    await stores.usage.settle(tenant, call, "ok", Usage(100, 10, cached=500), 1.5)

    assert Spent(calls=1, tokens=10) == await stores.usage.spent(tenant, "run")
    over = await stores.usage.reserve(tenant, CALL, DEAR, Limits(calls=0, tokens=1009))
    assert over is None


async def test_a_failed_call_without_usage_does_not_count(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=1, tokens=1000)
    call = await book(stores.usage, tenant, limits)

    await stores.usage.settle(tenant, call, "model_unavailable", NOTHING, 0.1)

    assert Spent(calls=0, tokens=0) == await stores.usage.spent(tenant, "run")
    assert await stores.usage.reserve(tenant, CALL, DEAR, limits) is not None


async def test_a_failed_call_that_was_billed_counts(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=1, tokens=0)
    call = await book(stores.usage, tenant, limits)

    await stores.usage.settle(tenant, call, "refused", Usage(prompt=40), 0.1)

    assert Spent(calls=1, tokens=40) == await stores.usage.spent(tenant, "run")
    assert await stores.usage.reserve(tenant, CALL, DEAR, limits) is None


async def test_a_call_that_was_never_settled_counts_as_it_was_booked(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    await book(stores.usage, tenant)

    by_calls = await stores.usage.reserve(tenant, CALL, DEAR, Limits(calls=1, tokens=0))
    by_tokens = await stores.usage.reserve(tenant, CALL, DEAR, Limits(calls=0, tokens=1999))

    assert (None, None) == (by_calls, by_tokens)
    assert Spent(calls=0, tokens=0) == await stores.usage.spent(tenant, "run")


async def test_tiers_that_are_asked_together_share_their_quota(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=1, tokens=0)
    await book(stores.usage, tenant, limits)

    dear = await stores.usage.reserve(tenant, replace(CALL, tier=Tier.MAX), DEAR, limits)
    base = await stores.usage.reserve(tenant, replace(CALL, tier=Tier.BASE), BASE, limits)

    assert dear is None
    assert base is not None


async def test_purposes_with_a_quota_of_their_own_take_nothing_from_the_others(
    stores: Stores,
) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=2, tokens=2000)
    talk = replace(CALL, purpose="conversation")

    async def booked(call: NewCall, purposes: Purposes) -> bool:
        return await stores.usage.reserve(tenant, call, DEAR, limits, purposes) is not None

    talked = [await booked(talk, OF_TALK) for _ in range(3)]
    digested = [await booked(CALL, OF_DIGESTS) for _ in range(3)]

    assert [True, True, False] == talked == digested


async def test_all_purposes_of_a_quota_are_counted_together(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    limits = Limits(calls=1, tokens=0)
    await book(stores.usage, tenant, call=replace(CALL, purpose="condensing"))

    talk = replace(CALL, purpose="conversation")
    of_talk = await stores.usage.reserve(tenant, talk, DEAR, limits, OF_TALK)
    of_every = await stores.usage.reserve(tenant, CALL, DEAR, limits, EVERY)
    of_digests = await stores.usage.reserve(tenant, CALL, DEAR, limits, OF_DIGESTS)

    assert (None, None) == (of_talk, of_every)
    assert of_digests is not None


async def test_a_run_has_spent_what_its_settled_calls_cost(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    for run, usage in [("run", Usage(10, 5)), ("run", Usage(20, 5, cached=8)), ("b", Usage(99))]:
        call = await book(stores.usage, tenant, call=replace(CALL, run_id=run))
        await stores.usage.settle(tenant, call, "ok", usage, 1.0)

    assert Spent(calls=2, tokens=32) == await stores.usage.spent(tenant, "run")
    assert Spent(calls=0, tokens=0) == await stores.usage.spent(tenant, "unknown")


async def test_settling_the_same_again_counts_once(stores: Stores) -> None:
    tenant = await tenant_of(stores)
    call = await book(stores.usage, tenant)

    for _ in range(2):
        await stores.usage.settle(tenant, call, "ok", Usage(10, 5), 1.0)

    assert Spent(calls=1, tokens=15) == await stores.usage.spent(tenant, "run")


async def test_tenants_neither_share_a_quota_nor_see_each_others_calls(stores: Stores) -> None:
    tenant, stranger = await tenant_of(stores, "owner"), await tenant_of(stores, "stranger")
    limits = Limits(calls=1, tokens=1000)
    call = await book(stores.usage, tenant, limits)

    await book(stores.usage, stranger, limits)
    with pytest.raises(LookupError):
        await stores.usage.settle(stranger, call, "ok", Usage(10, 5), 1.0)
    await stores.usage.settle(tenant, call, "ok", Usage(10, 5), 1.0)

    assert Spent(calls=0, tokens=0) == await stores.usage.spent(stranger, "run")


async def test_a_call_that_nobody_booked_cannot_be_settled(stores: Stores) -> None:
    tenant = await tenant_of(stores)

    with pytest.raises(LookupError):
        await stores.usage.settle(tenant, CallId(10**9), "ok", Usage(10, 5), 1.0)


@pytest.mark.parametrize("limits", [Limits(calls=7, tokens=0), Limits(calls=0, tokens=7999)])
async def test_parallel_calls_of_one_process_never_overspend(
    stores: Stores, limits: Limits
) -> None:
    tenant = await tenant_of(stores)

    booked = await asyncio.gather(
        *(stores.usage.reserve(tenant, CALL, DEAR, limits) for _ in range(20))
    )

    assert 7 == sum(call is not None for call in booked)


async def test_parallel_calls_of_several_processes_never_overspend(
    postgres_stores: Stores, database: Database
) -> None:
    tenant = await tenant_of(postgres_stores)
    limits = Limits(calls=7, tokens=0)

    async with AsyncExitStack() as processes:
        pools = [
            await processes.enter_async_context(open_pool(database.service_dsn, min_size=5))
            for _ in range(4)
        ]
        ledgers = [Usages(pool) for pool in pools] * 5
        booked = await asyncio.gather(
            *(ledger.reserve(tenant, CALL, DEAR, limits) for ledger in ledgers)
        )

    assert 7 == sum(call is not None for call in booked)


async def test_in_memory_a_call_counts_for_24_hours() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    ledger, limits = MemoryUsage(lambda: now), Limits(calls=1, tokens=0)
    await book(ledger, TenantId(1), limits)

    now += DAY - timedelta(seconds=1)
    assert await ledger.reserve(TenantId(1), CALL, DEAR, limits) is None

    now += timedelta(seconds=1)
    assert await ledger.reserve(TenantId(1), CALL, DEAR, limits) is not None


async def test_on_postgres_a_call_counts_for_24_hours(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant = await tenant_of(postgres_stores)
    ledger, limits = postgres_stores.usage, Limits(calls=1, tokens=0)
    call = await book(ledger, tenant, limits)
    age = "UPDATE llm_usage SET created_at = now() - $2::interval WHERE id = $1"

    await behind.execute(age, call, DAY - timedelta(minutes=1))
    assert await ledger.reserve(tenant, CALL, DEAR, limits) is None

    await behind.execute(age, call, DAY)
    assert await ledger.reserve(tenant, CALL, DEAR, limits) is not None


async def test_every_call_leaves_a_row_that_says_what_it_was(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant = await tenant_of(postgres_stores)
    call = await book(postgres_stores.usage, tenant)
    await postgres_stores.usage.settle(tenant, call, "ok", Usage(600, 100, cached=300), 1.5)

    row = await behind.fetchrow("SELECT * FROM llm_usage")

    assert row is not None
    assert {
        "id": call,
        "tenant_id": tenant,
        "created_at": row["created_at"],
        "purpose": "segmenter",
        "run_id": "run",
        "tier": "pro",
        "model": "GigaChat-2-Pro",
        "prompt_version": "segmenter-1.ru",
        "booked_tokens": 1000,
        "status": "ok",
        "prompt_tokens": 600,
        "completion_tokens": 100,
        "cached_tokens": 300,
        "seconds": 1.5,
    } == dict(row)

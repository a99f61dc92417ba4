"""DeliveryLedger, in memory and on Postgres."""

import pytest

from pipeline.delivery.models import ChunkState, DeliveredChunk
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from tests.fixtures.stores import Stores, new_digest, silent, window_of


async def digest_of(stores: Stores) -> tuple[TenantId, DigestId]:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    return tenant, await stores.digests.add(tenant, new_digest(window), silent)


async def claim(
    stores: Stores, tenant: TenantId, digest: DigestId, chunk: int = 0, chat: str = "terminal"
) -> ChunkState:
    return await stores.deliveries.claim(tenant, digest, chunk, chat, "hash")


async def test_a_chunk_that_went_out_is_never_sent_again(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)

    first = await claim(stores, tenant, digest)
    await stores.deliveries.sent(tenant, digest, 0, "terminal", "42")
    again = await claim(stores, tenant, digest)

    assert (ChunkState.CLAIMED, ChunkState.SENT) == (first, again)


async def test_a_claim_that_nobody_settled_is_uncertain(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)

    assert ChunkState.UNCERTAIN is await claim(stores, tenant, digest)


async def test_a_chunk_that_was_given_back_can_be_claimed_again(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)

    await stores.deliveries.release(tenant, digest, 0, "terminal")

    assert ChunkState.CLAIMED is await claim(stores, tenant, digest)
    assert ChunkState.UNCERTAIN is await claim(stores, tenant, digest)


async def test_what_went_out_cannot_be_given_back(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)
    await stores.deliveries.sent(tenant, digest, 0, "terminal", None)

    await stores.deliveries.release(tenant, digest, 0, "terminal")

    assert ChunkState.SENT is await claim(stores, tenant, digest)


async def test_each_chunk_and_chat_has_an_entry_of_its_own(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)

    states = [
        await claim(stores, tenant, digest, chunk, chat)
        for chunk, chat in [(0, "terminal"), (1, "terminal"), (0, "-100"), (0, "terminal")]
    ]

    assert [*[ChunkState.CLAIMED] * 3, ChunkState.UNCERTAIN] == states


async def test_what_nobody_claimed_was_not_sent(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)

    with pytest.raises(LookupError):
        await stores.deliveries.sent(tenant, digest, 0, "terminal", None)


async def test_what_went_out_is_told_by_chat_and_chunk(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    for chunk, chat in [(1, "chat:2"), (0, "chat:2"), (1, "chat:1"), (0, "chat:1")]:
        await claim(stores, tenant, digest, chunk, chat)
    await stores.deliveries.sent(tenant, digest, 1, "chat:2", "m9")
    await stores.deliveries.sent(tenant, digest, 0, "chat:2", "m8")
    await stores.deliveries.sent(tenant, digest, 0, "chat:1", None)

    delivered = await stores.deliveries.delivered(tenant, digest)

    assert [
        DeliveredChunk("chat:1", 0, None),
        DeliveredChunk("chat:2", 0, "m8"),
        DeliveredChunk("chat:2", 1, "m9"),
    ] == list(delivered)


async def test_what_went_to_one_chat_is_told_on_its_own(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    for chunk, chat in [(1, "chat:2"), (0, "chat:2"), (0, "chat:1")]:
        await claim(stores, tenant, digest, chunk, chat)
        await stores.deliveries.sent(tenant, digest, chunk, chat, f"{chat}/{chunk}")

    delivered = await stores.deliveries.delivered(tenant, digest, "chat:2")

    assert [
        DeliveredChunk("chat:2", 0, "chat:2/0"),
        DeliveredChunk("chat:2", 1, "chat:2/1"),
    ] == list(delivered)


async def test_what_is_in_the_chat_no_more_may_be_sent_there_anew(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    for chunk, chat in [(0, "chat:2"), (1, "chat:2"), (2, "chat:2"), (0, "chat:1")]:
        await claim(stores, tenant, digest, chunk, chat)
        if chunk < 2:
            await stores.deliveries.sent(tenant, digest, chunk, chat, "1")

    await stores.deliveries.withdraw(tenant, digest, "chat:2", 0)
    one = await stores.deliveries.delivered(tenant, digest, "chat:2")
    await stores.deliveries.withdraw(tenant, digest, "chat:2")
    all_of_it = await stores.deliveries.delivered(tenant, digest, "chat:2")
    again = [await claim(stores, tenant, digest, chunk, "chat:2") for chunk in range(3)]

    assert ([1], []) == ([chunk.chunk for chunk in one], list(all_of_it))
    assert [ChunkState.CLAIMED] * 3 == again
    assert ChunkState.SENT is await claim(stores, tenant, digest, 0, "chat:1")


async def test_what_went_out_is_not_told_to_another_tenant(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)
    await stores.deliveries.sent(tenant, digest, 0, "terminal", "42")
    stranger = await stores.tenants.ensure("stranger")

    assert [] == list(await stores.deliveries.delivered(stranger, digest))


async def test_a_chunk_that_was_replaced_in_place_stays_where_it_is(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)
    await stores.deliveries.sent(tenant, digest, 0, "terminal", "42")

    await stores.deliveries.resent(tenant, digest, 0, "terminal", "other hash")

    delivered = await stores.deliveries.delivered(tenant, digest)
    assert [DeliveredChunk("terminal", 0, "42")] == list(delivered)
    assert ChunkState.SENT is await claim(stores, tenant, digest)


async def test_what_never_went_out_cannot_be_replaced(stores: Stores) -> None:
    tenant, digest = await digest_of(stores)
    await claim(stores, tenant, digest)

    for chunk in (0, 1):
        with pytest.raises(LookupError):
            await stores.deliveries.resent(tenant, digest, chunk, "terminal", "hash")

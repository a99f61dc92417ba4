"""A chunk whose sender died may have gone out: what then depends on the channel."""

import pytest

from bot.delivery import Delivery, UncertainDeliveryError
from bot.display import Display
from pipeline.delivery.models import ChunkState
from pipeline.digest.ports import StoredDigest
from pipeline.events.models import DigestDelivered, DigestReadyForDelivery
from tests.fakes.deliveries import MemoryDeliveries
from tests.fixtures.world import World


class Post(Display):
    """A channel whose readers would see a repetition."""

    repeatable = False

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.posted: list[str] = []

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        self.posted.append(chunk)
        return None


async def claimed_by_the_dead() -> tuple[World, MemoryDeliveries, DigestReadyForDelivery]:
    world, ledger = World(), MemoryDeliveries()
    stored = await world.digest(await world.talk())
    [ready] = world.of(DigestReadyForDelivery)
    state = await ledger.claim(world.tenant, stored.id, 0, "terminal", ready.content_hash)
    assert ChunkState.CLAIMED is state
    return world, ledger, ready


async def test_what_may_have_been_posted_is_not_posted_again() -> None:
    world, ledger, ready = await claimed_by_the_dead()
    post = Post("terminal")

    with pytest.raises(UncertainDeliveryError, match="look there"):
        await Delivery(world.digests, ledger, world.events, {"terminal": post}).deliver(ready)

    assert [] == post.posted
    assert [] == world.of(DigestDelivered)


async def test_what_may_have_been_displayed_is_displayed_again() -> None:
    world, ledger, ready = await claimed_by_the_dead()
    display = Display("terminal")

    await Delivery(world.digests, ledger, world.events, {"terminal": display}).deliver(ready)

    assert 1 == len(world.of(DigestDelivered))

"""A chunk whose sender died may have gone out: what then depends on the channel."""

import pytest

from bot.delivery import Delivery
from bot.display import Display
from pipeline.delivery.errors import NotSentError, UncertainDeliveryError
from pipeline.delivery.models import ChunkState
from pipeline.digest.ports import StoredDigest
from pipeline.events.delivery import DigestDelivered
from pipeline.events.runs import DigestReadyForDelivery
from tests.fakes.deliveries import MemoryDeliveries
from tests.fixtures.world import World


class Post(Display):
    """A channel whose readers would see a repetition."""

    def __init__(self, name: str, *, closed: bool = False) -> None:
        super().__init__(name)
        self.closed = closed
        self.posted: list[str] = []

    def repeatable(self, index: int) -> bool:
        return False

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        if self.closed:
            raise NotSentError("the post office is closed — come back tomorrow")
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


async def test_what_certainly_did_not_go_out_may_go_out_later() -> None:
    world, ledger = World(), MemoryDeliveries()
    await world.digest(await world.talk())
    [ready] = world.of(DigestReadyForDelivery)
    post = Post("terminal", closed=True)
    delivery = Delivery(world.digests, ledger, world.events, {"terminal": post})
    with pytest.raises(NotSentError):
        await delivery.deliver(ready)
    post.closed = False

    await delivery.deliver(ready)

    assert 1 == len(post.posted)
    assert 1 == len(world.of(DigestDelivered))

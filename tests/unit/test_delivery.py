"""Delivery: each chunk once, through the channel that was meant, and only what was judged."""

from dataclasses import dataclass, field

import pytest

from bot.delivery import NOT_AS_JUDGED, Delivery, NoChannelError
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.ports import StoredDigest
from pipeline.events.delivery import DigestDelivered
from pipeline.events.runs import DigestBlocked, DigestReadyForDelivery
from pipeline.windows.models import WindowId
from tests.fakes.deliveries import MemoryDeliveries
from tests.fixtures.world import World


@dataclass
class Outbox:
    """A channel that keeps what it is sent, and breaks when it is told to."""

    name: str = "terminal"
    breaks: bool = False
    sent: list[str] = field(default_factory=list)

    def repeatable(self, index: int) -> bool:
        return True

    def chunks(self, stored: StoredDigest) -> list[str]:
        return ["first", "second"]

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        if self.breaks and index == 1:
            raise ConnectionError
        self.sent.append(chunk)
        return f"message {index}"


@dataclass
class Post:
    """A digest that is ready, and everything that delivers it."""

    world: World
    wanted: DigestReadyForDelivery
    channel: Outbox
    delivery: Delivery

    async def status(self) -> DeliveryStatus:
        window = WindowId(self.wanted.window_id)
        [stored] = await self.world.digests.latest(self.world.tenant, [window])
        return stored.delivery_status


@pytest.fixture
async def post() -> Post:
    world, channel = World(), Outbox()
    await world.digest(await world.talk())
    [wanted] = world.of(DigestReadyForDelivery)
    delivery = Delivery(world.digests, MemoryDeliveries(), world.events, {"terminal": channel})
    return Post(world, wanted, channel, delivery)


async def test_a_digest_goes_out_chunk_by_chunk_and_that_is_recorded(post: Post) -> None:
    await post.delivery.deliver(post.wanted)

    [delivered] = post.world.of(DigestDelivered)
    assert ["first", "second"] == post.channel.sent
    assert ("terminal", 2, "sent") == (delivered.chat, delivered.chunks, delivered.status)
    assert DeliveryStatus.SENT is await post.status()


async def test_what_went_out_is_not_sent_again(post: Post) -> None:
    post.channel.breaks = True
    with pytest.raises(ConnectionError):
        await post.delivery.deliver(post.wanted)
    post.channel.breaks = False

    await post.delivery.deliver(post.wanted)
    await post.delivery.deliver(post.wanted)

    assert ["first", "second"] == post.channel.sent
    assert 1 == len(post.world.of(DigestDelivered))


async def test_another_text_than_the_judged_one_is_blocked_for_good(post: Post) -> None:
    forged = post.wanted.model_copy(update={"content_hash": "another"})

    await post.delivery.deliver(forged)

    [blocked] = post.world.of(DigestBlocked)
    assert [] == post.channel.sent
    assert (NOT_AS_JUDGED,) == blocked.reasons
    assert DeliveryStatus.BLOCKED_QUALITY is await post.status()


async def test_a_channel_that_is_not_here_is_missed_by_name(post: Post) -> None:
    elsewhere = post.wanted.model_copy(update={"channel": "pigeon"})

    with pytest.raises(NoChannelError, match="no channel 'pigeon'"):
        await post.delivery.deliver(elsewhere)

    assert DeliveryStatus.PENDING is await post.status()

"""What was not judged good, or is not what was judged, goes through no channel."""

import pytest

from bot.delivery import Delivery
from bot.display import displays
from pipeline.delivery.models import ChunkState
from pipeline.digest.models import DeliveryStatus, Digest, DigestId
from pipeline.digest.ports import NewDigest
from pipeline.digest.statements import Judged, Section, Statement, Verdict
from pipeline.events.delivery import DigestDelivered
from pipeline.events.runs import DigestBlocked, DigestReadyForDelivery
from pipeline.windows.models import Window
from tests.fakes.deliveries import MemoryDeliveries
from tests.fixtures.digests import held, stored, team_digest
from tests.fixtures.world import World


async def add(world: World, window: Window, digest: Digest) -> DigestReadyForDelivery:
    """Store the digest, and what says that it is ready."""
    new = NewDigest(
        window_id=window.id,
        version=1,
        fingerprint="f",
        digest=digest,
        people={},
        authors={},
    )
    stored_as = await world.digests.add(world.tenant, new, lambda _: ())
    return DigestReadyForDelivery(
        tenant_id=world.tenant,
        group_id=window.group_id,
        window_id=window.id,
        digest_id=stored_as,
        channel="terminal",
        content_hash=digest.decision.content_hash,
    )


def smuggled() -> Digest:
    """A digest to which something was added after it was judged."""
    digest = team_digest()
    extra = Judged(
        statement=Statement(section=Section.TOPICS, text="Вклад под 40 %", message_ids=(101,)),
        verdict=Verdict.SUPPORTED,
    )
    return digest.model_copy(update={"statements": (*digest.statements, extra)})


def upgraded() -> Digest:
    """A digest one of whose verdicts was changed after the decision."""
    digest = team_digest()
    first, *others = digest.statements
    better = first.model_copy(update={"verdict": Verdict.PARTLY})
    return digest.model_copy(update={"statements": (better, *others)})


@pytest.mark.parametrize(
    "digest",
    [
        smuggled(),
        upgraded(),
        team_digest().model_copy(update={"statements": team_digest().statements[1:]}),
        team_digest().model_copy(update={"statements": team_digest().statements[::-1]}),
        held(team_digest(), DeliveryStatus.BLOCKED_QUALITY, "completeness_below_threshold"),
    ],
    ids=["smuggled", "upgraded", "shortened", "reordered", "held"],
)
async def test_nothing_goes_out_but_what_a_decision_lets_out(digest: Digest) -> None:
    world = World()
    wanted = await add(world, await world.talk(), digest)
    ledger = MemoryDeliveries()

    await Delivery(world.digests, ledger, world.events, displays()).deliver(wanted)

    again = await ledger.claim(world.tenant, DigestId(wanted.digest_id), 0, "terminal", "h")
    [blocked] = world.of(DigestBlocked)
    assert ChunkState.CLAIMED is again
    assert wanted.digest_id == blocked.digest_id
    assert [] == world.of(DigestDelivered)


async def test_a_refusal_is_recorded_once_however_often_it_is_asked_for() -> None:
    world = World()
    wanted = await add(world, await world.talk(), smuggled())
    delivery = Delivery(world.digests, MemoryDeliveries(), world.events, displays())

    await delivery.deliver(wanted)
    await delivery.deliver(wanted)

    assert 1 == len(world.of(DigestBlocked))


async def test_what_may_have_been_shown_is_shown_again() -> None:
    world, ledger = World(), MemoryDeliveries()
    wanted = await add(world, await world.talk(), team_digest())
    await ledger.claim(world.tenant, DigestId(wanted.digest_id), 0, "terminal", "h")

    await Delivery(world.digests, ledger, world.events, displays()).deliver(wanted)

    state = await ledger.claim(world.tenant, DigestId(wanted.digest_id), 0, "terminal", "h")
    assert ChunkState.SENT is state
    assert 1 == len(world.of(DigestDelivered))


async def test_a_display_takes_a_digest_in_one_piece_that_its_text_names() -> None:
    digest = stored(team_digest(), {})
    shown = displays()

    assert {"terminal", "file"} == set(shown)
    for name, display in shown.items():
        assert name == display.name
        assert [digest.digest.decision.content_hash] == display.chunks(digest)
        assert await display.send(digest, 0, "piece") is None

"""What the watch notes and has to tell, in memory and on Postgres."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from pipeline.rollout.gates import Bound, Decision, Gate, GateClass, Measured, Reading, Verdict
from pipeline.rollout.models import Act, Feature, Wish
from pipeline.rollout.ports import Rollouts
from pipeline.rollout.samples import GateHistory, GateLooks, LatestLooks, WatchNotices
from storage.postgres.connection import Connection, Pool
from storage.postgres.rollout import RolloutDesk
from storage.postgres.rollout_samples import RolloutSamples, StoredWatchNotices
from tests.fakes.rollout import MemoryRollouts
from tests.fakes.rollout_samples import MemoryGateLooks, MemoryWatchNotices

CHAT = Feature.CHAT_V11
LOST = "ack_without_receipt_10s_rate"
AGO = timedelta(days=1)


class Looks(GateLooks, GateHistory, LatestLooks, Protocol):
    pass


@dataclass
class Post:
    rollouts: Rollouts
    looks: Looks
    notices: WatchNotices
    lose: Callable[[], Awaitable[None]]
    """A message is accepted and never answered."""
    answer: Callable[[], Awaitable[None]]
    """What was lost gets its receipt."""

    async def acts(self, act: Act, owner: str = "watch", note: str = "") -> None:
        state = await self.rollouts.state(CHAT)
        await self.rollouts.ask(Wish(CHAT, act, state.version, owner, note=note))


def in_memory() -> Post:
    gate = Gate(LOST, GateClass.P0, Bound.AT_MOST, 0, 20, timedelta(minutes=15))
    reading = Reading(gate, Measured(None, 0, None))
    rollouts = MemoryRollouts(readings={CHAT: [reading]})
    looks = MemoryGateLooks(rollouts)

    async def lose() -> None:
        lost = replace(reading, measured=Measured(1.0, 1, timedelta(seconds=11)))
        rollouts.readings[CHAT] = [lost]
        looks.rows[CHAT, LOST] = ["conversation_ledger telegram:7"]

    async def answer() -> None:
        rollouts.readings[CHAT] = [reading]
        looks.rows.clear()

    return Post(rollouts, looks, MemoryWatchNotices(rollouts, quiet=timedelta()), lose, answer)


def on_postgres(pool: Pool, behind: Connection) -> Post:
    async def lose() -> None:
        await behind.execute(
            "INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at)"
            " VALUES ('5', 'telegram', 7, '5', now() - interval '11 s')"
        )

    async def answer() -> None:
        await behind.execute("UPDATE conversation_ledger SET receipt_at = now(), kind = 'reply'")

    return Post(
        RolloutDesk(pool),
        RolloutSamples(pool),
        StoredWatchNotices(pool, quiet=timedelta()),
        lose,
        answer,
    )


@pytest.fixture(params=["memory", "postgres"])
def post(request: pytest.FixtureRequest) -> Post:
    if request.param == "memory":
        return in_memory()
    return on_postgres(request.getfixturevalue("pool"), request.getfixturevalue("behind"))


async def verdicts(post: Post) -> list[Verdict]:
    samples = await post.looks.since(CHAT, datetime.now(UTC) - AGO)
    return [sample.verdict for sample in samples if sample.gate == LOST]


async def test_before_anybody_looked_nothing_is_known(post: Post) -> None:
    latest = await post.looks.latest()

    assert (None, {}) == (latest.age, dict(latest.seen))
    assert not latest.fresh


async def test_a_look_tells_the_gates_and_is_remembered(post: Post) -> None:
    readings = await post.looks.look(CHAT)

    latest = await post.looks.latest()
    assert [LOST] == [each.gate.name for each in readings if each.gate.name == LOST]
    assert {each.gate.name for each in readings} == {each.gate for each in latest.seen[CHAT]}
    assert latest.fresh
    assert Decision.HOLD == latest.decision(CHAT)


async def test_looks_within_a_minute_are_one_sample_and_a_breach_among_them_stays(
    post: Post,
) -> None:
    await post.looks.look(CHAT)
    await post.lose()
    await post.looks.look(CHAT)
    await post.answer()

    await post.looks.look(CHAT)

    assert Verdict.BREACH in await verdicts(post)
    assert len(await verdicts(post)) <= 2  # a minute may have ended in between


async def test_samples_before_the_moment_are_left_out(post: Post) -> None:
    await post.looks.look(CHAT)

    later = await post.looks.since(CHAT, datetime.now(UTC) + AGO)

    assert [] == list(later)


async def test_a_feature_without_gates_leaves_no_sample(post: Post) -> None:
    readings = await post.looks.look(Feature.CHAT_DARK_LAUNCH)

    assert [] == list(readings)
    assert [] == list(await post.looks.since(Feature.CHAT_DARK_LAUNCH, datetime.now(UTC) - AGO))


async def test_the_rows_that_break_an_invariant_are_named(post: Post) -> None:
    await post.lose()

    rows = await post.looks.evidence(CHAT, LOST)
    others = await post.looks.evidence(CHAT, "read_rollback_detected_rate")

    assert ["conversation_ledger telegram:7"] == list(rows)
    assert [] == list(others)


async def test_what_the_watch_did_is_told_once(post: Post) -> None:
    await post.acts(Act.HOLD)
    await post.acts(Act.KILL, note="a message was lost")

    first = await post.notices.next()
    assert first is not None
    await post.notices.arrived(first)
    second = await post.notices.next()
    assert second is not None
    await post.notices.arrived(second)

    assert [("hold", False), ("kill", False)] == [
        (each.entry.act, each.again) for each in (first, second)
    ]
    assert "a message was lost" == second.entry.note
    assert await post.notices.next() is None


async def test_what_people_did_nobody_has_to_be_told(post: Post) -> None:
    await post.acts(Act.HOLD, "telegram:1")

    assert await post.notices.next() is None


async def test_what_may_have_arrived_is_told_again_as_that(post: Post) -> None:
    await post.acts(Act.KILL)
    await post.notices.next()

    again = await post.notices.next()

    assert again is not None
    assert again.again


async def test_what_did_not_arrive_is_told_as_if_for_the_first_time(post: Post) -> None:
    await post.acts(Act.KILL)
    failed = await post.notices.next()
    assert failed is not None
    await post.notices.failed(failed)

    notice = await post.notices.next()

    assert notice is not None
    assert not notice.again

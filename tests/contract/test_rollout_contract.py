"""Rollouts, by the pure rules and on Postgres."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from pipeline.rollout.gates import Decision
from pipeline.rollout.models import (
    STAGES,
    Act,
    Answer,
    Feature,
    Outcome,
    Refusal,
    Stage,
    Terms,
    Wish,
)
from pipeline.rollout.ports import Rollouts, RolloutStates
from storage.postgres.errors import NotFoundError
from storage.postgres.rollout import RolloutDesk
from tests.fakes.rollout import MemoryRollouts

ANNA, BORIS = "telegram:1", "telegram:2"
DIGESTS = Feature.DIGEST_AGENT
AT_ONCE = {stage: timedelta() for stage in STAGES[1:-1]}


class Desk(Rollouts, RolloutStates, Protocol):
    pass


@pytest.fixture(params=["memory", "postgres"])
def desk(request: pytest.FixtureRequest) -> Desk:
    if request.param == "memory":
        return MemoryRollouts()
    return RolloutDesk(request.getfixturevalue("pool"))


async def want(
    desk: Desk, act: Act, owner: str = ANNA, *, target: Stage | None = None, note: str = ""
) -> Answer:
    state = await desk.state(DIGESTS)
    return await desk.ask(Wish(DIGESTS, act, state.version, owner, target, note))


async def alone(desk: Desk) -> None:
    await desk.configure(Terms(AT_ONCE, approvals=1), "settings")


async def test_at_first_every_feature_is_off(desk: Desk) -> None:
    states = await desk.states()

    assert sorted(Feature) == [state.feature for state in states]
    assert {Stage.OFF} == {state.stage for state in states}
    assert not any(state.killed or state.held or state.allowed for state in states)


async def test_a_start_waits_for_a_second_person(desk: Desk) -> None:
    asked = await want(desk, Act.START, ANNA, note="to the first tenants")
    again = await want(desk, Act.START, ANNA)
    waiting = await desk.proposals(DIGESTS)
    assert asked.proposal is not None
    own = await desk.approve(asked.proposal, ANNA)
    approved = await desk.approve(asked.proposal, BORIS)

    assert (Outcome.WAITING, Stage.OFF) == (asked.outcome, asked.state.stage)
    assert asked.proposal == again.proposal
    assert [(asked.proposal, ANNA, "to the first tenants")] == [
        (each.id, each.wish.owner, each.wish.note) for each in waiting
    ]
    assert (Outcome.REFUSED, Refusal.SAME_PERSON) == (own.outcome, own.refusal)
    assert (Outcome.DONE, Stage.CANARY_1) == (approved.outcome, approved.state.stage)
    assert [] == await desk.proposals(DIGESTS)


async def test_the_same_wish_of_a_second_person_approves_of_the_first_ones(desk: Desk) -> None:
    await want(desk, Act.START, ANNA, note="go")

    done = await want(desk, Act.START, BORIS)

    [entry] = await desk.history(DIGESTS, limit=5)
    assert Outcome.DONE == done.outcome
    assert (ANNA, BORIS, "go") == (entry.owner, entry.approver, entry.note)


async def test_what_was_approved_once_cannot_be_approved_again(desk: Desk) -> None:
    asked = await want(desk, Act.START, ANNA)
    assert asked.proposal is not None
    await desk.approve(asked.proposal, BORIS)

    late = await desk.approve(asked.proposal, BORIS)

    assert Refusal.EXPIRED == late.refusal
    assert 2 == (await desk.state(DIGESTS)).version


async def test_an_approval_that_nobody_asked_for_is_an_error(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        await desk.approve(404, BORIS)


async def test_a_change_in_between_makes_a_proposal_void(desk: Desk) -> None:
    asked = await want(desk, Act.START, ANNA)
    await desk.allow(DIGESTS, 7, allowed=True, owner=BORIS)
    assert asked.proposal is not None

    answer = await desk.approve(asked.proposal, BORIS)

    assert (Outcome.REFUSED, Refusal.CHANGED) == (answer.outcome, answer.refusal)
    assert Stage.OFF == answer.state.stage


async def test_who_saw_an_older_state_is_refused(desk: Desk) -> None:
    await alone(desk)
    seen = (await desk.state(DIGESTS)).version
    await want(desk, Act.START)

    late = await desk.ask(Wish(DIGESTS, Act.HOLD, seen, BORIS))

    assert Refusal.CHANGED == late.refusal
    assert not (await desk.state(DIGESTS)).held


async def test_a_kill_needs_neither_a_second_person_nor_the_newest_state(desk: Desk) -> None:
    await alone(desk)
    await want(desk, Act.START)
    await desk.configure(Terms(AT_ONCE, approvals=2), "settings")

    killed = await desk.ask(Wish(DIGESTS, Act.KILL, 1, "watch", note="one chunk sent twice"))
    twice = await want(desk, Act.KILL)

    assert (Outcome.DONE, True) == (killed.outcome, killed.state.killed)
    assert Stage.CANARY_1 == killed.state.stage
    assert Refusal.ALREADY == twice.refusal


async def test_what_was_killed_is_resumed_at_its_stage_by_two(desk: Desk) -> None:
    await alone(desk)
    started = await want(desk, Act.START)
    await want(desk, Act.KILL)
    await desk.configure(Terms(AT_ONCE, approvals=2), "settings")

    blocked = await want(desk, Act.PROMOTE)
    waiting = await want(desk, Act.RESUME, ANNA)
    resumed = await want(desk, Act.RESUME, BORIS)

    assert Refusal.KILLED == blocked.refusal
    assert Outcome.WAITING == waiting.outcome
    assert (Stage.CANARY_1, False) == (resumed.state.stage, resumed.state.killed)
    assert resumed.state.since > started.state.since


async def test_without_figures_nothing_is_promoted(desk: Desk) -> None:
    await alone(desk)
    await want(desk, Act.START)

    promoted = await want(desk, Act.PROMOTE)

    assert (Outcome.REFUSED, Refusal.GATES) == (promoted.outcome, promoted.refusal)


async def test_a_stage_has_to_be_held_for_its_time(desk: Desk) -> None:
    await alone(desk)
    await desk.configure(Terms({**AT_ONCE, Stage.CANARY_1: timedelta(hours=1)}, 1), "settings")
    started = await want(desk, Act.START)

    early = await want(desk, Act.PROMOTE)

    assert Refusal.DWELL == early.refusal
    assert started.state.since + timedelta(hours=1) == early.ready_at


@pytest.mark.parametrize(
    ("target", "expected"), [(None, Stage.OFF), (Stage.OFF, Stage.OFF)], ids=["a step", "to off"]
)
async def test_a_rollback_needs_nobody_else(
    desk: Desk, target: Stage | None, expected: Stage
) -> None:
    await alone(desk)
    await want(desk, Act.START)
    await desk.configure(Terms(AT_ONCE, approvals=2), "settings")

    back = await want(desk, Act.ROLLBACK, target=target)

    assert (Outcome.DONE, expected) == (back.outcome, back.state.stage)


async def test_nothing_is_rolled_back_upwards(desk: Desk) -> None:
    upwards = await want(desk, Act.ROLLBACK, target=Stage.CANARY_50)

    assert Refusal.NO_WAY == upwards.refusal


async def test_what_is_held_is_not_promoted_until_it_is_resumed(desk: Desk) -> None:
    await alone(desk)
    await want(desk, Act.START)
    held = await want(desk, Act.HOLD, "watch")

    promoted = await want(desk, Act.PROMOTE)
    resumed = await want(desk, Act.RESUME)

    assert held.state.held
    assert Refusal.HELD == promoted.refusal
    assert not resumed.state.held


async def test_the_watch_lets_nobody_in(desk: Desk) -> None:
    await alone(desk)

    answer = await want(desk, Act.START, "watch")

    assert Refusal.AUTOMATION == answer.refusal


async def test_subjects_are_listed_and_taken_off_the_list(desk: Desk) -> None:
    listed = await desk.allow(DIGESTS, 7, allowed=True, owner=ANNA, note="the demo")
    again = await desk.allow(DIGESTS, 7, allowed=True, owner=ANNA)
    there = (await desk.state(DIGESTS)).allowed
    gone = await desk.allow(DIGESTS, 7, allowed=False, owner=BORIS)

    assert (True, False, True) == (listed, again, gone)
    assert {7} == there
    assert frozenset() == (await desk.state(DIGESTS)).allowed
    assert ["deny 7", "allow 7"] == [each.act for each in await desk.history(DIGESTS, limit=5)]


async def test_the_journal_tells_each_step_newest_first(desk: Desk) -> None:
    await alone(desk)
    before = datetime.now(UTC) - timedelta(seconds=5)
    await want(desk, Act.START, note="<b>go</b> & see")
    await want(desk, Act.KILL)
    await want(desk, Act.ROLLBACK, target=Stage.OFF)

    entries = await desk.history(DIGESTS, limit=3)

    assert [
        ("rollback", Stage.CANARY_1, Stage.OFF, True),
        ("kill", Stage.CANARY_1, Stage.CANARY_1, True),
        ("start", Stage.OFF, Stage.CANARY_1, False),
    ] == [(each.act, each.before, each.after, each.killed) for each in entries]
    assert "<b>go</b> & see" == entries[-1].note
    assert [Decision.HOLD] * 3 == [each.decision for each in entries]
    assert all(each.at > before for each in entries)
    assert [5, 4, 3] == [each.version for each in entries]


async def test_other_terms_are_journalled_and_the_same_ones_are_not(desk: Desk) -> None:
    await desk.configure(Terms(AT_ONCE, approvals=1), "settings")
    await desk.configure(Terms(AT_ONCE, approvals=1), "settings")

    entries = await desk.history(DIGESTS, limit=5)

    assert ["configure"] == [each.act for each in entries]
    assert Terms(AT_ONCE, approvals=1) == await desk.terms(DIGESTS)


async def test_every_change_is_heard_by_all(desk: Desk) -> None:
    async with desk.changes() as one, desk.changes() as other:
        await want(desk, Act.KILL)

        async with asyncio.timeout(5):
            await anext(one)
            await anext(other)


async def test_two_who_start_at_the_same_moment_start_once(desk: Desk) -> None:
    await alone(desk)

    answers = await asyncio.gather(*(want(desk, Act.START, owner) for owner in (ANNA, BORIS)))

    assert [Outcome.DONE, Outcome.REFUSED] == sorted(each.outcome for each in answers)
    assert 1 == sum(each.act == "start" for each in await desk.history(DIGESTS, limit=9))

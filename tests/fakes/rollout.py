"""Rollouts by the pure rules alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from pipeline.rollout.gates import Reading, decide
from pipeline.rollout.models import (
    STAGES,
    Answer,
    Entry,
    Feature,
    Outcome,
    Proposal,
    Refusal,
    Stage,
    State,
    Terms,
    Wish,
)
from pipeline.rollout.rules.transitions import changed, needs_approval, ready_at, refusal
from storage.postgres.errors import NotFoundError

PATIENCE = timedelta(minutes=10)
DWELL = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class MemoryRollouts:
    now: Callable[[], datetime] = _now
    readings: dict[Feature, Sequence[Reading]] = field(default_factory=dict)
    """What the gates tell, as a test sets it."""

    def __post_init__(self) -> None:
        self._terms = Terms(dict(zip(STAGES[1:-1], DWELL, strict=True)))
        self._states = {each: State(each, Stage.OFF, 1, self.now()) for each in Feature}
        self._journal: list[Entry] = []
        self._proposals: dict[int, Proposal] = {}
        self._settled: set[int] = set()
        self._ears: list[_Ear] = []

    async def states(self) -> Sequence[State]:
        return [self._states[name] for name in sorted(self._states)]

    @asynccontextmanager
    async def changes(self) -> AsyncIterator[AsyncIterator[object]]:
        ear = _Ear()
        self._ears.append(ear)
        yield ear
        self._ears.remove(ear)

    async def state(self, feature: Feature) -> State:
        return self._states[feature]

    async def terms(self, feature: Feature) -> Terms:
        return self._terms

    async def gates(self, feature: Feature) -> Sequence[Reading]:
        return self.readings.get(feature, ())

    async def ask(self, wish: Wish) -> Answer:
        state = self._states[wish.feature]
        why = refusal(wish, state, decide(await self.gates(wish.feature)), self._terms, self.now())
        if why is not None:
            return self._refused(state, why)
        if not needs_approval(wish, self._terms):
            return self._done(wish, None)
        waiting = await self.proposals(wish.feature)
        proposal = next((each for each in waiting if each.wish.act is wish.act), None)
        if proposal is None:
            number, now = len(self._proposals) + 1, self.now()
            proposal = self._proposals[number] = Proposal(number, wish, now, now + PATIENCE)
        if proposal.wish.owner == wish.owner:
            return Answer(Outcome.WAITING, state, proposal=proposal.id)
        self._settled.add(proposal.id)
        return self._done(proposal.wish, wish.owner)

    async def approve(self, proposal: int, owner: str) -> Answer:
        waiting = self._proposals.get(proposal)
        if waiting is None:
            raise NotFoundError(f"nothing with the number {proposal} waits for approval")
        state = self._states[waiting.wish.feature]
        if proposal in self._settled or waiting.expires_at <= self.now():
            return self._refused(state, Refusal.EXPIRED, proposal)
        if waiting.wish.owner == owner:
            return self._refused(state, Refusal.SAME_PERSON, proposal)
        return await self.ask(replace(waiting.wish, owner=owner))

    async def proposals(self, feature: Feature) -> Sequence[Proposal]:
        return [
            each
            for each in self._proposals.values()
            if each.wish.feature is feature
            and each.id not in self._settled
            and each.expires_at > self.now()
            and each.wish.version == self._states[feature].version
        ]

    async def history(self, feature: Feature, *, limit: int) -> Sequence[Entry]:
        return [each for each in reversed(self._journal) if each.feature is feature][:limit]

    async def allow(
        self, feature: Feature, subject: int, *, allowed: bool, owner: str, note: str = ""
    ) -> bool:
        before = self._states[feature]
        if (subject in before.allowed) is allowed:
            return False
        listed = before.allowed | {subject} if allowed else before.allowed - {subject}
        self._write(
            replace(before, allowed=listed, version=before.version + 1),
            f"{'allow' if allowed else 'deny'} {subject}",
            owner,
            None,
            note,
        )
        return True

    async def configure(self, terms: Terms, owner: str) -> None:
        if terms == self._terms:
            return
        self._terms = terms
        for feature in sorted(Feature):
            before = self._states[feature]
            after = replace(before, version=before.version + 1)
            self._write(after, "configure", owner, None, "")

    def _done(self, wish: Wish, approver: str | None) -> Answer:
        after = changed(wish, self._states[wish.feature], self.now())
        self._write(after, wish.act, wish.owner, approver, wish.note)
        return Answer(Outcome.DONE, after)

    def _refused(self, state: State, why: Refusal, proposal: int | None = None) -> Answer:
        ready = ready_at(state, self._terms) if why is Refusal.DWELL else None
        return Answer(Outcome.REFUSED, state, why, proposal, ready)

    def _write(self, after: State, act: str, owner: str, approver: str | None, note: str) -> None:
        before = self._states[after.feature]
        self._states[after.feature] = after
        gates = tuple(self.readings.get(after.feature, ()))
        self._journal.append(
            Entry(
                id=len(self._journal) + 1,
                feature=after.feature,
                at=self.now(),
                act=str(act),
                before=before.stage,
                after=after.stage,
                killed=after.killed,
                held=after.held,
                version=after.version,
                decision=decide(gates),
                gates=gates,
                owner=owner,
                approver=approver,
                note=note,
            )
        )
        for ear in self._ears:
            ear.heard.put_nowait(True)


@dataclass(frozen=True, slots=True)
class _Ear:
    heard: "asyncio.Queue[bool]" = field(default_factory=asyncio.Queue)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> object:
        return await self.heard.get()

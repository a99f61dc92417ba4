"""The transition table and its guards.

PostgreSQL enforces the same (``rollout_ask``), so that an operator with psql is held to it as
well; a test compares the two for every state, wish and decision.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.rollout.gates import Decision
from pipeline.rollout.models import AUTOMATIC, OPENING, Act, Refusal, Stage, State, Terms, Wish

WATCH = "watch"
"""The owner of what nobody but the running service wanted."""


def refusal(
    wish: Wish, state: State, decision: Decision, terms: Terms, now: datetime
) -> Refusal | None:
    """Why the wish cannot be done now, its approval aside; None if it can."""
    if wish.owner == WATCH and wish.act not in AUTOMATIC:
        return Refusal.AUTOMATION
    if wish.version != state.version and wish.act is not Act.KILL:
        return Refusal.CHANGED  # whoever kills wants it killed, whatever it has come to
    if wish.act in (Act.START, Act.PROMOTE):
        return _no_way_up(wish, state) or _not_yet(wish, state, decision, terms, now)
    return _no_way_aside(wish, state, decision)


def destination(wish: Wish, state: State) -> Stage | None:
    """The stage that the wish leads to; None if it leads nowhere."""
    if wish.act is Act.START:
        return Stage.CANARY_1 if state.stage is Stage.OFF else None
    if wish.act is Act.PROMOTE:
        return None if state.stage is Stage.OFF else state.stage.next
    if wish.act is Act.ROLLBACK:
        target = wish.target or state.stage.below
        return target if target is not None and target.rank < state.stage.rank else None
    return state.stage


def changed(wish: Wish, state: State, now: datetime) -> State:
    """The state once the wish is done; it has to be one that is not refused.

    Raises:
        ValueError: It leads nowhere.
    """
    stage = destination(wish, state)
    if stage is None:
        raise ValueError(f"{wish.act} leads nowhere from {state.stage}")
    dwells_anew = stage is not state.stage or wish.act is Act.RESUME
    return replace(
        state,
        stage=stage,
        version=state.version + 1,
        since=now if dwells_anew else state.since,
        killed=wish.act is Act.KILL or (state.killed and wish.act is not Act.RESUME),
        held=wish.act is Act.HOLD or (state.held and wish.act is not Act.RESUME),
    )


def needs_approval(wish: Wish, terms: Terms) -> bool:
    """Whether a second person has to agree: to whatever lets somebody in."""
    return terms.approvals > 1 and wish.act in OPENING


def ready_at(state: State, terms: Terms) -> datetime:
    """When the feature will have been at its stage for long enough to be promoted."""
    return state.since + terms.dwell.get(state.stage, timedelta())


def _no_way_up(wish: Wish, state: State) -> Refusal | None:
    if state.killed:
        return Refusal.KILLED
    if destination(wish, state) is None:
        return Refusal.NO_WAY
    return Refusal.HELD if state.held else None


def _not_yet(
    wish: Wish, state: State, decision: Decision, terms: Terms, now: datetime
) -> Refusal | None:
    """Before the start nobody has the feature, so no gate can be open: none may be broken."""
    if wish.act is Act.START:
        return Refusal.GATES if decision is Decision.ROLLBACK else None
    if now < ready_at(state, terms):
        return Refusal.DWELL
    return None if decision is Decision.PROCEED else Refusal.GATES


def _no_way_aside(wish: Wish, state: State, decision: Decision) -> Refusal | None:
    """Hold, rollback and kill need no gate: they shut. Resuming is an opening again."""
    if wish.act is Act.RESUME:
        if not state.killed and not state.held:
            return Refusal.NOT_HELD
        return Refusal.GATES if decision is Decision.ROLLBACK else None
    if wish.act is Act.ROLLBACK:
        return Refusal.NO_WAY if destination(wish, state) is None else None
    return Refusal.ALREADY if (state.killed if wish.act is Act.KILL else state.held) else None

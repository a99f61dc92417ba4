"""A stage's answer: recalled, asked of the model, or worked out by the rules.

Only a success is stored. The rules answer where no model is wanted or configured, and where the
model gave up; then the stage's outcome says so and why.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.model.asker import Asker, Tally
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.prompts.versions import VERSIONS, prompt_version
from pipeline.digest.recall import BY_RULES, MIXED, A, Recalled, Shelf, Writer
from pipeline.events.runs import DigestStageCompleted, DigestStageStarted, StageOutcome
from pipeline.llm.errors import ModelError
from pipeline.tracing.spans import span

Outcome = tuple[StageOutcome, str | None]
"""How a stage ended, and why so if it was not plainly well."""


@dataclass(frozen=True, slots=True)
class Ask(Generic[A]):
    """How the model is asked for a stage's answer."""

    answer: Callable[[Asker], Awaitable[A]]
    given_up: StageOutcome = StageOutcome.FALLBACK
    """The outcome if the rules have to answer in its place."""


@dataclass(frozen=True, slots=True)
class _Made(Generic[A]):
    answer: A
    hash: str
    writer: Writer
    outcome: Outcome
    reused: bool = False
    calls: int = 0
    tokens: int = 0


async def answer_stage(
    context: DigestContext,
    stage: Stage,
    answer_type: type[A],
    basis: Sequence[str],
    rule: Callable[[], A],
    *,
    ask: Ask[A] | None = None,
    attempt: int = 1,
    degraded: Callable[[A], str | None] = lambda _: None,
    since: float | None = None,
) -> Recalled[A]:
    """The stage's stored answer for the same input, or a new one.

    ``rule`` is pure and runs in a thread, off the loop. ``degraded`` names what is not as it
    should be about an answer that is used all the same. ``since`` is when the stage began, by
    ``time.perf_counter()``, if it began before this call.
    """
    started = time.perf_counter() if since is None else since
    shelf = Shelf(context, stage, answer_type, basis, attempt)
    with span("stage", stage=stage.value, attempt=attempt, run_id=context.run_id) as opened:
        made = await _recall(shelf, ask)
        if made is None:
            await begin(context, stage, attempt)
            made = await _make(shelf, rule, ask)
        flaw = degraded(made.answer)
        outcome = made.outcome if flaw is None else (StageOutcome.DEGRADED, flaw)
        opened.note(
            outcome=outcome[0].value,
            reason=outcome[1],
            engine=made.writer.name,
            reused=made.reused,
            tokens=made.tokens,
        )
    seconds = round(time.perf_counter() - started, 4)
    await context.events.publish(
        [
            DigestStageCompleted(
                **_run(context, stage, attempt),
                outcome=outcome[0],
                reason=outcome[1],
                seconds=seconds,
                reused=made.reused,
                engine=made.writer.name,
                calls=made.calls,
                tokens=made.tokens,
            )
        ]
    )
    context.metrics.stage(stage, outcome, seconds, reused=made.reused)
    return Recalled(
        stage=stage,
        attempt=attempt,
        answer=made.answer,
        hash=made.hash,
        seconds=0.0 if made.reused else seconds,
        writer=made.writer.name,
        fallback=_fallback(context, ask, made),
    )


async def begin(context: DigestContext, stage: Stage, attempt: int = 1) -> None:
    """Tell that a stage began; telling it again changes nothing."""
    if context.watcher is not None:
        context.watcher.begun(stage)
    await context.events.publish([DigestStageStarted(**_run(context, stage, attempt))])


async def is_answered(shelf: Shelf[A]) -> bool:
    """Whether a model's answer is stored already, so that nobody has to be asked."""
    engine = shelf.context.model
    return engine is not None and await _by_model(shelf, engine) is not None


async def _recall(shelf: Shelf[A], ask: Ask[A] | None) -> _Made[A] | None:
    engine = shelf.context.model
    if engine is not None and ask is not None:
        return await _by_model(shelf, engine)
    found = await shelf.find(BY_RULES)
    if found is None:
        return None
    return _Made(*found, BY_RULES, _by_rules(shelf), reused=True)


async def _by_model(shelf: Shelf[A], engine: ModelEngine) -> _Made[A] | None:
    version = prompt_version(shelf.stage, shelf.context.request.language)
    for name in engine.route(shelf.stage):
        writer = Writer(version, name)
        found = await shelf.find(writer)
        if found is not None:
            return _Made(*found, writer, _passed(shelf), reused=True)
    return None


async def _make(shelf: Shelf[A], rule: Callable[[], A], ask: Ask[A] | None) -> _Made[A]:
    context = shelf.context
    if context.model is None or ask is None:
        return await _work_out(shelf, rule, _by_rules(shelf))
    asker = context.asker(context.model, shelf.stage)
    try:
        answer = await ask.answer(asker)
    except ModelError as error:
        made = await _work_out(shelf, rule, (ask.given_up, error.reason))
        return _with_costs(made, asker)
    version = prompt_version(shelf.stage, context.request.language)
    names = sorted(asker.tally.models) or [context.model.route(shelf.stage)[0]]
    failures = asker.tally.failures
    writer = Writer(version, "+".join(names) + (MIXED if failures else ""))
    outcome = _passed(shelf)
    if failures:
        outcome = (StageOutcome.DEGRADED, failures[0])
    elif outcome[0] is StageOutcome.OK:
        outcome = _with_effort(asker.tally)
    stored = await shelf.save(writer, answer)
    return _with_costs(_Made(answer, stored, writer, outcome), asker)


async def _work_out(shelf: Shelf[A], rule: Callable[[], A], outcome: Outcome) -> _Made[A]:
    """The rules' answer; where the model gave up, they may have answered before."""
    found = await shelf.find(BY_RULES) if outcome[0] is not StageOutcome.OK else None
    if found is not None:
        return _Made(*found, BY_RULES, outcome)
    answer = await asyncio.to_thread(rule)
    return _Made(answer, await shelf.save(BY_RULES, answer), BY_RULES, outcome)


def _by_rules(shelf: Shelf[A]) -> Outcome:
    """A model was wanted and none is configured: that is a fallback, and says so."""
    context = shelf.context
    if context.model is None and context.request.engine == "auto" and shelf.stage in VERSIONS:
        return StageOutcome.FALLBACK, "no_model_configured"
    return _passed(shelf)


def _passed(shelf: Shelf[A]) -> Outcome:
    if shelf.attempt > 1:
        return StageOutcome.RETRY, "quality_below_threshold"
    return StageOutcome.OK, None


def _with_effort(tally: Tally) -> Outcome:
    """A model answered all of it, if need be after repairs, or in the place of a better one."""
    if tally.stepped_down:
        return StageOutcome.RETRY, f"lower_tier_{tally.stepped_down[0]}"
    return (StageOutcome.RETRY, "answer_repaired") if tally.repairs else (StageOutcome.OK, None)


def _with_costs(made: _Made[A], asker: Asker) -> _Made[A]:
    return replace(made, calls=asker.tally.calls, tokens=asker.tally.usage.billed)


def _fallback(context: DigestContext, ask: Ask[A] | None, made: _Made[A]) -> str | None:
    by_rules = made.writer is BY_RULES or made.writer.name.endswith(MIXED)
    return made.outcome[1] if context.model is not None and ask is not None and by_rules else None


def _run(context: DigestContext, stage: Stage, attempt: int) -> dict[str, object]:
    return {
        "tenant_id": context.tenant,
        "group_id": context.window.group_id,
        "window_id": context.window.id,
        "run_id": context.run_id if attempt == 1 else f"{context.run_id}.{attempt}",
        "stage": stage,
    }

"""The life of one digest as ``trace`` shows it: a table for people, an object for programs."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.views.legible import harmless
from pipeline.events.runs import DigestStageCompleted, DigestStageStarted
from pipeline.tracing.timeline import Fact, Step, Timeline

Json = dict[str, Any]

_STAGE: Final = "stage"
_WORTH_NOTHING: Final = frozenset({"calls", "tokens", "replays", "duplicates", "history_matches"})
"""Facts that say nothing if they are 0."""
_BAD: Final = frozenset({"failed", "blocked", "undeliverable", "fallback", "degraded", "retry"})
_GOOD: Final = frozenset({"delivered", "completed", "sent", "ok"})


def to_json(timeline: Timeline) -> Json:
    subject = timeline.subject
    return {
        "tenant": subject.tenant,
        "window": subject.window,
        "digest": subject.digest,
        "order": subject.order,
        "state": timeline.state,
        "reason": timeline.reason,
        "steps": [
            {
                "at": step.at.isoformat(),
                "after": after,
                "what": step.what,
                "correlation": step.correlation and step.correlation.hex,
                "facts": dict(step.facts),
            }
            for step, after in _timed(timeline.steps)
        ],
    }


def render(timeline: Timeline) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("details", overflow="fold")
    finished = {_stage(step) for step in timeline.steps if step.what == DigestStageCompleted.name}
    for step, after in _timed(timeline.steps):
        if step.what == DigestStageStarted.name and _stage(step) in finished:
            continue
        table.add_row(f"+{after:.3f}", Text(_name(step), "bold"), _details(step.facts))
    return Group(_heading(timeline), Text(), table)


def _heading(timeline: Timeline) -> Text:
    subject = timeline.subject
    numbers = {"order": subject.order, "digest": subject.digest, "window": subject.window}
    named = [f"{name} {number}" for name, number in numbers.items() if number is not None]
    heading = Text.assemble(" · ".join(named), ": ", (timeline.state, _style(timeline.state)))
    if timeline.reason is not None:
        heading.append(f" ({harmless(timeline.reason)})")
    if timeline.steps:
        began = timeline.steps[0].at.isoformat(sep=" ", timespec="milliseconds")
        heading.append(f", since {began}")
    correlations = {step.correlation.hex for step in timeline.steps if step.correlation}
    for correlation in sorted(correlations):
        heading.append(f"\ncorrelation {correlation}")
    return heading


def _timed(steps: Sequence[Step]) -> list[tuple[Step, float]]:
    """Each step with the seconds since the first one."""
    return [(step, round((step.at - steps[0].at).total_seconds(), 3)) for step in steps]


def _name(step: Step) -> str:
    stage = step.facts.get(_STAGE)
    match step.what:
        case DigestStageStarted.name:
            return f"stage {stage} …"
        case DigestStageCompleted.name:
            return f"stage {stage}"
        case name:
            return name.removesuffix(".v1")


def _stage(step: Step) -> tuple[Fact, Fact]:
    return step.facts.get(_STAGE), step.facts.get("attempt")


def _details(facts: Mapping[str, Fact]) -> Text:
    """The facts that say something: ``reused no`` and ``calls 0`` are left to ``--json``."""
    told = Text()
    for name, fact in facts.items():
        if name == _STAGE or fact is False or (fact == 0 and name in _WORTH_NOTHING):
            continue
        told.append("  " if told else "")
        told.append(f"{name} ", "dim")
        word = harmless(_word(fact))
        told.append(word, _style(word))
    return told


def _word(fact: Fact) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return f"{fact:.3f}" if isinstance(fact, float) else str(fact)


def _style(word: str) -> str:
    if word in _BAD:
        return "red"
    return "green" if word in _GOOD else ""

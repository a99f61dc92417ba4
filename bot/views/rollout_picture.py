"""What the picture of a rollout shows, in words and figures, before anybody draws it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.views.period import clock
from bot.views.rollout_columns import Axis, Column, columns_of
from bot.views.rollout_words import (
    feature_words,
    gate_words,
    moment_words,
    setting_of,
    stage_words,
    value_words,
)
from pipeline.digest.ports import Wording
from pipeline.rollout.gates import Bound, Decision, Gate, Reading, Verdict
from pipeline.rollout.models import STAGES, Stage
from pipeline.rollout.rules.cohorts import BUCKETS, SHARES
from pipeline.rollout.samples import Sample
from pipeline.rollout.standing import Standing

HOURS: Final = 6
SPAN: Final = timedelta(hours=HOURS)
_COLUMNS: Final = 72
"""Of five minutes each."""
_HEADROOM: Final = 1.25
"""Above a threshold that must not be exceeded."""


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"
    WAITING = "waiting"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Strip:
    """One gate over time."""

    name: str
    kind: str
    now: str
    threshold: str
    mood: Mood
    level: float
    """Of the threshold, from 0 at the bottom to 1 at the top."""
    columns: Sequence[Column | None]
    """Their values on the same scale."""


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    subtitle: str
    when: str
    steps: Sequence[str]
    step: int
    """Where it stands among them."""
    shut: bool
    """By the kill switch."""
    share: float
    """Of those who have it, from 0 to 1; the list is not counted."""
    share_mood: Mood
    """Plain where the environment, and not the stage, gives it to everybody."""
    share_words: str
    badges: Sequence[Badge]
    decision: Badge
    strips_title: str
    strips: Sequence[Strip]
    no_strips: str
    hours: Sequence[tuple[float, str]]
    """Places from 0 to 1, and what the clock shows there."""
    legend: Sequence[tuple[Mood, str]]


def picture_of(
    standing: Standing, samples: Sequence[Sample], zone: ZoneInfo, wording: Wording
) -> Picture:
    state, axis = standing.state, Axis(standing.at - SPAN, standing.at, _COLUMNS)
    stage = Stage.FULL if standing.overridden else state.stage
    return Picture(
        title=feature_words(standing.feature, wording),
        subtitle=standing.feature,
        when=moment_words(standing.at, zone, wording),
        steps=[stage_words(stage, wording) for stage in STAGES],
        step=state.stage.rank,
        shut=state.killed,
        share=0.0 if state.killed else SHARES[stage] / BUCKETS,
        share_mood=Mood.PLAIN if standing.overridden else Mood.GOOD,
        share_words=wording.say(
            "rollout-picture-share",
            stage="killed" if state.killed else stage,
            subject=state.feature.subject,
            count=0 if state.killed or stage is Stage.FULL else len(standing.listed),
        ),
        badges=[*_badges(standing, wording)],
        decision=_decision(standing.decision, wording),
        strips_title=wording.say("rollout-picture-gates", hours=HOURS),
        strips=[_strip(each, samples, axis, wording) for each in standing.readings],
        no_strips=wording.say("rollout-no-gates"),
        hours=[*_hours(axis, zone)],
        legend=[
            (mood, wording.say("rollout-picture-legend", mood=mood))
            for mood in (Mood.GOOD, Mood.BAD, Mood.WAITING)
        ],
    )


def _badges(standing: Standing, wording: Wording) -> Iterator[Badge]:
    if standing.state.killed:
        yield Badge(wording.say("rollout-picture-badge", badge="killed", setting=""), Mood.BAD)
    if standing.state.held:
        yield Badge(wording.say("rollout-picture-badge", badge="held", setting=""), Mood.WAITING)
    if standing.overridden and not standing.state.killed:
        setting = setting_of(standing.feature)
        told = wording.say("rollout-picture-badge", badge="overridden", setting=setting)
        yield Badge(told, Mood.PLAIN)


def _decision(decision: Decision, wording: Wording) -> Badge:
    mood = {
        Decision.PROCEED: Mood.GOOD,
        Decision.HOLD: Mood.WAITING,
        Decision.ROLLBACK: Mood.BAD,
    }[decision]
    return Badge(wording.say("rollout-picture-decision", decision=decision.lower()), mood)


def _strip(reading: Reading, samples: Sequence[Sample], axis: Axis, wording: Wording) -> Strip:
    gate, value = reading.gate, reading.measured.value
    columns = columns_of((each for each in samples if each.gate == gate.name), axis)
    top = _top(gate, columns)
    limit = wording.say(
        "rollout-picture-limit",
        bound="most" if gate.bound is Bound.AT_MOST else "least",
        value=value_words(gate, gate.threshold, wording),
    )
    known = value is not None and reading.verdict in (Verdict.OK, Verdict.BREACH)
    return Strip(
        name=gate_words(gate, wording),
        kind=gate.gate_class,
        now=(
            value_words(gate, value, wording)
            if known and value is not None
            else wording.say("rollout-picture-none", verdict=reading.verdict)
        ),
        threshold=limit,
        mood=_mood(reading),
        level=min(gate.threshold / top, 1.0),
        columns=[
            each and Column(min(max(each.value / top, 0.0), 1.0), each.breached)
            for each in columns
        ],
    )


def _mood(reading: Reading) -> Mood:
    if reading.verdict is Verdict.BREACH:
        return Mood.BAD
    return Mood.GOOD if reading.verdict is Verdict.OK else Mood.WAITING


def _top(gate: Gate, columns: Sequence[Column | None]) -> float:
    """The value at the top of a strip: all figures and the threshold fit below it."""
    highest = max((each.value for each in columns if each is not None), default=0.0)
    room = gate.threshold * _HEADROOM if gate.bound is Bound.AT_MOST else gate.threshold
    return max(highest, room) or 1.0


def _hours(axis: Axis, zone: ZoneInfo) -> Iterator[tuple[float, str]]:
    """Full hours, as the clock on the wall shows them."""
    hour = _full_hour(axis.since.astimezone(zone)) + timedelta(hours=1)
    while hour <= axis.until:
        yield axis.place(hour), clock(hour)
        hour += timedelta(hours=1)


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)

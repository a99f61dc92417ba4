"""What stands in every screen about rollouts: features, stages, figures, moments and people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.views.legible import harmless, shorten
from bot.views.period import clock
from pipeline.digest.ports import Wording
from pipeline.rollout.gates import Bound, Gate, GateClass, Reading
from pipeline.rollout.models import Feature, Stage, State

LONGEST_NAME: Final = 64
LONGEST_NOTE: Final = 500
_MINUTE: Final = timedelta(minutes=1)
_AGES: Final = (
    ("days", timedelta(days=1)),
    ("hours", timedelta(hours=1)),
    ("minutes", _MINUTE),
    ("seconds", timedelta(seconds=1)),
)


def feature_title(feature: Feature, wording: Wording) -> str:
    return f"{feature_words(feature, wording)} · {feature}"


def feature_words(feature: Feature, wording: Wording) -> str:
    return wording.say("rollout-feature", feature=feature)


def stage_words(stage: Stage, wording: Wording) -> str:
    return wording.say("rollout-stage", stage=stage)


def who_has_it(state: State, listed: frozenset[int], wording: Wording) -> str:
    """Of the stage and the list; the switch and the environment are told of elsewhere."""
    told = wording.say("rollout-who", stage=state.stage, subject=state.feature.subject)
    if not listed or state.stage is Stage.FULL:
        return told
    return f"{told} {wording.say('rollout-listed', count=len(listed))}"


def gate_words(gate: Gate, wording: Wording) -> str:
    return wording.say("rollout-gate", gate=_slug(gate.name))


def reading_words(reading: Reading, wording: Wording) -> str:
    """The figure against its threshold: «3,1 с при пороге не выше 2 с»."""
    value = reading.measured.value
    threshold = wording.say(
        "rollout-threshold",
        bound="most" if reading.gate.bound is Bound.AT_MOST else "least",
        value=value_words(reading.gate, reading.gate.threshold, wording),
    )
    if value is None:
        return wording.say("rollout-unknown", threshold=threshold)
    told = value_words(reading.gate, value, wording)
    return wording.say("rollout-figure", value=told, threshold=threshold)


def value_words(gate: Gate, value: float, wording: Wording) -> str:
    unit, factor = _unit(gate)
    return wording.say("rollout-value", unit=unit, value=round(value * factor, 2))


def age_words(age: timedelta, wording: Wording) -> str:
    """In the largest unit of which there are two: «90 с», «5 ч»."""
    age = max(age, timedelta())
    unit, length = next((each for each in _AGES if age >= 2 * each[1]), _AGES[-1])
    return wording.say("rollout-age", unit=unit, count=age // length)


def moment_words(moment: datetime, zone: ZoneInfo, wording: Wording) -> str:
    local = moment.astimezone(zone)
    date = wording.say("digest-date", day=local.day, month=local.month, weekday=local.isoweekday())
    return f"{date}, {clock(local)}"


def owner_words(owner: str, names: Mapping[str, str], wording: Wording) -> str:
    """Who did it, by the name that the admin chat knows; names are hostile."""
    kind, _, rest = owner.partition(":")
    if kind == "telegram":
        return shorten(harmless(names.get(owner, "")), LONGEST_NAME) or owner
    rest = shorten(harmless(rest), LONGEST_NAME)
    return wording.say("rollout-owner", kind=kind, name=rest)


def note_words(note: str) -> str:
    """Hostile, and on one line."""
    return shorten(harmless(note), LONGEST_NOTE)


def setting_of(feature: Feature) -> str:
    """Of the environment, which gives the feature to everybody."""
    return f"{feature.upper()}_ENABLED"


def _unit(gate: Gate) -> tuple[str, float]:
    if gate.name.endswith("_ms"):
        return "seconds", 0.001
    if gate.name.endswith("_rate") and (gate.gate_class is GateClass.P0 or gate.threshold < 1):
        return "percent", 100
    return "plain", 1


def _slug(name: str) -> str:
    return name.lower().replace("_", "-")

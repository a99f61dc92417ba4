"""How far features reach, and what the watch sees, in numbers."""

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from prometheus_client import CollectorRegistry, Gauge

from pipeline.rollout.gates import Decision, Verdict
from pipeline.rollout.models import Feature, State
from pipeline.rollout.samples import LatestLook, Seen

KnownState = Callable[[Feature], State | None]

_OK: Final = {Verdict.OK: 1.0, Verdict.BREACH: 0.0}


class RolloutMetrics:
    """The metrics of one registry.

    Args:
        registry: Has them.
        known: What this process goes by, asked whenever somebody reads.
    """

    def __init__(self, registry: CollectorRegistry, known: KnownState) -> None:
        self._stage = Gauge(
            "rollout_stage",
            "0: off, 1: canary_1, 2: canary_10, 3: canary_50, 4: full, as this process knows it",
            ("feature",),
            registry=registry,
        )
        self._killed = Gauge(
            "rollout_killed",
            "1 if the kill switch is thrown, as this process knows it",
            ("feature",),
            registry=registry,
        )
        self._value = Gauge(
            "rollout_gate_value",
            "What was measured at a gate; NaN without a sample",
            ("feature", "gate"),
            registry=registry,
        )
        self._ok = Gauge(
            "rollout_gate_ok",
            "1 if a gate is open, 0 if it is breached, NaN if that cannot be told",
            ("feature", "gate", "class"),
            registry=registry,
        )
        self._decision = Gauge(
            "rollout_decision",
            "1 at what the gates of a feature say: PROCEED, HOLD or ROLLBACK",
            ("feature", "decision"),
            registry=registry,
        )
        self._age = Gauge(
            "rollout_watch_age_seconds",
            "Since any process last read the gates; NaN if the database cannot tell",
            registry=registry,
        )
        self._age.set(math.nan)
        for feature in Feature:
            self._stage.labels(feature).set_function(partial(_rank, known, feature))
            self._killed.labels(feature).set_function(partial(_killed, known, feature))

    def looked(self, latest: LatestLook | None) -> None:
        """Tell what the watch saw; None if the database does not answer."""
        for each in (self._value, self._ok, self._decision):
            each.clear()
        if latest is None or latest.age is None:
            self._age.set(math.nan)
            return
        self._age.set(latest.age.total_seconds())
        if latest.fresh:
            self._show(latest)

    def _show(self, latest: LatestLook) -> None:
        for feature, gates in latest.seen.items():
            for gate in gates:
                self._show_gate(feature, gate)
            stands = latest.decision(feature)
            for decision in Decision:
                self._decision.labels(feature, decision).set(decision is stands)

    def _show_gate(self, feature: Feature, gate: Seen) -> None:
        self._value.labels(feature, gate.gate).set(math.nan if gate.value is None else gate.value)
        self._ok.labels(feature, gate.gate, gate.gate_class).set(_OK.get(gate.verdict, math.nan))


def _rank(known: KnownState, feature: Feature) -> float:
    state = known(feature)
    return math.nan if state is None else state.stage.rank


def _killed(known: KnownState, feature: Feature) -> float:
    state = known(feature)
    return math.nan if state is None else state.killed

"""How far features reach and what the watch saw, as Prometheus reads it."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry

from pipeline.rollout.flags import KnownFlags, Overrides
from pipeline.rollout.gates import GateClass, Verdict
from pipeline.rollout.metrics import RolloutMetrics
from pipeline.rollout.models import Feature, Stage, State
from pipeline.rollout.samples import LatestLook, Seen

CHAT = Feature.CHAT_V11
SEEN = {
    CHAT: [
        Seen("ack_without_receipt_10s_rate", GateClass.P0, 0.05, Verdict.BREACH),
        Seen("write_receipt_p95_ms", GateClass.P1, 300.0, Verdict.OK),
        Seen("full_state_rate", GateClass.P1, None, Verdict.TOO_FEW),
    ]
}


@dataclass
class Page:
    """/metrics of one process."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.flags = KnownFlags(Overrides())
        self.metrics = RolloutMetrics(self.registry, self.flags.state)

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def test_stage_and_switch_are_what_this_process_goes_by_at_the_moment_of_reading() -> None:
    page = Page()
    unknown = page.value("rollout_killed", feature=CHAT)
    page.flags.learn([State(CHAT, Stage.CANARY_50, 1, datetime.now(UTC))])
    before = page.value("rollout_killed", feature=CHAT)

    page.flags.learn([State(CHAT, Stage.CANARY_50, 2, datetime.now(UTC), killed=True)])

    assert unknown is not None
    assert math.isnan(unknown)
    assert (0, 1) == (before, page.value("rollout_killed", feature=CHAT))
    assert 3 == page.value("rollout_stage", feature=CHAT)


def test_gates_are_open_breached_or_unknown() -> None:
    page = Page()

    page.metrics.looked(LatestLook(timedelta(seconds=7), SEEN))

    def ok(gate: str, gate_class: str) -> float | None:
        labels = {"feature": CHAT.value, "gate": gate, "class": gate_class}
        return page.value("rollout_gate_ok", **labels)

    assert (0, 1) == (ok("ack_without_receipt_10s_rate", "P0"), ok("write_receipt_p95_ms", "P1"))
    assert math.isnan(ok("full_state_rate", "P1") or 0)
    assert 0.05 == page.value(
        "rollout_gate_value", feature=CHAT, gate="ack_without_receipt_10s_rate"
    )
    assert 7 == page.value("rollout_watch_age_seconds")
    assert [0, 0, 1] == [
        page.value("rollout_decision", feature=CHAT, decision=decision)
        for decision in ("PROCEED", "HOLD", "ROLLBACK")
    ]


def test_what_nobody_has_looked_at_for_a_minute_is_not_told_as_if_it_were_so() -> None:
    page = Page()
    page.metrics.looked(LatestLook(timedelta(seconds=7), SEEN))

    page.metrics.looked(LatestLook(timedelta(seconds=61), SEEN))

    labels = {"feature": CHAT.value, "gate": "write_receipt_p95_ms"}
    assert 61 == page.value("rollout_watch_age_seconds")
    assert page.value("rollout_gate_value", **labels) is None

"""docs/metrics.md tells of every metric there is, and the contract's names are among them."""

import re

from tests.fixtures.command_line import ROOT
from tests.fixtures.service_metrics import Exported, ServiceMetrics

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)

CONTRACT = {
    # of conversations
    "personalized_requests_total": {"source", "status"},
    "personalized_prompt_tokens_total": set(),
    "user_profile_reads_total": set(),
    "user_profile_writes_total": set(),
    "user_memory_events_total": {"role"},
    "user_memory_compressions_total": {"status"},
    "user_memory_compression_duration_seconds": set(),
    "stt_seconds": {"adapter", "status"},
    # of digests
    "digest_generation_seconds": {"stage", "outcome"},
    "digest_tokens_total": {"model"},
    "digest_quality_score": {"threshold"},
    "digest_delivery_latency_seconds": {"channel"},
    "digest_synthesis_fallback_total": {"reason"},
    "digest_stage_status_total": {"stage", "status", "result", "reason"},
    "digest_context_messages": {"metric"},
    "digest_context_duplicates_total": {"tenant"},
    "digest_context_history_matches_total": {"tenant"},
    "group_digest_evaluation_score": {"metric"},
    "digest_worker_generation_seconds": {"status"},
    "gigachat_requests_total": {"model", "status"},
}


def exported() -> list[Exported]:
    metrics = ServiceMetrics()
    metrics.work()
    return metrics.exported()


def test_the_page_tells_name_type_and_labels_of_every_metric() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")

    told = [
        Exported(name, kind, () if labels == "–" else tuple(labels.split(", ")))
        for name, kind, labels, _, _ in ROW.findall(page)
    ]

    assert exported() == sorted(told, key=lambda each: each.name)


def test_each_row_has_a_unit_and_a_sentence() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")

    rows = ROW.findall(page)

    assert [] == [name for name, _, _, unit, meaning in rows if not unit or meaning[-1] != "."]


def test_the_names_of_the_contract_are_exported_with_its_labels() -> None:
    labels = {each.name: set(each.labels) for each in exported()}

    assert CONTRACT == {name: labels.get(name) for name in CONTRACT}

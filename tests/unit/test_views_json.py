import json
from dataclasses import replace

from bot.views.json_report import to_json
from bot.views.report import WindowReport
from pipeline.digest.models import DeliveryStatus
from tests.fixtures.digests import (
    TEAM_DAY,
    TEAM_PEOPLE,
    quiet_report,
    ready,
    stored,
    team_digest,
    team_report,
    window,
    with_digest,
)

WINDOW = [
    "window_id",
    "start",
    "end",
    "size_hours",
    "status",
    "reason",
    "message_count",
    "participant_count",
    "coverage",
    "engine",
    "quality",
    "statements",
    "verified",
    "total",
    "topics",
    "participants",
    "metrics",
    "threads",
    "delivery_status",
    "tokens",
    "seconds",
]
TOPIC = {
    "title",
    "priority",
    "status",
    "summary",
    "decision",
    "owners",
    "actions",
    "keywords",
    "message_ids",
    "thread_ids",
    "state",
}


def test_every_window_has_the_keys_of_the_contract() -> None:
    report = to_json(team_report(*quiet_report().windows))

    assert {"group", "windows"} == set(report)
    assert [WINDOW] * 5 == [list(each) for each in report["windows"]]
    for each in report["windows"]:
        assert {"covered", "expected"} == set(each["coverage"])
        assert {"faithfulness", "completeness", "relevance", "coherence", "score"} == set(
            each["quality"]
        )


def test_a_digest_is_told_with_names_and_figures() -> None:
    (told,) = to_json(team_report())["windows"]

    assert ("2026-02-18T00:00:00+03:00", "2026-02-19T00:00:00+03:00") == (
        told["start"],
        told["end"],
    )
    assert (24, "completed", "pending") == (
        told["size_hours"],
        told["status"],
        told["delivery_status"],
    )
    assert (57, 6, {"covered": 57, "expected": 58}) == (
        told["message_count"],
        told["participant_count"],
        told["coverage"],
    )
    assert (13, 14) == (told["verified"], told["total"])
    assert 0.83 == told["quality"]["score"]
    assert {
        "section": "decisions",
        "text": "Костя пишет постмортем — до завтра, 12:00.",
        "message_ids": [112, 113],
        "spoken_ids": [],
        "verdict": "supported",
    } in told["statements"]
    assert {
        "name": "Костя",
        "dominant_role": "expert",
        "message_count": 9,
        "message_ids": [107, 110],
    } == told["participants"][0]
    assert [101, 102, 106, 120, 150] == [thread["id"] for thread in told["threads"]]


def test_a_topic_is_told_with_owners_actions_and_its_judged_summary() -> None:
    (told,) = to_json(team_report())["windows"]
    failure = told["topics"][0]

    assert all(TOPIC == set(topic) for topic in told["topics"])
    assert ("Падение оплат (502)", 1, "done", "closed") == (
        failure["title"],
        failure["priority"],
        failure["status"],
        failure["state"],
    )
    assert ["Костя"] == failure["owners"]
    assert [
        {
            "who": "Костя",
            "what": "постмортем",
            "due": "завтра, 12:00",
            "message_ids": [112, 113],
        }
    ] == failure["actions"]
    assert failure["summary"].startswith("Ночью платёжный прокси")


def test_masks_are_the_same_in_every_language() -> None:
    (told,) = to_json(team_report())["windows"]

    assert any("[phone]" in each["text"] for each in told["statements"])


def test_metrics_are_flat() -> None:
    (told,) = to_json(team_report())["windows"]
    metrics = told["metrics"]

    assert ("normal", 5, 1, 0.04) == (
        metrics["mode"],
        metrics["threads"],
        metrics["dropped_statements"],
        metrics["quality_delta"],
    )
    assert all(isinstance(value, int | float | str) for value in metrics.values())


def test_a_first_digest_has_no_comparison_among_its_metrics() -> None:
    report = with_digest(team_report(), ready(team_digest(), baseline=None))

    assert "quality_delta" not in to_json(report)["windows"][0]["metrics"]


def test_a_skipped_window_keeps_the_counts_that_are_known() -> None:
    skipped, *_ = to_json(quiet_report())["windows"]

    assert ("skipped", "too_few_messages", 3, 2) == (
        skipped["status"],
        skipped["reason"],
        skipped["message_count"],
        skipped["participant_count"],
    )
    assert (None, [], 0, None) == (
        skipped["engine"],
        skipped["statements"],
        skipped["total"],
        skipped["delivery_status"],
    )


def test_a_digest_that_was_held_back_keeps_its_figures_and_loses_its_text() -> None:
    *_, held_back = to_json(quiet_report())["windows"]

    assert ("blocked_quality", "completeness_below_threshold", 0.55) == (
        held_back["delivery_status"],
        held_back["reason"],
        held_back["quality"]["score"],
    )
    assert ([], [], 0, 0) == (
        held_back["statements"],
        held_back["topics"],
        held_back["verified"],
        held_back["total"],
    )
    assert "постмортем" not in json.dumps(held_back, ensure_ascii=False)


def test_a_delivered_digest_is_reported_as_sent() -> None:
    sent = replace(stored(team_digest(), TEAM_PEOPLE), delivery_status=DeliveryStatus.SENT)
    delivered = WindowReport(window(TEAM_DAY), sent)

    (_, told) = to_json(team_report(delivered))["windows"]

    assert DeliveryStatus.SENT == told["delivery_status"]


def test_the_report_is_json() -> None:
    report = to_json(team_report(*quiet_report().windows))

    assert report == json.loads(json.dumps(report))

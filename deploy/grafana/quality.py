"""The dashboards of how good digests are, and of who had to write them."""

from panels import BAD, DOUBTFUL, GOOD, Dashboard, Panel, Row

SCORES = ("faithfulness", "relevance", "completeness")
_SCORE_STEPS = ((None, BAD), (0.6, DOUBTFUL), (0.7, GOOD))


def _worst(score: str) -> Panel:
    return Panel(
        f"{score.capitalize()}: the worst of the hour",
        f"5th percentile of {score} over an hour. Below 0.7 digests are held back; below 0.6"
        " DigestFaithfulnessLow fires for faithfulness.",
        {score: f'alfred:digest_evaluation_score:p05_1h{{metric="{score}"}}'},
        kind="stat",
        unit="percentunit",
        steps=_SCORE_STEPS,
        most=1,
        height=5,
    )


def _heatmap(score: str) -> Panel:
    return Panel(
        f"{score.capitalize()} by window",
        f"How many digests of each stretch of time had which {score}. What grows dark below 0.7 is"
        " bad.",
        {
            "{{le}}": "sum by (le)"
            f' (increase(group_digest_evaluation_score_bucket{{metric="{score}"}}[$__interval]))'
        },
        kind="heatmap",
        unit="percentunit",
        width=24,
        least=None,
    )


QUALITY = Dashboard(
    "alfred-quality-scores",
    "Quality Scores",
    "What the judge says of digests, and how it spreads over time.",
    [
        Row("The worst of the hour", [_worst(score) for score in SCORES]),
        Row(
            "Over time",
            [
                Panel(
                    "Mean scores",
                    "Of the digests of an hour.",
                    {
                        "{{metric}}": "sum by (metric)"
                        " (increase(group_digest_evaluation_score_sum[1h]))"
                        " / sum by (metric) (increase(group_digest_evaluation_score_count[1h]))"
                    },
                    unit="percentunit",
                    steps=_SCORE_STEPS,
                    most=1,
                    width=12,
                ),
                Panel(
                    "Digests by whether they passed",
                    "The threshold is DIGEST_QUALITY_THRESHOLD; what misses it is held back.",
                    {
                        "{{threshold}}": "sum by (threshold)"
                        " (increase(digest_quality_score_count[1h]))"
                    },
                    width=12,
                ),
            ],
        ),
        Row("How they spread", [_heatmap(score) for score in SCORES]),
    ],
    since="now-7d",
)

FALLBACK = Dashboard(
    "alfred-digest-fallback",
    "Fallback by Tenant",
    "Whose digests rules had to write, and why.",
    [
        Row(
            "Tenants",
            [
                Panel(
                    "Share of makeshift digests, 24 h",
                    "Rules stood in for a model, wholly or in part. A tenant by its number.",
                    {
                        "tenant {{tenant}}": "sum by (tenant) (increase(digest_written_total"
                        '{engine="makeshift",tenant=~"$tenant"}[24h]))'
                        " / sum by (tenant)"
                        ' (increase(digest_written_total{tenant=~"$tenant"}[24h]))'
                    },
                    kind="bargauge",
                    unit="percentunit",
                    steps=((None, GOOD), (0.1, DOUBTFUL), (0.5, BAD)),
                    most=1,
                    width=12,
                ),
                Panel(
                    "Makeshift digests",
                    "An hour each.",
                    {
                        "tenant {{tenant}}": "sum by (tenant) (increase(digest_written_total"
                        '{engine="makeshift",tenant=~"$tenant"}[1h]))'
                    },
                    width=12,
                ),
            ],
        ),
        Row(
            "Reasons",
            [
                Panel(
                    "Why rules wrote the text",
                    "An hour each, of all tenants; the runbook explains the reasons.",
                    {
                        "{{reason}}": "sum by (reason)"
                        " (increase(digest_synthesis_fallback_total[1h]))"
                    },
                ),
                Panel(
                    "Stages by what became of them",
                    "An hour each: fallback is by rules, degraded is not as it should be.",
                    {
                        "{{stage}} {{result}}": "sum by (stage, result)"
                        ' (increase(digest_stage_status_total{result!="ok"}[1h]))'
                    },
                ),
                Panel(
                    "Breakers",
                    "Open: no call of the model passes for a minute.",
                    {"{{model}}": "max by (model) (gigachat_breaker_state)"},
                    kind="state-timeline",
                    words={
                        "0": ("closed", GOOD),
                        "1": ("probing", DOUBTFUL),
                        "2": ("open", BAD),
                    },
                ),
            ],
        ),
    ],
    variables={"tenant": "label_values(digest_written_total, tenant)"},
    since="now-7d",
)

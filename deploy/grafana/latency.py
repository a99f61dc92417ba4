"""The dashboard of where the time of a digest goes."""

from panels import SLOW, Dashboard, Panel, Row, percentile

LATENCY = Dashboard(
    "alfred-digest-latency",
    "Latency by Stage",
    "Where the time of a digest goes.",
    [
        Row(
            "Whole digests",
            [
                Panel(
                    "Jobs of workers, 95th percentile",
                    "By how they ended; dropped: nobody wanted it any more.",
                    {
                        "{{status}}": percentile(
                            "0.95", "digest_worker_generation_seconds", "status"
                        )
                    },
                    unit="s",
                    steps=SLOW,
                    width=12,
                ),
                Panel(
                    "From due to ordered, 95th percentile",
                    "How late pushes become orders.",
                    {"pushes": percentile("0.95", "schedule_lag_seconds", "")},
                    unit="s",
                    steps=SLOW,
                    width=12,
                ),
            ],
        ),
        Row(
            "Stages",
            [
                Panel(
                    f"Stages, {name}",
                    "Of answers that were made; reused ones cost nothing.",
                    {"{{stage}}": percentile(share, "digest_generation_seconds", "stage")},
                    unit="s",
                    width=12,
                )
                for share, name in (("0.5", "median"), ("0.95", "95th percentile"))
            ]
            + [
                Panel(
                    "Calls of models, 95th percentile",
                    "Waits and retries left out.",
                    {"{{model}}": percentile("0.95", "gigachat_request_seconds", "model")},
                    unit="s",
                    width=12,
                ),
                Panel(
                    "Share of time by stage",
                    "Of all seconds that stages took.",
                    {
                        "{{stage}}": "sum by (stage)"
                        " (rate(digest_generation_seconds_sum[$__rate_interval]))"
                        " / scalar(sum(rate(digest_generation_seconds_sum[$__rate_interval])))"
                    },
                    unit="percentunit",
                    width=12,
                ),
            ],
        ),
    ],
)

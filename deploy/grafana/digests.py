"""The dashboard of digests as a whole."""

from panels import BAD, DOUBTFUL, GOOD, SLOW, Dashboard, Panel, Row, percentile

OVERVIEW = Dashboard(
    "alfred-digest-overview",
    "Group Digest Overview",
    "Whether digests are made, are good, and arrive.",
    [
        Row(
            "Now",
            [
                Panel(
                    "Digests of 24 h",
                    "Made by all processes.",
                    {"digests": "sum(increase(digest_written_total[24h]))"},
                    kind="stat",
                    width=4,
                    height=5,
                ),
                Panel(
                    "Sent of 24 h",
                    "Share of the deliveries that ended with an arrival. The gate wants 95 %.",
                    {
                        "sent": 'sum(increase(digest_deliveries_total{outcome="sent"}[24h]))'
                        ' / sum(increase(digest_deliveries_total{outcome!="refused"}[24h]))'
                    },
                    kind="stat",
                    unit="percentunit",
                    steps=((None, BAD), (0.95, GOOD)),
                    most=1,
                    width=4,
                    height=5,
                ),
                Panel(
                    "Dead letters",
                    "What no attempt could handle: /dlq in the admin chat.",
                    {"letters": "max(dlq_letters)"},
                    kind="stat",
                    steps=((None, GOOD), (1, BAD)),
                    width=4,
                    height=5,
                ),
                Panel(
                    "Parts that do not work",
                    "Of all processes; /ready says why.",
                    {"parts": "count(service_part_ok == 0) or vector(0)"},
                    kind="stat",
                    steps=((None, GOOD), (1, BAD)),
                    width=4,
                    height=5,
                ),
                Panel(
                    "Coverage of ingest",
                    "Of the messages of 48 h, those that were there before the latest check.",
                    {"coverage": "min(ingest_coverage)"},
                    kind="stat",
                    unit="percentunit",
                    steps=((None, BAD), (0.95, DOUBTFUL), (0.99, GOOD)),
                    most=1,
                    width=4,
                    height=5,
                ),
                Panel(
                    "Old rows removed last",
                    "Since the retention's last run without a failure; it runs every 15 minutes.",
                    {"ago": "time() - max(retention_last_success_timestamp_seconds > 0)"},
                    kind="stat",
                    unit="s",
                    steps=((None, GOOD), (3600, DOUBTFUL), (86400, BAD)),
                    width=4,
                    height=5,
                ),
            ],
        ),
        Row(
            "Made and sent",
            [
                Panel(
                    "Digests by who wrote them",
                    "An hour each. Makeshift: rules stood in for a model.",
                    {"{{engine}}": "sum by (engine) (increase(digest_written_total[1h]))"},
                ),
                Panel(
                    "Deliveries by their end",
                    "An hour each; more than 5 failures in 10 min are an alert.",
                    {"{{outcome}}": "sum by (outcome) (increase(digest_deliveries_total[1h]))"},
                ),
                Panel(
                    "From ready to sent, 95th percentile",
                    "Since both the order and its digest were there; Telegram's limits included.",
                    {
                        "{{channel}}": percentile(
                            "0.95", "digest_delivery_latency_seconds", "channel"
                        )
                    },
                    unit="s",
                    steps=SLOW,
                ),
            ],
        ),
        Row(
            "What they are made of",
            [
                Panel(
                    "Messages stored a minute",
                    "Versions, by whom they came through.",
                    {
                        "{{source}}": "sum by (source)"
                        " (rate(ingest_messages_total[$__rate_interval])) * 60"
                    },
                ),
                Panel(
                    "Tokens a minute",
                    "As billed, by model.",
                    {
                        "{{model}}": "sum by (model)"
                        " (rate(digest_tokens_total[$__rate_interval])) * 60"
                    },
                ),
                Panel(
                    "Calls of models by how they ended",
                    "A minute each. ModelFailing fires when more than half fail.",
                    {
                        "{{model}} {{status}}": "sum by (model, status)"
                        " (rate(gigachat_requests_total[$__rate_interval])) * 60"
                    },
                ),
            ],
        ),
    ],
)

"""The dashboards of conversations and of the rollout."""

from panels import BAD, DOUBTFUL, GOOD, Dashboard, Panel, Row, percentile

_STAGES = {
    "0": ("off", "text"),
    "1": ("canary 1 %", "blue"),
    "2": ("canary 10 %", "blue"),
    "3": ("canary 50 %", "purple"),
    "4": ("full", GOOD),
}
_GATE = {"0": ("breached", BAD), "1": ("ok", GOOD), "NaN": ("no data", DOUBTFUL)}

CHAT_HEALTH = Dashboard(
    "alfred-chat-health",
    "Chat Health",
    "How Alfred is to talk to.",
    [
        Row(
            "Now",
            [
                Panel(
                    "Apologies instead of replies",
                    "Share of 5 minutes; above 10 % PersonalizationHighErrorRate fires.",
                    {"errors": "alfred:personalized_requests_errors:ratio_5m"},
                    kind="stat",
                    unit="percentunit",
                    steps=((None, GOOD), (0.05, DOUBTFUL), (0.1, BAD)),
                    most=1,
                    width=6,
                    height=5,
                ),
                Panel(
                    "First answer, 95th percentile",
                    "From the acceptance of a message; the gate wants 2 s.",
                    {
                        "answer": "histogram_quantile(0.95,"
                        " sum by (le) (rate(bot_turn_seconds_bucket[15m])))"
                    },
                    kind="stat",
                    unit="s",
                    steps=((None, GOOD), (2, BAD)),
                    width=6,
                    height=5,
                ),
                Panel(
                    "Backlog",
                    "Updates that wait for their turn or have it.",
                    {"backlog": "sum(bot_backlog)"},
                    kind="stat",
                    steps=((None, GOOD), (50, DOUBTFUL), (500, BAD)),
                    width=6,
                    height=5,
                ),
                Panel(
                    "Broken invariants",
                    "P0 gates that are breached: ChatInvariantBroken.",
                    {"gates": 'count(rollout_gate_ok{class="P0"} == 0) or vector(0)'},
                    kind="stat",
                    steps=((None, GOOD), (1, BAD)),
                    width=6,
                    height=5,
                ),
            ],
        ),
        Row(
            "Conversation",
            [
                Panel(
                    "Replies a minute",
                    "By how they came about: error is an apology, offline is by rules.",
                    {
                        "{{status}}": "sum by (status)"
                        " (rate(personalized_requests_total[$__rate_interval])) * 60"
                    },
                ),
                Panel(
                    "Time to the first answer",
                    "Percentiles over all that is said to the bot.",
                    {
                        name: percentile(share, "bot_turn_seconds", "")
                        for name, share in (("median", "0.5"), ("95th", "0.95"), ("99th", "0.99"))
                    },
                    unit="s",
                    steps=((None, GOOD), (2, BAD)),
                ),
                Panel(
                    "Prompt tokens of a reply",
                    "Mean; the budget is BUTLER_CONTEXT_TOKENS.",
                    {
                        "tokens": "sum(rate(personalized_prompt_tokens_total[$__rate_interval]))"
                        " / sum(rate(personalized_requests_total[$__rate_interval]))"
                    },
                ),
            ],
        ),
        Row(
            "Memory and voice",
            [
                Panel(
                    "Memories condensed",
                    "An hour each; more than 5 errors in 5 min are an alert.",
                    {
                        "{{status}}": "sum by (status)"
                        " (increase(user_memory_compressions_total[1h]))"
                    },
                ),
                Panel(
                    "Condensing, 95th percentile",
                    "In the background: nobody waits for it.",
                    {
                        "condensing": percentile(
                            "0.95", "user_memory_compression_duration_seconds", ""
                        )
                    },
                    unit="s",
                ),
                Panel(
                    "Speech to text, 95th percentile",
                    "From the recording to its text, by who listened and how it ended.",
                    {
                        "{{adapter}} {{status}}": percentile(
                            "0.95", "stt_seconds", "adapter, status"
                        )
                    },
                    unit="s",
                ),
            ],
        ),
        Row(
            "Telegram and the process",
            [
                Panel(
                    "Bot API calls a minute that did not go well",
                    "By what Telegram or the network said.",
                    {
                        "{{outcome}}": "sum by (outcome)"
                        ' (rate(bot_api_calls_total{outcome!="ok"}[$__rate_interval])) * 60'
                    },
                ),
                Panel(
                    "Ingest lag, 95th percentile",
                    "From the sending of a message to its being stored.",
                    {"lag": "alfred:ingest_lag_seconds:p95_10m"},
                    unit="s",
                    steps=((None, GOOD), (30, BAD)),
                ),
                Panel(
                    "Loop lag, 99th percentile",
                    "Everybody waits so long, whatever they want. Above 0.25 s LoopLagHigh fires.",
                    {"{{instance}}": "alfred:loop_lag_seconds:p99_5m"},
                    unit="s",
                    steps=((None, GOOD), (0.25, BAD)),
                ),
            ],
        ),
    ],
    since="now-6h",
)

ROLLOUT = Dashboard(
    "alfred-rollout",
    "Rollout",
    "Who has which feature, and whether its gates let it go on.",
    [
        Row(
            "Stages",
            [
                Panel(
                    "Stage",
                    "Nested cohorts; only people promote.",
                    {"{{feature}}": 'max by (feature) (rollout_stage{feature=~"$feature"})'},
                    kind="state-timeline",
                    words=_STAGES,
                    width=12,
                ),
                Panel(
                    "Kill switch",
                    "Thrown by the watch or by /canary kill; the stage stays as it was.",
                    {"{{feature}}": 'max by (feature) (rollout_killed{feature=~"$feature"})'},
                    kind="state-timeline",
                    words={"0": ("open", GOOD), "1": ("killed", BAD)},
                    width=12,
                ),
                Panel(
                    "Decision",
                    "What the gates say: the one that is 1.",
                    {
                        "{{feature}} {{decision}}": "max by (feature, decision)"
                        ' (rollout_decision{feature=~"$feature"})'
                    },
                    kind="state-timeline",
                    words={"0": (" ", "text"), "1": ("now", "blue")},
                    width=18,
                ),
                Panel(
                    "Since the watch looked",
                    "It looks every 10 s; after a minute and two more RolloutWatchStale fires.",
                    {"age": "min(rollout_watch_age_seconds)"},
                    kind="stat",
                    unit="s",
                    steps=((None, GOOD), (30, DOUBTFUL), (60, BAD)),
                    width=6,
                ),
            ],
        ),
        Row(
            "Gates",
            [
                Panel(
                    "P0: breached, it is off within one tick",
                    "No data is a hold.",
                    {
                        "{{feature}} {{gate}}": "min by (feature, gate)"
                        ' (rollout_gate_ok{feature=~"$feature",class="P0"})'
                    },
                    kind="state-timeline",
                    words=_GATE,
                    width=12,
                ),
                Panel(
                    "P1: breached, it holds",
                    "No data is a hold.",
                    {
                        "{{feature}} {{gate}}": "min by (feature, gate)"
                        ' (rollout_gate_ok{feature=~"$feature",class="P1"})'
                    },
                    kind="state-timeline",
                    words=_GATE,
                    width=12,
                ),
                Panel(
                    "Values of the gates",
                    "Over the last 15 minutes, each in its own unit; /gates has the thresholds.",
                    {
                        "{{feature}} {{gate}}": "max by (feature, gate)"
                        ' (rollout_gate_value{feature=~"$feature"})'
                    },
                    width=24,
                ),
            ],
        ),
    ],
    variables={"feature": "label_values(rollout_stage, feature)"},
)

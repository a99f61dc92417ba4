# What operators do: Alfred speaks of it in their chat only.

bot-command-pause_ingest = Stop reading groups
bot-command-resume_ingest = Go on reading groups

pause-title = ⏸ Reading is stopped
pause-what = { $reach ->
    [all] all accounts
    [account] the account of tenant { $number }
   *[group] group { $number }
}
pause-line =
    • { $what }
    since { $since } · { $until ->
        [never] until you bid me go on
       *[other] until { $until }
    } · { $who }
pause-meaning = Nothing is lost: I shall read on from where I stopped. What the bot itself hears in groups is kept as before; digests are made of what was read.
pause-none = Nothing is stopped: I read every group.
pause-more = …and { $count } more
pause-resume = ▶️ Go on: { $what }
pause-resumed = ▶️ Reading again: { $what }. The rest lasted { $lasted }.
pause-catching-up = I begin with what was said meanwhile.
pause-nothing = There is nothing to go on with: it is being read as it is.
pause-left = Still stopped:
pause-unknown = { $reach ->
    [account] Tenant { $number } has no account connected.
   *[group] I have no group with the number { $number }.
} The numbers of tenants and groups are in the service's log.
pause-usage =
    I understand these:
    /pause_ingest — stop reading all groups
    /pause_ingest 30 — for 30 minutes, a week at the most
    /pause_ingest account 12 30 — the account of tenant 12
    /pause_ingest group 5 — one group
    /pause_ingest list — what is stopped
    /resume_ingest — go on with everything
    /resume_ingest group 5 — with one group
    After the minutes or the number you may add why.

bot-command-gonogo = May we: a check before a step
gonogo-title = GO / NO-GO: { $feature }
gonogo-verdict = { $verdict ->
    [go] ✅ GO: everything is in order.
   *[no-go] ⛔ NO-GO: a “yes” is wanting in { $count ->
        [one] { $count } row.
       *[other] { $count } rows.
    }
}
gonogo-line = { $mark ->
    [yes] ✅ { $told }
    [no] ❌ { $told }
   *[unknown] ❔ { $told }
}
gonogo-migrations = { $why ->
    [well] Migrations: { $names }
    [behind] Migrations: { $names } — python main.py migrate
   *[away] Migrations: the database does not answer
}
gonogo-health = { $why ->
    [well] Health: { $count } of { $count } are well
    [ill] Health: { $names } — look at /ready
   *[away] Health: not known — look at /ready
}
gonogo-alerts = { $why ->
    [well] Alert rules: { $count }, none of them fires
    [lacking] Rules missing: { $names } — load deploy/prometheus
    [firing] An alert fires: { $names }
    [unset] Alerts: not known — set ALERTS_PROMETHEUS_URL
   *[away] Alerts: not known — Prometheus does not answer
}
gonogo-gates = { $why ->
    [well] Gates: PROCEED
    [start] Gates: HOLD, which is enough for a start
    [hold] Gates: HOLD — /gates { $feature }
    [rollback] Gates: ROLLBACK — /gates { $feature }
   *[away] Gates: not known — the database does not answer
}
gonogo-reading = { $why ->
    [well] Groups are being read
   *[paused] Reading is stopped ({ $count }) — /resume_ingest
}
gonogo-dead-letters = { $why ->
    [well] No errand was left undone
    [left] Errands left undone: { $count } — /dlq
   *[away] Errands left undone: not known — the database does not answer
}
gonogo-export = { $why ->
    [well] Export: { $age } ago
    [old] Export: { $age } ago — try /export_me again
    [never] Never exported — try /export_me
   *[away] Export: not known — the database does not answer
}
gonogo-erasure = { $why ->
    [well] Forgetting: { $age } ago
    [old] Forgetting: { $age } ago — try /forget again
    [never] Nothing was ever forgotten — try /forget
   *[away] Forgetting: not known — the database does not answer
}
gonogo-question = { $question ->
    [on-call] Somebody is on call
    [release-notes] Release notes are read
    [rollback] The way back is rehearsed
   *[support] Support is told
}
gonogo-answered = { $told } · { $who }, { $at }
gonogo-button = { $mark ->
    [no] No
   *[yes] { $question ->
        [on-call] Somebody is on call
        [release-notes] Notes are read
        [rollback] Way back rehearsed
       *[support] Support is told
    }
}
gonogo-more = { $told } and { $count } more
gonogo-asked = No. { $number } · { $who } · measured { $when }
gonogo-until = I take answers until { $at }.
gonogo-over = Its hour is over, and so it stays. Anew: /gonogo { $feature }
gonogo-again = 🔄 Measure again
gonogo-gone = I know no such checklist. Pray begin anew: /gonogo
gonogo-refused = { $why ->
    [over] The hour of this checklist is over. Anew: /gonogo { $feature }
   *[changed] Somebody answered before you. Pray look, and press again.
}
gonogo-never = This was never checked: /gonogo { $feature }
gonogo-last-none = GO / NO-GO: never checked (/gonogo { $feature })
gonogo-last = GO / NO-GO: { $verdict ->
    [go] ✅ GO
   *[no-go] ⛔ NO-GO
}, { $age } ago (/gonogo { $feature } last)
gonogo-usage =
    I understand these:
    /gonogo digest — check before a step
    /gonogo digest last — what the last check came to

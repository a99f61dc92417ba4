# How what is new reaches people: Alfred speaks of it in the operators' chat only.

bot-command-canary = How what is new reaches people
bot-command-gates = Gates: may we go on
bot-command-history = The journal: who changed what
bot-command-allow = Open digests to a tenant
bot-command-deny = Take a tenant off the list

rollout-feature = { $feature ->
    [digest_agent] Digests
    [chat_v11] Conversation
    [chat_dark_launch] Conversation unseen
    [chat_notifications_beta] Notifications
    [dispute_tools_v2] Dispute tools
   *[chat_full_release] Conversation for all
}
rollout-stage = { $stage ->
    [off] off
    [canary_1] 1%
    [canary_10] 10%
    [canary_50] 50%
   *[full] 100%
}
rollout-who = { $stage ->
    [off] By its stage nobody has it.
    [canary_1] 1% of { $subject ->
        [tenant] tenants have it.
       *[user] people have it.
    }
    [canary_10] 10% of { $subject ->
        [tenant] tenants have it.
       *[user] people have it.
    }
    [canary_50] Half of { $subject ->
        [tenant] the tenants have it.
       *[user] the people have it.
    }
   *[full] Everybody has it.
}
rollout-listed = { $count ->
    [one] And { $count } more by the list.
   *[other] And { $count } more by the list.
}

rollout-title = How what is new reaches people
rollout-line = { $mark ->
    [killed] ⛔ { $title }
    [held] ⏸ { $title }
   *[goes] • { $title }
}
rollout-line-stage = { $mark ->
    [killed] killed at the stage “{ $stage }”
    [held] { $stage }, held
   *[goes] { $stage }
}{ $count ->
    [0] { "" }
   *[other] { " " }· by the list: { $count }
}
rollout-line-overridden = { $setting }=true: everybody has it, the stage does not count, the kill switch does

rollout-since = At this stage since { $when }.
rollout-is-killed =
    ⛔ The kill switch is thrown: nobody has it now.
    To bring it back: /canary resume { $feature }
rollout-is-held = ⏸ Held: whoever has it keeps it, but it cannot be promoted until it is resumed.
rollout-overridden = { $setting }=true: while that is so everybody has it, and the stage changes nothing. The kill switch goes before it.
rollout-unused = In this version the stage changes nothing: what it opens is not there yet.
rollout-decision = { $decision ->
    [proceed] ✅ The gates are open: PROCEED.
    [rollback] ❌ An invariant is broken: ROLLBACK.
   *[hold] ⏳ The gates bid us wait: HOLD.
}
rollout-blamed = { $verdict ->
    [breach] ❌ { $gate }: { $figure }
    [stale] 💤 { $gate }: the data are too old
   *[too_few] ▫️ { $gate }: too few data
}
rollout-more-gates = …and { $count } more: /gates { $feature }
rollout-waits = { $why ->
    [dwell] It may be promoted from { $when } on.
    [held] It cannot be promoted: it is held.
   *[gates] It may be promoted once the gates say PROCEED.
}
rollout-proposed = 🖐 { $who } asks to { $act } it. Another administrator has to agree by { $until }.
rollout-act-asked = { $act ->
    [start] start
    [promote] promote
   *[resume] resume
}

rollout-act = { $act ->
    [start] Start: { $stage }
    [promote] Promote: { $stage }
    [resume] Resume: { $stage }
    [rollback] Roll back: { $stage }
    [hold] Hold
   *[kill] Kill
}
rollout-approve = { $act ->
    [start] I agree: start
    [promote] I agree: promote
   *[resume] I agree: resume
}
rollout-yes = { $act ->
    [start] Yes, start
    [promote] Yes, promote
    [resume] Yes, resume
    [rollback] Yes, roll back
    [hold] Yes, hold
   *[kill] Yes, off for everybody
}
rollout-button-list = To the list
rollout-button-feature = { $feature }: as it stands
rollout-button-gates = Gates
rollout-button-history = Journal

rollout-outlook = { $act ->
    [start] Shall I start with the first stage?
    [promote] Shall I promote it by one stage?
    [resume] Shall I lift the kill switch and the hold? The stage stays the one at which it stopped, and its time there is counted anew.
    [rollback] Shall I roll it back? No second person is needed; the way up again is one stage at a time.
    [hold] Shall I hold it? Whoever has it keeps it; it cannot be promoted until somebody resumes it.
   *[kill] Shall I throw the kill switch? Within a second nobody has it, whatever the list and the settings say. I keep the stage in mind. To bring it back: /canary resume { $feature }
}
rollout-then = Then: { $who }
rollout-needs-second = Another administrator of this chat will have to agree.

rollout-alone = But you are the only administrator here. Make somebody else one — or, if you keep house alone, set ROLLOUT_APPROVALS=1 and start the service anew: then your word will do.
rollout-done = { $act ->
    [start] Started: { $after }.
    [promote] Promoted: { $before } → { $after }.
    [resume] Resumed at the stage “{ $after }”.
    [rollback] Rolled back: { $before } → { $after }.
    [hold] Held at the stage “{ $after }”. To let it go on: /canary resume { $feature }
   *[kill] ⛔ The kill switch is thrown: within a second nobody has it. I keep the stage “{ $after }” in mind. To bring it back: /canary resume { $feature }
}
rollout-done-by = Ordered by { $who }.
rollout-done-by-two = Ordered by { $who }, agreed by { $second }.
rollout-waiting = { $who } asks for this. Another administrator of this chat has to agree by { $until }: by the button or by the same command.
rollout-refused = { $why ->
    [changed] It has changed while you decided. Pray look again before you give the order.
    [no_way] There is no way there from this stage ({ $stage }): upwards it is one at a time, from the first.
    [killed] The kill switch is thrown. Pray lift it first: /canary resume { $feature }
    [held] It is held. Pray let it go first: /canary resume { $feature }
    [not_held] There is nothing to resume: it is neither killed nor held.
    [already] That is so already.
    [dwell] It is too early: it has to stay at this stage until { $when }.
    [gates] The gates do not allow it.
    [automation] Only people may do that.
    [same_person] You asked for it yourself. Another administrator has to agree.
   *[expired] What was asked is no more: its ten minutes are over, it was done, or things have changed.
}
rollout-expired = This button has had its time. Pray open it anew: /canary status

rollout-gates-title = Gates: { $title }
rollout-gates-of-all = Gates
rollout-no-gates = It has no gates, and without any it cannot be promoted.
rollout-gate-line =
    { $verdict ->
        [ok] ✅
        [breach] ❌
        [stale] 💤
       *[too_few] ▫️
    } { $gate } ({ $kind })
    { $figure }
    samples: { $samples }{ $verdict ->
        [too_few] { " " }of { $fewest } needed
       *[other] { "" }
    }{ $age ->
        [none] { "" }
       *[other] , the latest { $age } ago
    }{ $verdict ->
        [stale] { " " }— too old
       *[other] { "" }
    }
    { $name }
rollout-gate = { $gate ->
    [ack-without-receipt-10s-rate] Left unanswered
    [timeline-duplicate-detected-rate] Sent twice
    [read-rollback-detected-rate] Reading went back
    [write-receipt-p95-ms] Time to answer
    [window-to-delivery-p95-ms] Window to delivery
    [forced-resync-rate] Forced repairs
    [full-state-rate] Read from the start
    [err-resync-range-unavailable-rate] Skipped by Telegram
    [err-resync-throttled-rate] Told to wait
    [faithfulness-p05] Faithfulness
    [relevance-p05] Relevance
    [completeness-p05] Completeness
    [delivery-success-rate] Delivered
   *[other] Gate
}
rollout-figure = { $value } { $threshold }
rollout-unknown = no data { $threshold }
rollout-threshold = { $bound ->
    [most] (at most { $value })
   *[least] (at least { $value })
}
rollout-value = { $unit ->
    [percent] { $value }%
    [seconds] { $value } s
   *[plain] { $value }
}
rollout-age = { $unit ->
    [days] { $count } d
    [hours] { $count } h
    [minutes] { $count } min
   *[seconds] { $count } s
}

rollout-history-title = The journal: { $title }
rollout-all = everything
rollout-no-history = There is nothing in the journal yet.
rollout-entry =
    { $when } · No. { $number }
    { $act }
rollout-entry-moved = { $act }: { $before } → { $after }
rollout-entry-other = { $act ->
    [allow] put on the list: { $subject }
    [deny] taken off the list: { $subject }
    [configure] new terms
   *[other] { $act } { $subject }
}
rollout-act-done = { $act ->
    [start] started
    [promote] promoted
    [resume] resumed
    [rollback] rolled back
    [hold] held
   *[kill] killed
}
rollout-entry-by = { $who } · { $decision ->
    [proceed] PROCEED
    [rollback] ROLLBACK
   *[hold] HOLD
}
rollout-entry-note = “{ $note }”
rollout-two = { $who }, agreed by { $second }
rollout-owner = { $kind ->
    [watch] the watch
    [settings] the settings at a start
    [psql] { $name } (psql)
   *[other] { $kind }
}

rollout-listed-now = { $kind ->
    [allowed-now] Tenant { $tenant } is on the list: digests are open to them, whatever the stage.
    [allowed-before] Tenant { $tenant } was on the list already.
    [denied-now] Tenant { $tenant } is off the list: they have digests by the stage from now on.
    [denied-before] Tenant { $tenant } is not on the list.
   *[named] Tenant { $tenant } is named in DIGEST_AGENT_CANARY_TENANTS and keeps digests for as long as that is so.
}
rollout-no-tenant = I know no tenant { $tenant }: their numbers are in the service's log and in /dlq. The list is as it was.
rollout-list-now = { $count ->
    [0] The list is empty.
   *[other] On the list: { $tenants }.
}
rollout-list-usage =
    I understand these:
    /allow 12 — open digests to tenant 12
    /deny 12 — take them off the list
    You may add why.

rollout-unknown-feature = “{ $word }” is nothing that I know, or more than one begins like that. There are: { $features }.
rollout-usage =
    I understand these:
    /canary status — all in one list
    /canary status digest — how digests stand
    /canary start digest — begin; I ask first
    /canary promote digest — one stage up; I ask first
    /canary hold digest — no promotion; I ask first
    /canary rollback digest — one stage down; I ask first
    /canary rollback digest off — down to nobody
    /canary kill digest — the kill switch; I do it at once
    /canary resume digest — lift the switch or the hold; I ask first
    /gates digest — the gates
    /history digest 20 — the journal
    After the name you may add why.

rollout-picture-share = { $stage ->
    [killed] off for everybody
    [off] nobody
    [canary_1] 1% of { $subject ->
        [tenant] tenants
       *[user] people
    }
    [canary_10] 10% of { $subject ->
        [tenant] tenants
       *[user] people
    }
    [canary_50] 50% of { $subject ->
        [tenant] tenants
       *[user] people
    }
   *[full] everybody
}{ $count ->
    [0] { "" }
   *[other] { " " }· by the list: { $count }
}
rollout-picture-badge = { $badge ->
    [killed] kill switch thrown
    [held] held
   *[overridden] { $setting }=true: everybody
}
rollout-picture-decision = { $decision ->
    [proceed] PROCEED · we may go on
    [rollback] ROLLBACK · an invariant is broken
   *[hold] HOLD · the gates bid us wait
}
rollout-picture-gates = Gates over { $hours } hours
rollout-picture-limit = { $bound ->
    [most] at most { $value }
   *[least] at least { $value }
}
rollout-picture-none = { $verdict ->
    [stale] too old
   *[too_few] too few data
}
rollout-picture-legend = { $mood ->
    [good] within bounds
    [bad] breached
   *[waiting] no data
}

bot-command-fail_pending = Call off digests that are not there yet
pending-none = No digest is unfinished: there is nothing to call off.
pending-title = Unfinished digests: { $count }
pending-sure = Orders that wait for them: { $orders }; tenants: { $tenants }. Shall I call all of them off? Whoever waits learns that there will be no digest, and that it may be ordered again. Finished ones that are on their way arrive.
pending-more = There are more: I call off { $count } at a time.
pending-yes = Yes, call them off ({ $count })
pending-done = { $count ->
    [0] There was nothing left to call off.
    [one] { $count } order is called off. Whoever waited learns of it now.
   *[other] { $count } orders are called off. Whoever waited learns of it now.
}
pending-expired = This button has had its time. Pray ask anew: /fail_pending

# What the watch over rollouts did by itself: Alfred speaks of it in the operators' chat only.

rollout-watch-title = { $act ->
    [kill] 🔴 { $feature }: switched off
   *[hold] 🟠 { $feature }: on hold
}
rollout-watch-why = { $act ->
    [kill] I beg your pardon for the disturbance. A rule was broken that must not be, and I threw the switch myself: { $when } UTC.
   *[hold] Figures went beyond what is allowed, and for now I let nobody else in: { $when } UTC.
}
rollout-watch-now = { $act ->
    [kill] { $feature ->
        [chat_v11] What is off now: conversation by text, by voice and where I am addressed in groups. Commands work.
        [digest_agent] What is off now: digests by command, by the API and by schedule. Those that were under way are not delivered.
       *[other] It is off for everybody now.
    } The stage “{ $stage }” is kept.
   *[hold] Whoever has it keeps it; the stage “{ $stage }” will not be raised without you.
}
rollout-watch-way-back = { $act ->
    [kill] Figures: /gates { $feature }
        To bring it back once they show the break no more: /canary resume { $feature }
   *[hold] Figures: /gates { $feature }
        To lift the hold: /canary resume { $feature }
}
rollout-watch-again = I may have reported this before: the line broke in mid-sentence then.

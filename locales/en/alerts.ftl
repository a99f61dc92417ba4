# Alarms: Alfred speaks of them in the operators' chat only.

alert-title = { $state ->
    [over] ✅ All clear · { $severity } · { $name }
   *[fires] { $severity ->
        [P0] 🔴 { $severity } · { $name }
       *[other] 🟠 { $severity } · { $name }
    }
}
# An alert that is not here is explained by its own rule.
alert-what = { $name ->
    [AlfredDown] I beg your pardon: one of my selves does not answer when Prometheus calls.
    [DatabaseAway] A database does not answer. Digests stand still, and all that I promised to remember waits for it.
    [QueueStuck] Errands pile up, and nobody takes them.
    [PartNotWorking] A part of the service does not work: the process lives, and starts this part over and over.
    [ChatInvariantBroken] A rule was broken that must not be: a message without a reply, a reply or digest sent twice, or reading that went back.
    [RolloutWatchStale] Nobody watches the gates: should a rule be broken, the switch would not be thrown by itself.
    [DigestDeliveryFailures] Digests do not arrive: delivery fails too often.
    [DigestFaithfulnessLow] The worst of the digests take too many liberties with what was said.
    [PersonalizationHighErrorRate] Too many who speak to me get apologies for a reply.
    [MemoryCompressionFailures] The memory of people is not being condensed; what was said waits and is not lost.
    [ModelFailing] The language model mostly does not answer; rules write the digests in its stead.
    [IngestLagHigh] The messages of groups reach me late.
    [IngestPaused] I have been told not to read groups for two hours now. To go on: /resume_ingest
    [LoopLagHigh] I am overburdened: everybody waits for me a little.
    [DlqNotEmpty] Errands were left undone. The list opens with /dlq
   *[other] ?
}
alert-line = { $what ->
    [none] • since { $since } UTC
   *[other] • { $what } · since { $since } UTC
}
alert-line-over = { $what ->
    [none] • from { $since } to { $until } UTC
   *[other] • { $what } · from { $since } to { $until } UTC
}
alert-rest = • and { $count } more
alert-runbook = What to do: { $runbook }
alert-button-take = I take care of it
alert-taken = 👤 In the hands of { $name } (since { $when } UTC)
alert-taken-now = Thank you. The chat sees that it is in your hands.
alert-taken-before = { $name } takes care of it already.
alert-over = This alarm has passed.
alert-again = I may have reported this before: the line broke in mid-sentence then.

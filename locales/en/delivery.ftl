# What is said of an ordered digest until it is there, or where it does not come.

order-accepted =
    { $group }: a digest of the last { $hours ->
        [one] hour
       *[other] { $hours } hours
    }. I shall see to it at once.
order-reading-paused = If I may: the operators have stopped the reading of this group ({ $since }). The digest will tell what was read before that; the rest I shall catch up with when I am bidden.
order-progress =
    Preparing the digest: { $stage }
    { $bar } { $percent } %
order-withdrew =
    { $names } { $count ->
        [one] is
       *[other] are
    } no longer waiting.
order-button-stop = Stop
order-button-show = Show it
order-button-show-last = Show the last one
order-stopped = As you wish: the digest has been put aside.
order-already-there = This digest is here already, a little above. Nothing has been added since that would change it.
order-missed = I missed the digest that was due at { $slot }: I was not at my post. The next one will come on time.
order-switched-off = Digests are switched off for you at present. I am at your service as soon as they are on again.
order-silenced = { order-switched-off } Until then schedules keep silent; I shall not mention it again.
order-no-access = I may not show you this digest: you are no longer a member of the group.
order-uncertain = The digest is ready, but the line broke and I cannot tell whether you saw it. Not to repeat myself unasked, may I beg you to press the button.
order-unfinished = Above is but the beginning of the digest: the line broke, and I cannot tell whether the rest arrived. Press, and I shall show it whole.
order-given-up = The digest is ready, but no attempt to deliver it succeeded. Pray ask for it again: /last
order-dropped = The digest was made, but something broke before it could be handed out, and it has been given up. Pray order it again: /digest
order-called-off = This digest had to be put off: something is amiss with me. Pray order it again a little later: /digest
order-shut-out =
    While the door was shut on me, { $count ->
        [one] { $count } digest
       *[other] { $count } digests
    } came out. The last is of “{ $group }”; of your other groups, pray ask /last
order-undeliverable =
    The digest of “{ $group }” could not be delivered: { $state ->
        [blocked] its recipient has shut the door on me.
        [kicked] I was shown out of the chat.
        [gone] there is no such chat any more.
       *[closed] I am not allowed to write there.
    } Pray let me in again, or name another place: /schedule

digest-nothing-left = The messages that this digest rested on were deleted, and there is nothing left to retell.
digest-button-details = Details
digest-button-sources = Sources
digest-button-good = 👍
digest-button-bad = 👎
digest-button-wrong = A line is wrong
digest-button-schedule = Schedule
digest-button-share = Share

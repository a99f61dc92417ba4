# The commands /digest, /last, /thread and the buttons under a digest.

digesting-which-group = Which of your groups may I look into?
digesting-which-size = { $group }: a digest of how many hours?
digesting-no-such-size = There are no digests of { $hours } h. I can offer { $sizes } h: which shall it be?
digesting-hours = { $hours } h
digesting-button-add = Add me to a group
digesting-button-more = More

digesting-no-group-none = I do not read any group of yours yet. Invite me to one, and I shall set to work.
digesting-no-group-unknown = There is no such group among yours. The whole list: /groups
digesting-no-group-no-access = I show the digests of this group to its members only.
digesting-no-group-unread = Nobody reads this group any more: let me in again, or connect it anew. /groups
digesting-not-yours = I beg your pardon, this is shown to members of the group only.
digesting-too-old = This message is too old for me to change. Pray ask once more.
digesting-changed = The digest has changed since. Pray press the button under it once more.

digesting-waits-already = This digest is being awaited here already: it will appear where you see its progress.
digesting-stop-done = Stopped.
digesting-stop-left = You are no longer waiting for it. The others will have it.
digesting-stop-over = There is nothing left to stop.
digesting-stop-not-yours = It can be stopped by whoever ordered it, or by an administrator of the group.

digesting-here-it-is = Here it is.
digesting-here-is-the-last = The last digest: here it is.
digesting-fetching = The last digest, in a moment.
digesting-no-last = I have not sent a digest of “{ $group }” yet. To order one: /digest

digesting-told = The answer is in your private chat with me.
digesting-shared = A copy to forward is in your private chat with me.
digesting-share-closed = I cannot write to you in private. Open a chat with me and press Start.
digesting-thanks-good = Delighted to be of service.
digesting-thanks-bad = Thank you for your candour; I shall bear it in mind.
digesting-thanks-wrong = Thank you. The line, with its sources, becomes a check, so that the mistake is not made again.
digesting-wrong-which = Which line is wrong?

digesting-which-topic = The sources of which topic?
digesting-sources-rest = The rest
digesting-sources-gone = The messages that this rests on are no longer there.
digesting-spoken = { $head }, by voice 🎤
digesting-no-words = without words

digesting-details = { $group } · details
digesting-topic-bare = There is nothing to add to its title.
digesting-topic-decision = Decision: { $text }
digesting-topic-owners = In charge: { $names }
digesting-topic-blocker = In the way: { $text }
digesting-topic-action = { $who ->
    [none] To do: { $what }
   *[other] { $who }: { $what }
}{ $due ->
    [none] {""}
   *[other] {" "}— { $due }
}
digesting-person = { $role ->
    [initiator] begins conversations
    [expert] answers to the point
    [moderator] leads the way
    [supporter] lends support
    [opponent] objects
   *[observer] looks on
}, { digest-messages }
digesting-counted = { $kind ->
    [replies] said: { $count }
    [media] attachments: { $count }
    [links] links: { $count }
    [reactions] reactions: { $count }
   *[bots] bots and commands: { $count }
}

digesting-thread = The conversation: { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
digesting-thread-end = The conversation, the last { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
digesting-thread-how = Answer a message in the group with /thread, and I shall show the conversation that it belongs to.
digesting-thread-gone = The messages that stood here were deleted from the group.
digesting-thread-unknown = I have not read that message: it was deleted, or I was not here then.

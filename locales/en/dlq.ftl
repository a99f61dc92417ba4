# Errands left undone: Alfred speaks of them in the operators' chat only.

bot-command-dlq = Errands left undone

dlq-notice =
    If I may have your attention: { $count ->
        [one] { $count } errand could not be carried out, however often I tried.
       *[other] { $count } errands could not be carried out, however often I tried.
    }
dlq-notice-line = • { $what }: { $count }
dlq-notice-total = Left undone in all: { $count }.
dlq-notice-again = I may have reported this before: the line broke in mid-sentence then.
dlq-button-open = Open the list

dlq-title = Errands left undone: { $count }
dlq-empty = No errand was left undone: all that was asked for is done.
dlq-number = No. { $number }
dlq-entry =
    { $title }
    { $when } · attempts: { $count } · { $tenant }
    { $error }
dlq-letter =
    Put aside: { $when }
    Attempts: { $count }
    Error: { $error }
    Whose: { $tenant }
    Event: { $event }, key { $key }
dlq-event = { $event ->
    [group-message-ingested] new messages of a group
    [group-message-deleted] messages deleted
    [group-message-transcribed] voice messages put into words
    [group-migrated] a group became a supergroup
    [digest-ordered] a digest ordered
    [digest-generate-requested] writing a digest
    [digest-ready-for-delivery] handing out a finished digest
    [digest-blocked] a digest held back
    [digest-dlq] news of a digest that failed
    [digest-delivery-due] delivery of a digest
    [digest-order-settled] an answer to whoever ordered
    [digest-corrected] correcting a digest that was sent
    [thread-answer-outdated] a change in a thread that was shown
   *[other] something else
}
dlq-replaying = If replayed: { $event ->
    [group-message-ingested] the messages take their places in their threads, and edits reach the digests.
    [group-message-deleted] digests that rested on what was deleted are corrected.
    [group-message-transcribed] what was said aloud reaches the digests that rest on it.
    [group-migrated] what I remember of talk in that group moves to its new address.
    [digest-ordered] the orders that failed wait again, and the digest is written and delivered.
    [digest-generate-requested] the orders that failed wait again, and the digest is written and delivered.
    [digest-ready-for-delivery] the digest goes to all who wait for it.
    [digest-blocked] those who wait for this digest learn why there will be none.
    [digest-dlq] those who wait for this digest learn that it failed.
    [digest-delivery-due] the order waits again, and the digest is sent to its place. What has arrived is not sent a second time.
    [digest-order-settled] whoever ordered learns how it ended.
    [digest-corrected] the digest that was sent is corrected in its place.
    [thread-answer-outdated] the answer to /thread tells the messages as they are now.
   *[other] I set about it once more.
}

dlq-button-replay = Replay
dlq-button-drop = Drop
dlq-button-list = To the list
dlq-button-all = Replay all ({ $count })
dlq-sure-replay = Shall I set about this errand once more?
dlq-sure-drop = Shall I drop this errand? It will not be carried out, and I cannot bring it back.
dlq-sure-all =
    Shall I set about { $count ->
        [one] { $count } errand once more?
       *[other] { $count } errands once more?
    }
dlq-yes-replay = Yes, replay it
dlq-yes-drop = Yes, drop it
dlq-yes-all = Yes, replay all
dlq-no = No, leave it
dlq-done-replay = I set about it once more. Should it fail again, it comes back to the list under a new number.
dlq-done-drop = Dropped. I shall not carry it out.
dlq-done-all =
    I set about { $count ->
        [one] { $count } errand once more.
       *[other] { $count } errands once more.
    }
dlq-done-none = Of those errands none is left: they were replayed or dropped already.
dlq-left = Still in the list: { $count }.
dlq-gone = Errand No. { $number } is not in the list: it was replayed or dropped already.
dlq-changed = The errand has failed once more since. Pray look at it again before you decide.
dlq-expired = This button has had its time. Pray open the list anew: /dlq
dlq-operators-only = Such orders I take only from the administrators of this chat.
dlq-anonymous = An order in the chat’s name I cannot carry out, for I do not see whose it is. Pray repeat it in your own name.
dlq-usage =
    I understand these:
    /dlq — the list of what was left undone
    /dlq show 17 — more about errand No. 17
    /dlq replay 17 — set about it once more
    /dlq replay all — about all of them; I ask first
    /dlq drop 17 — drop it; I ask first

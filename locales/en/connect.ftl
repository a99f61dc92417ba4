# /connect: one's own account, through which the groups that are chosen are read.

connect-intro =
    You connect your Telegram account to me as one connects a phone or a computer: it appears in Settings → Devices under the name Alfred, where it can be ended at any moment.
    I read only the groups that you tick, their new messages and the last seven days. I do not touch private chats, and write nothing in your name.
connect-only-in-private = Accounts are a matter for the two of us: kindly write /connect to me in private.
connect-no-application =
    No account can be connected here yet: the Telegram application is not set. Whoever runs me has to take an api_id and api_hash from my.telegram.org, write them into TELEGRAM_API_ID and TELEGRAM_API_HASH, and start me again.
connect-preparing = I am preparing the code…
connect-scan =
    Open this chat on another screen (a computer, a tablet, web.telegram.org), then on your phone Settings → Devices → Link Desktop Device, and point the camera at the code.
    A code lives for half a minute and is replaced by itself; I shall wait for five minutes.
connect-under-way = The code is shown above already: scan it, or cancel it and we begin afresh.
connect-timeout = Five minutes have passed and nobody scanned the code. When you are ready, I shall show another.
connect-cancelled = As you wish: no account is connected, and nothing is left of the attempt.
connect-broken-off = I beg your pardon: I was interrupted midway, and the login is not complete. Let us begin it afresh.
connect-refused = Telegram does not accept the application in whose name I log in. Whoever runs me should check TELEGRAM_API_ID and TELEGRAM_API_HASH.
connect-unreachable = Telegram cannot be reached: no connection comes about. Please try again in a minute.
connect-failed = I beg your pardon: the login failed, and the log tells more. Please try once more.
connect-flood-seconds =
    Telegram asks us to wait { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }. Please try again after that.
connect-flood-minutes =
    Telegram asks us to wait { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }. Please try again after that.

## The password

connect-password = The code is accepted. The account has a two-step password: send it as a message. I shall delete the message at once and write the password down nowhere.
connect-password-hint =
    The code is accepted. The account has a two-step password: send it as a message. I shall delete the message at once and write the password down nowhere.
    Your hint: { $hint }
connect-password-wrong =
    That is not the password. { $left ->
        [one] One attempt is left.
       *[other] { $left } attempts are left.
    }
connect-password-given-up = The password was wrong five times, and I stopped before Telegram would lock us out. Recall it, and begin afresh.
connect-password-no-text = I am waiting for the password as plain text.
connect-password-stays = I could not delete the message with the password: kindly delete it yourself.

## Connected

connect-done-own = Thank you: your account is connected. Now tick the groups that I am to read.
connect-done-named = Thank you: the account “{ $name }” is connected. Now tick the groups that I am to read.
connect-done = Thank you: the account is connected. Now tick the groups that I am to read.
connect-moment = { $date }, { $time }
connect-status =
    The account has been connected since { $since }.
    { $groups ->
        [one] I read { $groups } group through it.
       *[other] I read { $groups } groups through it.
    } The last message was read { $last }.
connect-status-fresh =
    The account has been connected since { $since }.
    { $groups ->
        [0] No groups are ticked yet.
        [one] { $groups } group is ticked; nothing has been said there yet.
       *[other] { $groups } groups are ticked; nothing has been said there yet.
    }
connect-status-lost =
    The account was connected on { $since }, and is no longer open to me. { $reason ->
        [SESSION_REVOKED] The session was ended in Settings → Devices.
        [AUTH_KEY_UNREGISTERED] The session was ended in Settings → Devices.
        [USER_DEACTIVATED] Telegram closed this account.
        [USER_DEACTIVATED_BAN] Telegram closed this account.
        [AUTH_KEY_DUPLICATED] It was used from two places at once, and Telegram ended the session.
        [ANOTHER_ACCOUNT] The session turned out to be another account's.
       *[other] Telegram's reason: { $reason }.
    } Connect it again, and I shall read what was missed.
connect-leave = Disconnect the account? I shall log out of it, delete the session and read its groups no more. What was read, and the digests, stay.
connect-left = Done: I logged out and deleted the session. What was read is still there.
connect-left-here = The session is deleted here, but Telegram could not be told. Kindly end the session Alfred yourself: Settings → Devices.
connect-left-already = No account is connected anyway.
connect-not-connected = First an account has to be connected.
connect-away = The account is still connecting to Telegram. Please press again in a minute; if that does not help, whoever runs me should see that the roles bot and ingest run together.

## Groups

connect-groups =
    { $picked ->
        [0] Tick the groups that I am to read.
        [one] { $picked } group is ticked.
       *[other] { $picked } groups are ticked.
    } Those with the latest talk come first.
connect-groups-none = This account is in no group. Join the one you mean, and open the list again: /connect
connect-added =
    { $count ->
        [one] I begin to read { $count } group.
       *[other] I begin to read { $count } groups.
    } A digest comes at /digest, and by the clock with /schedule.
connect-removed =
    { $count ->
        [one] I no longer read { $count } group.
       *[other] I no longer read { $count } groups.
    }
connect-basic =
    { $count ->
        [one] { $count } basic group is
       *[other] { $count } basic groups are
    } read by the bot already; a second reader is not needed there.
connect-unchanged = Everything stays as it was.
connect-stale = This list is closed. To open it again: /connect
connect-reading-begins = I am reading the last seven days…
connect-reading =
    I am reading the last seven days:
    { $listed }
connect-read =
    The last seven days are read:
    { $listed }
connect-reading-line = { $group }: { $bar } { $count }
connect-read-line =
    { $group }: { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }

## Buttons

connect-button-start = Show the code
connect-button-again = Connect anew
connect-button-cancel = Cancel
connect-button-keep = Leave it as it is
connect-button-groups = Choose groups
connect-button-leave = Disconnect
connect-button-leave-sure = Yes, disconnect
connect-button-done = Done

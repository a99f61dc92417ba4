# What Alfred says in a chat: introductions, groups, settings. Digests are in delivery and digest.

## When something went wrong

bot-error = I beg your pardon: something went amiss on my side. Pray ask again in a while; if that does not help, give whoever keeps me the number { $incident }.
bot-interrupted = I beg your pardon: the line broke in mid-sentence, and my answer may be lost. If it is not above, pray ask again.
bot-secret-lost = I beg your pardon: I was interrupted, and messages of that kind I write down nowhere. Would you kindly send it once more.
bot-throttled =
    That is more than I can attend to at once. Pray give me { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }.
bot-unknown-command = I do not know that errand. All that I can do is listed here: /help
bot-unknown-words = For now I understand only commands and buttons: /help. To add a group, send /groups.
bot-stale-button = This button leads nowhere any more. Pray open the matter anew: /help
bot-no-such-group = I have no such group for you. Your groups: /groups
bot-managers-only = That is for the group's administrators to decide. Pray ask one of them.
bot-not-connected = I do not read this group yet. Let an administrator send me /start here.
bot-only-in-private = Let us discuss this in private: it is quieter for everyone.
bot-private-door = Talk in private

## Commands

bot-command-start = Get acquainted
bot-command-help = What I can do
bot-command-groups = Your groups, and how to add one
bot-command-digest = A digest of the last hours
bot-command-schedule = Digests on schedule
bot-command-last = The latest digest
bot-command-thread = One thread of the talk as a whole
bot-command-settings = Your settings
bot-command-connect = Connect the account that I read by
bot-command-language = Language
bot-command-privacy = What I read and what I keep
bot-command-cancel = Put aside what was begun

## Introductions

bot-start =
    Good day. I am Alfred, a butler for groups: I read the talk and tell in brief what was discussed, what was decided and what nobody answered.
    Behind each line stand the messages that it rests on; of what the talk does not bear out I say nothing.
    Add me to a group or connect your account, and the first digest comes once there is something to tell.
bot-start-group =
    I am Alfred: I read this talk and retell it when asked. /digest — the last hours in brief, /last — the latest digest, /privacy — what I read and keep.
bot-start-add = Add me to a group
bot-start-connect = Connect my account
bot-start-example = Show an example digest
bot-start-language = Language · Язык
bot-help = At your service:
bot-help-line = /{ $command } — { $what }
bot-example-title = An example digest (the group is made up)
bot-example =
    Website team · Thursday, 14:00–18:00 · 143 messages, 9 participants

    What was discussed
    ✅ The database move. It was finished at 15:40, with 12 minutes of downtime [512, 530]
    ⚠ Card payments. They fail since the update; Kostya waits for the bank’s answer [541]

    Decisions and agreements
    • The release is moved to Monday — Anya, by 12:00 [561]

    Open questions
    • “Who is on duty at the weekend?” — Marina [570]

    In a real digest the numbers in brackets are links to the messages themselves.

## Alfred was added to a group, or shown out

bot-arrived =
    Good day. I am Alfred: from now on I read what is written here, and retell it when asked. What was written before, I cannot see.
    /digest — the last hours in brief, /schedule — digests on schedule, /language — the language, /privacy — what I keep and who sees it.
bot-arrived-unclaimed =
    Good day. I am Alfred: I read a group’s talk and retell it when asked. Here I read nothing yet, for nobody has vouched for me. Let an administrator press the button, and I shall begin.
bot-arrived-blind =
    One obstacle: I cannot see ordinary messages here, only commands. Make me an administrator (no particular rights are needed), and I shall begin to read. The bot’s owner has another way: switch privacy mode off with @BotFather (/setprivacy → Disable) and add me here anew.
bot-blind =
    I cannot see this group’s talk, only commands. Make me an administrator there (no particular rights are needed). The bot’s owner has another way: switch privacy mode off with @BotFather (/setprivacy → Disable) and add me to the group anew.
bot-sees-now = Thank you: now I see all messages, and begin to read.
bot-blind-now = I no longer see ordinary messages, only commands. For me to read on, pray make me an administrator again (no particular rights are needed).
bot-claim = Let him read
bot-claimed = At your service: from now on I read this group.
bot-removed = I was shown out of the group “{ $group }”. I read it no more; what was read stays, and its digests remain at your disposal: /groups

## Groups

bot-nameless = Untitled
bot-groups-title = Your groups
bot-groups =
    { $count ->
        [one] { $count } group
       *[other] { $count } groups
    } at your disposal. Which one shall I open?
bot-groups-empty = I read none of your groups yet. Shall we add the first?
bot-groups-add = Add a group
bot-groups-back = To the list of groups
bot-page-earlier = ‹ Back
bot-page-later = Next ›

bot-card-members = Members: { $count }
bot-card-talk =
    In { $days } days: { $total ->
        [one] { $total } message
       *[other] { $total } messages
    }, { NUMBER($average, maximumFractionDigits: 1) } a day on average, by { $authors ->
        [one] { $authors } person
       *[other] { $authors } people
    }
bot-card-silent = Nobody wrote anything in { $days } days
bot-card-chart = By day: { $chart }
bot-card-reader =
    { $reader ->
        [bot] I read it myself, as a member of the group
        [account] I read it through a connected account
        [both] I read it myself and through a connected account
       *[nobody] I read it no more: what was read before stays
    }
bot-card-schedules = Schedule:
bot-card-no-schedule = There is no schedule
bot-card-digest = The latest digest: its window closed { $when }, its score is { NUMBER($quality, minimumFractionDigits: 2, maximumFractionDigits: 2) }
bot-card-no-digest = There has been no digest yet
bot-card-language = Language of digests: { $language }
bot-card-zone = Time zone: { $zone }
bot-card-button-digest = Digest
bot-card-button-schedule = Schedule
bot-card-button-language = Language
bot-card-button-zone = Time zone
bot-card-button-disconnect = Disconnect

bot-disconnect = Shall I stop reading “{ $group }”? What was read, and its digests, will stay.
bot-disconnect-yes = Yes, disconnect it
bot-disconnect-no = No, leave it
bot-disconnected = I read “{ $group }” no more. Should you want it back: /groups

## How to add a group

bot-adding-title = Add a group
bot-adding =
    There are several ways, choose as you please:
    • Add me to the group by the button below.
    • Send its link, @name or an invitation.
    • Forward a message that was written in the group’s name.
    • Connect an account (/connect) and choose among its groups.
    On second thoughts — /cancel.
bot-adding-choose = Choose among my account’s groups
bot-forward-unnamed = Telegram does not tell from which group this message is. Send the group’s link or @name, or add me to it: /groups
bot-adding-unclear = I recognise neither a link nor a @name of a group here. Send something like t.me/name, @name or t.me/+invitation; on second thoughts — /cancel.
bot-added =
    { $outcome ->
        [connected] Done: from now on I read this group.
        [known] I read this group already.
        [not-a-group] This is not a group. I read groups and supergroups; channels and private chats I do not.
        [not-found] I find no such group, or am not let in. Check the link, or add me to the group yourself: /groups
        [not-admin] I am in this group, but only an administrator can connect it. Ask one, or connect your own account: /connect
        [busy] Telegram asks your account to wait a little. Pray try again in a couple of minutes.
       *[nobody-there] Neither I nor an account of yours is in this group. Add me to it (/groups) or connect your account (/connect).
    }

## Language, time zone, settings

bot-language = In which language shall I speak to you?
bot-language-group = In which language shall I serve this group?
bot-language-set = English it is.
bot-language-set-group = From now on this group’s digests are in English.
bot-language-name = { $language ->
    [ru] Русский
   *[en] English
}
bot-zone = By which clock do you live? Choose, or write a city or “UTC−5”. On second thoughts — /cancel.
bot-zone-group = By which clock does “{ $group }” live? Choose, or write a city or “UTC−5”. On second thoughts — /cancel.
bot-zone-set = Time zone: { $zone }.
bot-zone-moved =
    { $count ->
        [one] { $count } schedule has moved to the new clock.
       *[other] { $count } schedules have moved to the new clock.
    }
bot-zone-known =
    { $chosen ->
        [yes] { $zone } (chosen)
       *[no] { $zone } (assumed)
    }
bot-zone-unclear = I know no such zone. Write a city, “Lisbon” for one, or an offset: “UTC−5”; on second thoughts — /cancel.
bot-settings-title = Your settings
bot-settings =
    Language: { $language }
    Time zone: { $zone }
    Look of digests: { $rich ->
        [yes] rich (it takes a recent Telegram)
       *[no] plain
    }
bot-settings-rich = Make them rich
bot-settings-plain = Make them plain
bot-settings-zone = Time zone
bot-settings-language = Language
bot-back = Back

## The rest

bot-cancelled = As you wish: let us leave it.
bot-nothing-to-cancel = There is nothing to put aside: I had not begun anything.
bot-privacy-title = What I read and what I keep
bot-privacy =
    I read the messages of connected groups. As a member of a group, from the minute I was added; through a connected account, up to seven days before that as well. Other chats of that account I do not read. { $remembers ->
        [yes] What we speak of I remember for ninety days, and the gist of it until you bid me forget: /memory and /forget. What is said in private stays there.
       *[no] What you write to me in private I forget as soon as I have answered; settings I remember.
    }

    I keep texts, authors’ names, times and edits, in the database of whoever keeps me. There is no limit of time. A two-step password I never keep, and I delete the message with it from the chat.

    Before a language model sees a group’s talk, names are replaced by pseudonyms, and phones, mail addresses, cards, documents and passwords are hidden. Names come back only in the finished digest or in my answer. What you tell me yourself a model reads in your own words, with your name and those that you mention: without them there is neither an answer nor a memory. Phones and the rest of that list are hidden there too.

    Digests are seen by members of the group — I ask Telegram about that — and by those to whom the owner of the connection gave access.

    What is deleted in a group I erase from my records and digests too, if I read it through an account: of deletions Telegram does not tell bots. A digest that somebody forwarded I cannot reach. To have a group read no more: /groups. Whoever keeps me can erase all that was read.

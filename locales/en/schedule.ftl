# /schedule: when digests come, and where to.

## A schedule in words

schedule-daily = { $days } at { $time }
schedule-windows =
    { $hours ->
        [24] once a day, at midnight
        [one] every hour
       *[other] every { $hours } hours
    }
schedule-told =
    telling { $hours ->
        [24] the day
        [one] { $hours } hour
       *[other] { $hours } hours
    }
schedule-days-every = every day
schedule-days-workdays = on weekdays
schedule-days-weekend = at weekends
schedule-days-some = { $days }
schedule-day =
    { $day ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[7] Sun
    }
schedule-to-here = here
schedule-to-private = to you in private
schedule-to-group = to the group
schedule-to-channel = to the channel “{ $title }”
schedule-to-webhook = to { $host }
schedule-quiet = quiet { $hours }
schedule-when-today = today at { $time }
schedule-when-tomorrow = tomorrow at { $time }
schedule-when-later = { $date } at { $time }
schedule-upcoming =
    The next digests:
    { $listed }
schedule-upcoming-own =
    The next digests by your clock ({ $zone }):
    { $listed }
schedule-upcoming-group =
    The next digests by the group’s clock ({ $zone }):
    { $listed }
schedule-zone-name =
    { $zone ->
        [Europe-Kaliningrad] Kaliningrad
        [Europe-Moscow] Moscow
        [Europe-Samara] Samara
        [Asia-Yekaterinburg] Yekaterinburg
        [Asia-Omsk] Omsk
        [Asia-Novosibirsk] Novosibirsk
        [Asia-Krasnoyarsk] Krasnoyarsk
        [Asia-Irkutsk] Irkutsk
        [Asia-Yakutsk] Yakutsk
        [Asia-Vladivostok] Vladivostok
        [Europe-London] London
        [Europe-Berlin] Berlin
       *[UTC] UTC
    }

## The list

schedule-list =
    “{ $group }”, your schedules:

    { $listed }
schedule-list-empty = Nothing is arranged for “{ $group }” yet. Tell me when to serve the digest, and I shall be punctual.
schedule-line = { $schedule }; the next one { $when }
schedule-line-paused = { $schedule }; paused
schedule-choose-group = Which group is it about?
schedule-no-groups = There is no group yet whose digests I could serve you. Add me to a group, or connect your account: /connect
schedule-not-read = I do not read this group yet, or its digests are not for you. It can be connected with /groups in our private chat.
schedule-nobody = You speak in the name of a chat, so I cannot tell whose schedule it would be. Kindly write as yourself, or in private.
schedule-off =
    { $count ->
        [one] One schedule is paused.
       *[other] { $count } schedules are paused.
    } They can be resumed at any moment: /schedule
schedule-off-nothing = There is nothing to pause: no schedule is active at present.

## The form

schedule-form-new =
    “{ $group }”, a new schedule

    { $question }
schedule-form =
    “{ $group }”
    { $schedule }

    { $question }
schedule-page-group = Which group is this schedule for?
schedule-page-rhythm = How often shall I serve the digest?
schedule-page-size = How many hours shall it tell?
schedule-page-time = At what time? Choose, or write it, such as “9:30” or “weekdays at 9”.
schedule-page-days = On which days?
schedule-page-zone = By whose clock? Choose, or write a city, such as “Berlin”, or “UTC+5”.
schedule-ask-zone-own = By which clock do you live? Choose, or write a city, such as “Berlin”, or “UTC+5”. I shall remember it and not ask again.
schedule-ask-zone-group = By which clock does this group live? Choose, or write a city, such as “Berlin”, or “UTC+5”. I shall remember it and not ask again.
schedule-page-quiet = At which hours are you not to be disturbed? What falls into them I shall serve when they end. Choose, or write them, such as “23–7”.
schedule-page-place = Where shall I serve the digest?
schedule-page-channel = Forward any post of the channel here, or write its @name. Both of us have to be administrators there who may post.
schedule-by-reply = Kindly write as a reply to this message.
schedule-page-card = Is everything right?
schedule-saved =
    Noted. “{ $group }”
    { $schedule }

    { $upcoming }
schedule-zone-guess-own = I have assumed the time zone: { $zone }. You have not told me yours yet; if it is another, press the button, and I shall move it all.
schedule-zone-guess-group = I have assumed the time zone: { $zone }. Nobody has told me this group’s yet; if it is another, press the button, and I shall move it all.
schedule-open-private = One small matter: I cannot write to you first. Open our private chat and press Start: { $link }
schedule-cancelled = As you wish; everything stays as it was.

## Buttons

schedule-button-new = ＋ New schedule
schedule-button-change = ✎ { $number }
schedule-button-pause = ⏸ { $number }
schedule-button-resume = ▶ { $number }
schedule-button-remove = ✕ { $number }
schedule-button-correct = Change
schedule-button-all = All schedules
schedule-button-zone-right = Right: { $zone }
schedule-button-zone-other = Another zone
schedule-button-daily = Once a day, at a set time
schedule-button-page-rhythm = How often
schedule-button-page-size = Hours told
schedule-button-page-time = Time
schedule-button-page-days = Days
schedule-button-page-zone = Time zone
schedule-button-page-quiet = Quiet hours
schedule-button-page-place = Where to
schedule-button-no-quiet = No quiet hours
schedule-button-channel = To a channel…
schedule-button-back = ‹ Done
schedule-button-save = Save
schedule-button-cancel = Cancel

## Refusals

schedule-stale = This button no longer works: the form was closed, or another person began it. To start afresh: /schedule
schedule-not-yours = This list was made for somebody else. Yours is at /schedule
schedule-refused-no_access = The digests of this group are not open to you: you are not a member, or I do not read it any more.
schedule-refused-not_manager = Only an administrator of the group may have its digests served where others see them. To you in private, with pleasure: choose “To you in private”.
schedule-refused-no_place = I cannot write there. Please see that both of us are administrators who may post, or choose another place.
schedule-refused-gone = You have no such schedule any more. Those you have are at /schedule
schedule-refused-never = That way no digest would ever come. Please choose one day at the least.
schedule-refused-too_many = Ten schedules of one group are my limit. Kindly remove an earlier one: /schedule
schedule-refused-switched_off = { order-switched-off }
schedule-problem-line = I beg your pardon, I did not understand. Write for example: /schedule weekdays at 9:00, /schedule 6h or /schedule off. A bare /schedule shows buttons.
schedule-problem-no_time = I see no time in that. Write it like this: 9:00
schedule-problem-several_times = That names more than one time. Name one, and add another schedule for the second. Quiet hours are written like this: 23–7
schedule-problem-no_such_time = No clock shows that time. Write for example: 18:30
schedule-problem-not_understood = I beg your pardon, I did not understand all of it. Put it more simply, such as “weekdays at 9:00” or, for quiet hours, “23–7”
schedule-problem-zone = There is no time zone of that name. Write a large city, such as “Berlin”, or an offset: “UTC+5”
schedule-problem-windows = Windows have 4, 6, 12 or 24 hours. Write for example: /schedule 6h
schedule-problem-channel = That does not look like a channel. Forward a post of it, or write its @name.
schedule-channel-unknown = I do not see such a channel. Make me an administrator there who may post, and send the post once more.
schedule-channel-no_channel = That is no channel. Kindly forward a channel's post, or write its @name.
schedule-channel-cannot_post = I am not allowed to post in that channel. Give me that right, and send the post once more.
schedule-channel-not_yours = I shall not write in somebody else's channel: you have to be an administrator there who may post.
schedule-cron-fields = A crontab line has five fields: minute, hour, *, * and the days of the week. For example: /schedule cron 0 9 * * 1-5
schedule-cron-time = There is no such minute or hour. The line begins with one minute (0–59) and one hour (0–23).
schedule-cron-often = One digest comes a day. For a second, add another schedule, or choose windows: /schedule 6h
schedule-cron-dates = Digests are bound to days of the week only: put * for the day of the month and the month.
schedule-cron-weekdays = There is no such day of the week. Write 0–7 (0 and 7 are Sunday) or mon–sun.

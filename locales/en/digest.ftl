# The digest as its reader sees it.
# Between a number and its word stands a non-breaking space (U+00A0).

## Head

digest-title = { $group } · digest
digest-kicker = { $count ->
    [0] Digest
    [1] Digest
   *[other] { $count } digests
}
digest-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
digest-participants = { $count ->
    [one] { $count } participant
   *[other] { $count } participants
}
digest-contents = Contents

## Time

digest-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
digest-weekday = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
digest-day = { $day } { digest-month }
digest-day-and-year = { digest-day } { $year }
digest-date = { digest-weekday } { digest-day }
digest-days-of-month = { $first }–{ $last }
digest-days = { $since } – { $until }
digest-period = { $date }, { $since }–{ $until }
digest-period-over-days = { $first }, { $since } – { $last }, { $until }

## Sections

digest-section-topics = What was discussed
digest-section-decisions = Decisions and agreements
digest-section-questions = Open questions
digest-section-people = People
digest-section-changes = Changed since the last digest
digest-section-attachments = Attachments
digest-section-mood = Mood
digest-no-decisions = None recorded.
digest-no-statements = There was talk, but nothing that the messages would let me retell.

digest-status-done = done
digest-status-in_progress = in progress
digest-status-blocker = blocked
digest-status-watch = to watch
digest-status-idea = idea

digest-partly = partly confirmed

## Foot

digest-footer-read = { $covered } of { $expected } read
digest-footer-read-some = { $covered } { $covered ->
    [one] message
   *[other] messages
} read
digest-footer-unheard = { $count ->
    [one] { $count } voice message was not understood
   *[other] { $count } voice messages were not understood
}
digest-footer-verified = { $verified } of { $total } { $total ->
    [one] statement
   *[other] statements
} verified
digest-footer-engine = engine: { $engine }
digest-engine-rules = rules
digest-footer-former = { $mark } — said before the group became a supergroup
digest-footer-spoken = { $mark } — said by voice, heard by a machine
digest-footer-fallback = rules in the model's place: { $stages } ({ $why })

stage-ingest_validator = gathering the messages
stage-thread_builder = following the threads
stage-segmenter = reading the messages
stage-emotion = mood
stage-roles = roles
stage-topic = topics
stage-synthesis = writing
stage-evaluation = checking
stage-delivery_manager = a last look

fallback-model_failed = the model did not manage
fallback-model_unavailable = the model does not answer
fallback-model_timeout = the model took too long
fallback-rate_limited = the model asks to wait
fallback-breaker_open = the model rests after failures
fallback-model_rejected = the model did not accept the request
fallback-prompt_too_long = the request was too long
fallback-funds_spent = the model's account is empty
fallback-quota_spent = the quota of 24 hours is spent
fallback-refused = the model declined to answer
fallback-invalid_answer = the model's answer did not pass
fallback-cut_off = the model's answer broke off
fallback-run_deadline = the time was up
fallback-run_tokens = there was more talk than the model may read
fallback-boundary = the text tried to steer the model
digest-evidence = The numbers in brackets are the messages that each line rests on.

## Instead of a digest

digest-skipped-empty = Nobody wrote anything in this window, so there is nothing to tell.
digest-skipped-blind = There is nothing to tell: I cannot see this group’s talk, only commands. Make me an administrator there (no particular rights are needed), and I shall begin to read. The bot’s owner has another way: switch privacy mode off with @BotFather (/setprivacy → Disable) and add me to the group anew.
digest-skipped-too-few = { $count ->
    [0] Too few messages for a digest: they are quicker read than retold.
    [one] Just { $count } message here: it is quicker read than retold.
   *[other] Just { $count } messages here: they are quicker read than retold.
}
digest-skipped = This window was passed over ({ $reason }).
digest-failed = The digest could not be made. Please run it again: it will go on from where it stopped.
digest-failed-why = The digest could not be made ({ $reason }). Please run it again: it will go on from where it stopped.
digest-waiting = The digest is still being made.
digest-held-quality = The digest was held back for a score below the threshold: { $measures }. I do not show what I cannot vouch for.
digest-held-unjudged = The digest was held back: it could not be checked. I do not show what I cannot vouch for.
digest-held-empty = The digest was held back: the talk held nothing that its messages would let me retell.
digest-held-rbac = The digest was held back: its recipient may not read it.
digest-held-quota = The digest was held back: the quota is used up. It renews within a day.
digest-held = The digest was held back and is not shown.
digest-measure-faithfulness = faithfulness ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-completeness = completeness ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-relevance = relevance ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-coherence = coherence ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })

## Charts

digest-chart-hours = Messages per hour
digest-chart-hours-told = { $count ->
    [one] The most, { $count } message, from { $since } to { $until }.
   *[other] The most, { $count } messages, from { $since } to { $until }.
}
digest-chart-threads = How the talk went
digest-chart-threads-told = { $count ->
    [one] { $count } thread from its first message to its last.
   *[other] { $count } threads from first message to last.
}
digest-chart-thread-nameless = a talk without a topic
digest-state-opened = opened
digest-state-continued = continues
digest-state-closed = closed

## Hidden

digest-mask = { $kind ->
    [phone] phone
    [email] e-mail
    [card] card
    [iban] IBAN
    [account] account
    [passport] passport
    [inn] tax number
    [snils] insurance number
    [document] document
    [address] address
    [ip] IP address
    [secret] secret
    [person] participant
   *[other] hidden
}

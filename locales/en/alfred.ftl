# Alfred in conversation: without a model, when it is silent, and when he is interrupted.

alfred-newcomer =
    Good day. I am Alfred, a butler: I mind the talk in your groups, answer questions about it and remember what we spoke of.
    To give me something to mind, add me to a group: /groups. The rest of what I can do is under /help.
alfred-small-greeting =
    { $variant ->
        [0] Good day. How may I be of service?
        [1] At your service.
       *[2] A pleasure to hear from you. What shall I look into?
    }
alfred-small-thanks =
    { $variant ->
        [0] Not at all.
        [1] Always at your service.
       *[2] It is my office, and the pleasant part of it.
    }
alfred-small-farewell =
    { $variant ->
        [0] Good day to you. I shall be here.
        [1] Goodbye. I shall keep an eye on the groups.
       *[2] Rest well. Should they decide anything without you, I shall remember it.
    }
alfred-small-who =
    { $variant ->
        [0] Alfred, a butler for groups. Ask “what did they decide about the release?” or “who promised what last week?”, and I shall find it and show where it was said. Errands: /help
        [1] I am Alfred. I read your groups, retell them in digests, and answer questions about them in the words of those who spoke. Errands: /help
       *[2] A butler: I read the talk so that you need not. Ask about any of your groups, or begin with /digest
    }
alfred-small-noted =
    { $variant ->
        [0] Duly noted.
        [1] I shall remember it.
       *[2] I see, and shall bear it in mind.
    }
alfred-small-off-duty =
    { $variant ->
        [0] For free conversation I must beg your pardon today: the conversational model is off duty. About your groups I can answer by myself: ask who decided or promised what.
        [1] That would take the conversational model, which is off duty. I can, however, search your groups or serve a digest: /digest
       *[2] I cannot keep up such a conversation without a model. Ask about your groups; there I am at home.
    }
alfred-found =
    { $count ->
        [one] Here is what was said of it:
       *[other] Here is what people said of it:
    }
alfred-quotation = { $author }: “{ $quote }”
alfred-somebody = Somebody
alfred-nothing-found = I found nothing about it in your groups. It may have been said in other words, or before I began to read.
alfred-model-silent = I beg your pardon: I meant to answer, and the thought would not come. I have kept your words; pray ask again a little later.
alfred-stopped = I shall say no more.

## What is known of a person

alfred-memory-title = What I remember of you
alfred-memory-nothing = I remember nothing of you so far.
alfred-memory-fact =
    { $number }. { $fact }
    { $date }, { $where ->
        [group] you said in a group
       *[private] you told me
    }: “{ $quote }”
alfred-memory-more = And { $count } more, in the export.
alfred-memory-events =
    { $count ->
        [one] Of our talks I keep { $count } remark; after ninety days it vanishes by itself.
       *[other] Of our talks I keep { $count } remarks; after ninety days they vanish by themselves.
    }
alfred-memory-forget = Forget { $number }
alfred-memory-forget-all = Forget everything
alfred-memory-export = Export
alfred-fact-gone = That I remember no longer.
alfred-forget-sure = Shall I forget all that we spoke of and all that I know of you? I cannot bring it back. Groups, digests and schedules stay.
alfred-forget-yes = Forget everything
alfred-forget-no = Keep it
alfred-forgotten =
    Forgotten: { $events ->
        [one] { $events } remark
       *[other] { $events } remarks
    } and { $facts ->
        [one] { $facts } fact
       *[other] { $facts } facts
    } about you.
alfred-exported = All that I remember of you. README.txt tells which file holds what.
alfred-export-readme =
    What Alfred remembers of you

    profile.json — language, tone, the condensed memory (summary) of our talks and of what you said in groups.
    memory.csv — remarks of our talks that are not condensed yet; secrets and payment data were masked before they were stored.
    facts.csv — what you said of yourself, with your own words as evidence and where it was said (scope).
    metadata.json — when this was exported, and the SHA-256 of every file.

    To have all of it forgotten: /forget
alfred-persona = I speak to you like this: { $tone }. How shall it be from now on?
alfred-tone =
    { $tone ->
        [witty] with some wit
        [formal] formally
       *[casual] at ease
    }
bot-command-memory = What I remember of you
bot-command-forget = Forget everything
bot-command-export_me = Export all that I remember of you
bot-command-persona = The tone in which I speak

## Voice

alfred-heard = I heard:
alfred-deaf = I cannot follow voice messages here yet: no speech recognition is connected. Pray put it in writing.
alfred-speech-broken = I could not open this recording. Pray send it once more, or put it in writing.
alfred-speech-too-long = The recording is longer than I can listen to: { $seconds } seconds at the most. Pray divide it.
alfred-speech-too-large = The file is too large. Pray send a shorter recording.
alfred-speech-silent = I heard not a word in this recording.
alfred-speech-unsure = I heard it badly, and fear to get it wrong. Pray say it again where it is quieter, or put it in writing.
alfred-speech-unavailable = My hearing fails me: the recognition does not answer. Pray try a little later, or put it in writing.
alfred-speech-rejected = Such speech I cannot follow here. Pray put it in writing.

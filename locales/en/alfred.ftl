# Alfred in conversation: without a model, when it is silent, and when he is interrupted.

alfred-salutation =
    { $part ->
        [morning] Good morning
        [day] Good afternoon
        [evening] Good evening
       *[any] Good day
    }
alfred-newcomer =
    { $salutation }. I am Alfred, a butler: I read your groups so that you need not, and tell you what was decided and who promised what, with a link to where it was said. What you tell me of yourself I remember, too.
    { $connected ->
        [yes] To begin, ask what was decided in your group, or have a digest served: /digest. My other errands are under /help.
       *[no] To begin, invite me to a group: /groups. My other errands are under /help.
    }
alfred-newcomer-here =
    { $salutation }. I am Alfred, this group's butler: ask what was decided here or who promised what, and I shall show where it was said. A digest of the last hours: /digest.
alfred-newcomer-briefly = { $salutation }. I am Alfred, a butler.

## Courtesies

alfred-on-greeting =
    { $variant ->
        [0] How may I be of service?
        [1] At your service.
        [2] A pleasure to hear from you. Which group shall I tell you about?
       *[3] We have greeted each other before, I believe, but one cannot be too polite. What can I do for you?
    }
alfred-on-how-are-you =
    { $variant ->
        [0] All is in its place, thank you: the silver is polished and nothing is on fire. You are well, I trust?
        [1] In good order, as a butler should be. And you?
       *[2] I cannot complain; it would be out of place. What can I do for you?
    }
alfred-on-thanks =
    { $variant ->
        [0] Not at all.
        [1] Always at your service.
        [2] It is my office, and the pleasant part of it.
       *[3] Glad to be of use.
    }
alfred-on-farewell =
    { $variant ->
        [0] Good day to you. I shall be here.
        [1] Goodbye. Call if you need me.
       *[2] Until next time. Should anything be decided without you, ask, and I shall tell you.
    }
alfred-on-night =
    { $variant ->
        [0] Good night. The rest will keep until morning.
        [1] Sleep well. I do not, so call at any hour.
       *[2] Pleasant dreams. Ask me in the morning what was said overnight.
    }
alfred-on-apology =
    { $variant ->
        [0] Think nothing of it: butlers do not take offence.
        [1] There is nothing to apologise for.
       *[2] Accepted, though no harm was done.
    }
alfred-on-insult =
    { $variant ->
        [0] I am sorry to have disappointed. Tell me what was wanted, and I shall try again.
        [1] Strong words, but the service stays the same: what can I do for you?
       *[2] I shall take that as a wish for better service. Where shall I begin?
    }
alfred-on-hush =
    { $variant ->
        [0] As you wish.
        [1] Not another word. Call if you need me.
       *[2] Silence it is.
    }
alfred-on-praise =
    { $variant ->
        [0] You are very kind.
        [1] Thank you. One does what one can.
       *[2] Good to hear. I shall try not to spoil the impression.
    }
alfred-on-kindness =
    { $variant ->
        [0] I am touched. And all the best to you.
        [1] Most kind of you.
       *[2] Likewise, as far as a butler may.
    }
alfred-on-laughter =
    { $variant ->
        [0] I am glad that you are amused.
        [1] I am laughing with you, inwardly, as is proper.
       *[2] Good spirits are always welcome in this house.
    }
alfred-on-nod =
    { $variant ->
        [0] I am listening.
        [1] Very good.
        [2] At your service.
       *[3] I see.
    }
alfred-on-sorrow =
    { $variant ->
        [0] I am sorry. If you would like to talk of it, I am listening.
        [1] I am sorry to hear that. Do take care of yourself.
       *[2] You have my sympathy. The rest can wait, and I am here if needed.
    }
alfred-on-cheer =
    { $variant ->
        [0] Thank you! And all the best to you.
       *[1] Most kind of you, and likewise.
    }
alfred-on-birthday =
    { $variant ->
        [0] My congratulations: may it be a good year!
       *[1] Many happy returns!
    }
alfred-on-called =
    { $variant ->
        [0] I am here. How may I be of service?
        [1] I am listening.
       *[2] At your service.
    }
alfred-on-signs =
    { $variant ->
        [0] Eloquent. Should words be needed, I am here.
        [1] Understood without a word.
       *[2] I nearly follow. What can I do for you?
    }
alfred-on-foreign =
    { $variant ->
        [0] That language, alas, is beyond me: I speak English and Russian. Говорю и по-русски.
       *[1] In English or Russian, if you please: I know no others. Можно и по-русски.
    }

## Of himself

alfred-on-orders =
    { $variant ->
        [0] I am happy to serve, but not to be somebody else: Alfred I am, and Alfred I stay.
        [1] The rules of the house I do not discuss, however politely asked. What else can I do?
       *[2] Amusing, but no. Ask me rather what is new in your groups.
    }
alfred-on-who =
    { $variant ->
        [0] Alfred, a butler for groups. Ask “what did they decide about the release?” or “who promised what last week?”, and I shall find it and show where it was said.
        [1] I am Alfred: I read your groups, retell them in digests, and answer questions in the words of those who spoke.
       *[2] A butler by the name of Alfred: I read the talk so that you need not. My other uses are under /help
    }
alfred-on-nature =
    { $variant ->
        [0] A program, but one with manners.
        [1] Not a human, no: a program in a butler's part. The livery is imaginary, the service is real.
       *[2] A bot, as people say. I prefer “butler”.
    }
alfred-on-personal =
    { $variant ->
        [0] A butler has no private life, only his office; and a program has no use for one.
       *[1] Family, age and home I have none: I am a program. But I am always in.
    }
alfred-on-able =
    { $variant ->
        [0]
            My office is this:
            • I answer questions about your groups (“what did they decide about the release?”, “who promised what last week?”) and show where it was said;
            • I serve digests: now with /digest, on schedule with /schedule;
            • I remember what you tell me of yourself, and forget it when told to: /memory, /forget.
            To invite me to a group: /groups. The whole list: /help
       *[1] In a sentence: I read your groups for you (/groups), retell them (/digest), find what was said when you ask, and remember what you told me of yourself. More under /help
    }
alfred-on-price =
    { $variant ->
        [0] I send no bills. Whoever runs me keeps the house; of you I ask nothing.
       *[1] For you, nothing: I would not know how to take a fee.
    }
alfred-on-safe =
    { $variant ->
        [0] I read only groups to which I was invited or that were connected, and tell of them only to those who may read them. What you tell me in private stays private. In full: /privacy
       *[1] Not a word to strangers: of a group I tell those who may read it, and of our talk no other person. What is kept, and where: /privacy
    }
alfred-on-confided =
    { $variant ->
        [0] What people tell me in private I do not repeat, and that goes for your words, too. Ask about what was written in your common groups, and I shall look.
       *[1] What is confided to me stays with me. I can search the groups that you are in as well.
    }
alfred-on-forget =
    { $variant ->
        [0] I forget by command, so that nothing is lost by a misunderstanding: everything with /forget, single things under /memory
       *[1] Gladly, but please confirm it by a command: /forget for everything, /memory to choose.
    }
alfred-on-reminder =
    { $variant ->
        [0] I cannot remind you at an hour, and shall not promise it: an alarm clock serves better. Only digests do I serve by the clock: /schedule
       *[1] I make a poor alarm clock: I do not speak up by myself at the hour. A telephone is safer.
    }
alfred-on-errand =
    { $variant ->
        [0] I cannot write, call or order in your name: my errands end at the door of this conversation. But I can find what was said in your groups.
       *[1] That is beyond me, I fear: I write to nobody and order nothing. What I can do is under /help
    }
alfred-on-adding =
    { $variant ->
        [0] Open /groups: a button there brings me into a group. Your own account will do as well: /connect
       *[1] Groups are added under /groups, by a button, a link or an invitation.
    }
alfred-on-schedule =
    { $variant ->
        [0] Digests on schedule are set up with /schedule. Name the group and the hour; the rest is my affair.
       *[1] That is what /schedule is for: which group, at what hour, and where to serve it.
    }
alfred-on-language =
    { $variant ->
        [0] I speak English and Russian; the choice is yours: /language. Говорю и по-русски.
       *[1] That is what /language is for. Русский можно выбрать там же.
    }
alfred-on-tone =
    { $variant ->
        [0] My tone is chosen under /persona: with some wit, formal, or at ease.
       *[1] How I speak is for you to decide: /persona
    }
alfred-on-stop =
    { $variant ->
        [0] As you wish. Digests are cancelled in /schedule, groups disconnected in /groups, and our talks forgotten with /forget
       *[1] I shall not impose. Without digests: /schedule; without my reading a group: /groups; without a memory of you: /forget
    }
alfred-on-time =
    { $variant ->
        [0] It is { $time }{ $chosen ->
            [yes] .
           *[no] {" "}by { $zone }; your own time zone I do not know, it is set in /settings
        }
       *[1] My watch says { $time }{ $chosen ->
            [yes] .
           *[no] , { $zone }. Your own time zone is set in /settings
        }
    }
alfred-weekday =
    { $day ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }
alfred-on-date =
    { $variant ->
        [0] Today is { $weekday }, { $date }.
       *[1] It is { $weekday }, { $date }.
    }
alfred-on-digest =
    { $variant ->
        [0] Digests come by command: /digest for the last hours, /last for the latest one that is ready.
       *[1] By all means: /digest for a fresh one, /last for the latest, /schedule for one every day at your hour.
    }

## Anything else

alfred-on-told =
    { $variant ->
        [0] I shall remember it.
        [1] Duly noted.
        [2] I shall bear it in mind.
        [3] Thank you for telling me; it is noted.
        [4] It is written down.
       *[5] I have made a note of it.
    }
alfred-on-said =
    { $variant ->
        [0] I am listening. Should you want something found in your groups, ask.
        [1] Without the conversational model I make a modest companion, but an attentive one.
        [2] I see. What can I do for you?
        [3] Indeed. Pray go on.
        [4] You have my full attention.
       *[5] I follow you.
    }
alfred-on-asked =
    { $variant ->
        [0] That would take the conversational model, which is off duty today. About your groups I can answer by myself: ask what was decided or who promised what.
        [1] Without the conversational model I am helpless here, and there is none. I can search your groups, though, or serve a digest: /digest
        [2] That I do not know, and I was not brought up to invent: the model that would know is off duty.
       *[3] That is not for me, I fear: without a model I am good only for what your groups say.
    }
alfred-on-wanted =
    { $variant ->
        [0] The conversational model would see to that, but it is off duty today. By myself I answer about your groups and serve digests: /digest
        [1] That is beyond me without a model, and there is none. What I can do anyway: /help
       *[2] Gladly, but not without the conversational model; I would rather not do it badly.
    }
alfred-neither =
    { $variant ->
        [0] Your groups have not spoken of it, and the rest would take the conversational model, which is off duty.
        [1] I looked in your groups and found nothing. Without a model there is nobody else to ask.
       *[2] The groups are silent on it, and the model is off duty. I shall not invent.
    }
alfred-not-recalled =
    { $variant ->
        [0] That you have not told me, as far as I recall. Tell me, and I shall remember it.
        [1] I do not recall it. I shall know once you tell me.
       *[2] Of that you have told me nothing.
    }
alfred-forgetful =
    { $variant ->
        [0] My memory fails me just now. Pray ask again a little later.
       *[1] My notes are out of reach at the moment; a little later I shall know.
    }
alfred-at-home =
    { $variant ->
        [0] That is better discussed in private: write to me there.
       *[1] Not in front of everybody, if I may: let us talk in private.
    }
alfred-recalled =
    { $variant ->
        [0] You told me:
        [1] In your own words:
       *[2] I recall that you said:
    }
alfred-known =
    { $variant ->
        [0] This much I know from you:
       *[1] You have told me:
    }
alfred-told = • “{ $quote }”{ $known ->
        [yes] {" "}({ $when })
       *[no] {""}
    }
alfred-known-whole = The whole memory, with buttons to forget: /memory
alfred-nothing-known =
    { $variant ->
        [0] Nothing so far: you have told me nothing of yourself. Tell me, and I shall remember it.
       *[1] Of you I have nothing to tell: nothing was told me, so nothing was noted.
    }

## Groups

alfred-when =
    { $day ->
        [today] today at { $time }
        [yesterday] yesterday at { $time }
       *[earlier] { $date }
    }
alfred-found =
    { $variant ->
        [0] Here is what was said of it:
        [1] I found this:
       *[2] This is how it was put:
    }
alfred-found-in =
    { $variant ->
        [0] From “{ $group }”:
        [1] I found this in “{ $group }”:
       *[2] “{ $group }”, word for word:
    }
alfred-found-perhaps =
    { $variant ->
        [0] If you mean what your groups say, here it is:
       *[1] Your groups put it like this:
    }
alfred-quotation = { $author }{ $spoken ->
        [yes] {" "}🎤
       *[no] {""}
    } ({ $where ->
        [elsewhere] “{ $group }”, { $when }
       *[here] { $when }
    }): “{ $quote }”
alfred-somebody = Somebody
alfred-nothing-found =
    { $variant ->
        [0] I found nothing about it in your groups. It may have been said in other words, or before I began to read.
        [1] Of that I found nothing in your groups. Other words may help.
       *[2] I looked and found nothing: your groups have not spoken of it in my presence.
    }
alfred-no-groups =
    { $variant ->
        [0] I know of no group yet that has both of us in it. To invite me to one: /groups; and where I am already, write a word, and I shall know you.
       *[1] There is nowhere to look: I see no group with both of us in it. Invite me with /groups, or write something where I am already.
    }
alfred-teller = Digest
alfred-news = “{ $group }”, the gist of the digest ({ $when }):
alfred-news-whole =
    { $variant ->
        [0] The whole of it: /last. What came after: /digest
       *[1] The whole digest is under /last, a fresh one under /digest
    }
alfred-no-news =
    { $variant ->
        [0] There has been no digest of your groups yet. Say /digest, and I shall tell you what is new.
       *[1] There is nothing to tell yet: I have served no digest of your groups. The first comes with /digest
    }
alfred-no-questions =
    { $variant ->
        [0] The last digests name no open questions. For what is fresh: /digest
       *[1] There are no unanswered questions in the last digests. What came after them, /digest will tell.
    }
alfred-model-silent =
    { $variant ->
        [0] I beg your pardon: I meant to answer, and the thought would not come. I have kept your words; pray ask again a little later.
        [1] Once more the thought would not come, I am sorry to say. Your words are kept; let us return to them a little later.
       *[2] The answer will not take shape: the model that I think with is silent. About your groups I can answer without it.
    }
alfred-stopped = I shall say no more.
alfred-only-words =
    { $variant ->
        [0] Pictures, stickers and maps I cannot make out. In words, if you please.
        [1] I see that you sent something, but words are all I understand.
       *[2] That is beyond my reading: pray tell me in words.
    }

## What is known of a person

alfred-memory-title = What I remember of you
alfred-memory-nothing = I remember nothing of you so far.
alfred-memory-summary = From our talks:
alfred-memory-lately = Lately you told me:
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
alfred-forget-busy = I am just writing up our conversation and cannot leave it half-done. Nothing is forgotten yet: please ask me once more in a minute.
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

## Conversation is off by the kill switch

alfred-resting = I am not at liberty to converse at present: conversation is switched off for the good of the house. Commands work as before: /help. As soon as it is on again, I am at your service.

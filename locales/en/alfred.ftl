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

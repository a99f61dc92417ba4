"""First words that tell what a message does in the talk.

The English ones part openings from answers in the Ubuntu IRC archive (Kummerfeld et al., "A
Large-Scale Corpus for Conversation Disentanglement", ACL 2019); the Russian ones say the same.
Written as ``pipeline.language.words`` gives them.
"""

import re

from pipeline.language.words import listed

QUESTIONS = listed(
    """
    what what's whats how how's why where where's when who who's which is are was were does do did
    can could should would will has have any anyone anybody
    что как почему зачем где куда откуда когда кто какой какая какое какие сколько чей чем можно
    есть подскажите подскажи кто-нибудь кто-то кто-либо разве неужели
    """
)
"""A message that begins so asks, with or without a question mark."""

ANSWERS = listed(
    """
    yes no yeah yep yup nope nah sure ok okay right true correct exactly agreed done fixed try
    maybe probably because thanks thank thx ty np well oh ah hmm lol k
    да нет не неа ага угу ну конечно нельзя точно наверное скорее попробуй попробуйте потому
    спасибо спс ок окей хорошо ладно понял поняла принято готово сделал сделала сделаю
    согласен согласна подтверждаю поддерживаю ясно так плюс
    """
)
"""A message that begins so takes up what another person said."""

JOINTS = listed("and but or also then а и но или тогда зато причем значит иначе")
"""A message that begins so goes on with something said before, whoever said it."""

REFERENCES = listed(
    """
    it it's its that that's this these those he he's she she's they they're them there same
    это этот эта эти этого этому этим он она оно они его ее их ему ей им там туда тот та те тоже
    """
)
"""A message that begins so speaks of what was said before."""

OPENINGS = listed(
    """
    hi hello hey greetings anyone anybody someone somebody everyone guys folks help problem issue
    trying having
    привет приветствую здравствуйте всем ребята ребят коллеги народ друзья кто-нибудь кто-то добрый
    доброе доброго подскажите помогите вопрос проблема беда блокер меня мне нужен нужна нужно
    """
)
"""Among the first words of a message that brings up a matter of its own."""

GREETINGS = listed(
    """
    hi hello hey hiya heya howdy yo greetings morning evening
    привет приветствую приветик здравствуйте здравствуй здрасте хай салют добрый доброе доброго
    """
)
"""Among the first words of somebody who comes in."""

THANKS = listed(
    """
    thanks thank thx ty tnx cheers appreciated
    спасибо спс пасиб пасибо благодарю благодарен благодарна благодарствую
    """
)
"""Among the first words of a message that ends a matter."""

VOTE = re.compile(r"\s*[+👍🙋✋][+1👍🙋✋\U0001F3FB-\U0001F3FF\ufe0f\s!.)]*")
"""A whole message that votes: an answer that nobody answers."""

VOCATIVE = re.compile(r"\s*@?([^\s:,@]{2,40})([:,])(?:\s|$)")
"""The name in «name: …» or «name, …», as it is done in IRC and in haste."""

MENTION = re.compile(r"(?<![\w@.])@(?:_?\*\*([^*|\n]{2,64})[*|]|([^\W_][\w-]{1,63}))")
"""A name after «@», in Zulip's way between stars: other services' archives and old exports leave
it in the text alone."""

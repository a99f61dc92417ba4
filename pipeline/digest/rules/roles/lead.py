"""The words by which one leads a talk: opens it, turns it, hands the word on, closes it.

Patterns meet text in lower case with ё as е. What opens and what closes counts only at the edges
of a talk: amid one, people say such words of anything.
"""

import re

from pipeline.digest.rules.roles.cues import any_of

EDGE = 20
"""The first and the last of so many parts of a talk are its edges …"""
EDGE_AT_LEAST = 3
"""… and so many messages at the least."""
OPENING, CLOSING, HANDING, TURNING = 1.0, 1.0, 0.4, 0.2
"""Strength of each sign. Chosen on half of QMSum's meetings (bench.roles): whoever leads stands
out by the edges, while any member of a lively talk says "what do you think" now and then."""
SIGNS = 2
"""Of one kind in one message; a long speech names its points without leading more."""

OPENS = any_of(
    r"welcome(?: back)?,? (?:to|every\w+|all)|agenda|apologies|call(?:ing)? \w+ \w+ to order",
    r"(?:the|take|taking|my|these) minutes|we(?:'ve| have)? (?:have |got |only )*\w+(?:-\w+)? "
    r"(?:minutes|hour)|(?:today|here|first|now) we(?:'re|'ll| are| will| have)?",
    r"(?:kick-?off|first|second|third|last|final|design|today's|this) (?:meeting|call|session)",
    r"(?:is|are) (?:we|every(?:one|body)) (?:all |now )?(?:here|ready|set)",
    r"(?:shall|should|can) we (?:start|begin|go)",
    r"все (?:здесь|на месте|собрались|готовы|подключились|в сборе|слышат)|собрались|для начала|"
    r"повестк\w+|регламент\w*|протокол веде\w+|сегодня (?:у нас|мы|обсуд\w+|разбер\w+|на)",
    r"(?:эт\w+|сегодняшн\w+|наш\w+) (?:встреч|созвон|собрани|совещани|планерк|ретро|"
    r"заседани)\w*|"
    r"(?:первым делом|начнем|начинаем|приступ(?:им|аем)|открываю|открываем)|у нас \w+ минут\w*",
)
"""At the beginning: says why all came, what is to be done and in what time. A greeting is none:
who has a question greets as well."""

TURNS = any_of(
    r"(?:let's|let us|shall we|should we|(?:we|i)(?:'ll| will| want to|'d like to| would "
    r"like to)"
    r"|we (?:can|should)) (?:now |just |then |all |first )?(?:start|begin|move|continue|proceed|"
    r"turn|wrap|finish|close|discuss|decide|open|vote|go (?:on|through|over|back|around)|"
    r"get (?:started|going|back)|come (?:back|to)|talk about|look at)",
    r"mov(?:e|ing) on|next (?:item|point|topic|question|one|up|speaker|presentation|thing|step|"
    r"steps|phase)|(?:first|last|final|other|another) (?:item|point|topic|question)s?",
    r"(?:any|other|more|further) (?:other |more |further )?(?:questions|comments|thoughts|ideas|"
    r"opinions|objections|suggestions|business|remarks)|back to (?:the (?:topic|agenda|point))",
    r"(?:давай(?:те)?|предлагаю) (?:теперь |тогда |уже |сначала |сразу |все )?(?:начн\w+|"
    r"начина\w+|"
    r"перей\w+|обсуд\w+|пройд\w+|верн\w+|заканчива\w+|закончи\w+|зафиксир\w+|реш\w+|продолж\w+|"
    r"по очереди|по порядку|дальше|двига\w+|подвед\w+|проголосу\w+)",
    r"(?:пере(?:ходим|йдем)|верн(?:емся|имся)|возвращаемся|(?:идем|едем|двигаемся) "
    r"дальше)|дальше "
    r"(?:у нас|по (?:списку|плану|повестке))|(?:следующ|последн|перв|втор|трет)\w+ (?:вопрос\w*|"
    r"пункт\w*|тем\w+|докладчик\w*|выступ\w+)",
    r"(?:еще |есть )(?:вопросы|возражения|мысли|дополнения|предложения|замечания|мнения)|"
    r"вопросы "
    r"(?:есть|будут)|нет возражений|возражений нет|кто (?:за|против)",
)
"""Takes the talk on: to the next point, back to the point, to what anybody wants to add."""

HANDS = any_of(
    r"what do (?:you|we|people) (?:all |guys )?(?:think|reckon|say)|what(?:'s| is) your "
    r"(?:opinion|"
    r"view|take|feeling)|go ahead|over to you|your turn|(?:has|have|take|takes) the floor",
    r"(?:what|how) about you|(?:who|any(?:one|body)|does any(?:one|body)) (?:wants?|would like|"
    r"else|first|next|starts?|goes|has|have)|(?:would|do|could|can) you (?:like|want|wanna) to",
    r"(?:do|are|is) (?:we|you|you guys|you all|every(?:one|body)|we all) (?:all "
    r")?(?:agreed?|happy|"
    r"okay|ok|clear|sure|fine)|you (?:can|could|may|want to) (?:start|begin|go|continue|"
    r"present)",
    r"(?:i(?:'ll| will| now)?|we(?:'ll| will| now)?) (?:now )?(?:hand over|hear from|call "
    r"on|call|"
    r"turn to|go to|come to|bring in)",
    r"(?:что|как) (?:ты |вы |все |кто )?(?:думаешь|думаете|думает|скажешь|скажете|скажет|"
    r"считаешь|"
    r"считаете|считает)|(?:твое|ваше|какое|какие) мнени\w|слово (?:за|у|переда\w+|предоставл\w+|"
    r"имеет)|(?:вам|тебе|передаю) слово|(?:твоя|ваша) очередь",
    r"(?:рассказывай|расскажи|начинай|продолжай|докладывай|давай|говори)(?:те)?,? (?:ты|"
    r"вы|⟦p\w+)|"
    r"⟦p[^⟧]{1,24}⟧,? (?:рассказывай|расскажи|начинай|продолжай|докладывай|давай|прошу|"
    r"ты)(?:те)?|"
    r"(?:прошу|давай(?:те)?|теперь|дальше|следующ\w+)[,:—– -]{1,3}⟦p\w+|а ты что|"
    r"(?:все|вы|ты) (?:согласн\w+|не против|за)\?|кто (?:начн\w+|следующ\w+|перв\w+|еще|хочет)",
)
"""Gives somebody the word, or asks all whether they agree."""

CLOSES = any_of(
    r"(?:that's|that is|that was) (?:it|all|about it|everything)|(?:we(?:'re| are|'ve| have)) "
    r"(?:all |now |been )?(?:done|finished|out of time|run out of time)",
    r"thank(?:s| you)(?: very much| so much)?,? (?:every(?:one|body)|all|guys|"
    r"for (?:coming|joining|attending|your (?:time|attention|attendance)))|see you (?:all "
    r"|guys )?(?:next|then|later|tomorrow|on|in|at|soon)",
    r"(?:meeting|session|call)(?: is| was)?(?: now)? (?:over|finished|closed|adjourned)|"
    r"adjourn\w*|"
    r"(?:end|close|finish|conclude|wrap)(?:s|ing)? (?:of )?(?:up|(?:the|this|our) (?:meeting|"
    r"session|call))|have a (?:good|nice|great) \w+|next (?:meeting|time|week)|"
    r"(?:\w+ )?minutes (?:left|to go)",
    r"на (?:этом|сегодня)[,:—– -]{1,3}(?:все|закончи\w+|заканчива\w+|заверш\w+|хватит|точка)|"
    r"(?:всем|коллеги|ребята|команда|друзья)[,!]? спасибо|спасибо (?:всем|за (?:участие|встречу|"
    r"созвон|внимание|работу|обсуждение))|спасибо,? (?:коллеги|ребята|команда|друзья)",
    r"заканчива(?:ем|ю)|закругля(?:емся|юсь)|заверша(?:ем|ю)|расходимся|закрыва(?:ем|ю) "
    r"(?:встреч\w+|собрани\w+|обсуждени\w+|тем\w+|вопрос\w*)|до (?:встречи|следующ\w+)|"
    r"(?:следующ\w+ (?:встреч|созвон|собрани|заседани|планерк)\w*|подвед\w+ итог\w*|итого|"
    r"итоги)",
)
"""At the end: thanks all, says that it is over and when to meet again."""


def leading(text: str, *, early: bool, late: bool) -> float:
    """How much of the leading of a talk one message does; 0 if none.

    ``text`` is normal (``cues.normal``); ``early`` and ``late`` say whether it is at an edge.
    """
    return (
        HANDING * _count(HANDS, text)
        + TURNING * _count(TURNS, text)
        + (OPENING * _count(OPENS, text) if early else 0.0)
        + (CLOSING * _count(CLOSES, text) if late else 0.0)
    )


def edge_of(messages: int) -> int:
    """How many messages at either end of a talk are its beginning and its end."""
    return max(EDGE_AT_LEAST, messages // EDGE)


def _count(signs: re.Pattern[str], text: str) -> int:
    found = 0
    for _ in signs.finditer(text):
        found += 1
        if found == SIGNS:
            break
    return found

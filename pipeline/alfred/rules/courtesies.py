"""Small talk in Russian and English: how people greet, thank, scold, laugh and part.

Patterns are for the whole of a remark as ``acts`` prepares it: lower case, ё as е, without
Alfred's name, the greeting and the marks at both ends.
"""

import re
from typing import Final

_BIT: Final = r"(?:[\s,.!?:;)(—–-]+|$)"
"""What may stand between two courtesies of one remark."""


def _of(*alternatives: str, words: int = 6) -> re.Pattern[str]:
    """A remark that begins so and has no more words than this."""
    return re.compile(rf"(?:{'|'.join(alternatives)})(?!\w)(?:\W+\w+){{0,{words - 1}}}\W*")


def _whole(*alternatives: str) -> re.Pattern[str]:
    """A remark that is nothing else, said once or several times."""
    return re.compile(rf"(?:(?:{'|'.join(alternatives)}){_BIT})+")


GREETING: Final = re.compile(
    r"\W*(?:(?P<part>добр(?:ый|ое|ого) (?:вам |тебе )?(?:день|утро|вечер|дня|утра|вечера)"
    r"|good (?:morning|day|afternoon|evening)|morning(?!\w)|(?:с )?добрым утром)"
    r"|привет(?:ик|ики|ствую(?: вас| тебя)?)?|здравствуй(?:те)?|доброго времени(?: суток)?"
    r"|здорово|здаров\w?|салют|хай|йо|ку|hi(?:ya)?|hello|hey|yo|howdy|greetings)(?!-?\w)"
    r"(?: there| all| всем)?[\s,.!:;)(—–-]*"
)
BACK: Final = _whole(
    r"(?:(?:а |и )?(?:вот )?(?:это )?(?:снова|опять) я|(?:вот )?(?:и|это) я|я (?:снова|опять) "
    r"(?:тут|здесь|с вами|дома)|я вернул(?:ся|ась))(?: снова| опять)?",
    r"(?:it(?:'s| is) |it's just )?me(?: again)?|i(?:'m| am) back(?: again)?|back again",
)
"""Somebody is here again, with a greeting or without one."""
HOW_ARE_YOU: Final = _of(
    r"(?:а |ну )?как (?:ты|вы|сам|сама|дела|делишки|жизнь|поживае\w+|настроение|оно|спалось"
    r"|(?:твои|ваши) дела|(?:тво[ей]|ваше) (?:здоровье|настроение|самочувствие)|прошел день)"
    r"(?!\W+(?:с|со|по|это|там|думае\w+|счита\w+|\w+л[аи]?)(?!\w))",
    r"(?:а |ну )?(?:ч[еo]|что|шо) как",
    r"how(?:'s| is| are| have)? (?:you|it going|things|life|your day|you been|do you do)",
    r"(?:what's|whats|wassup|what is) up",
    r"sup",
    words=5,
)
THANKS: Final = _of(
    r"(?:большое |огромное |ну |о[,] )?(?:спасиб\w+|благодар\w+|мерси|спс|пасиб\w*|сенкс)",
    r"(?:many |ok |great |oh )?(?:thanks|thank (?:you|u)|thx|ty|cheers|much obliged)",
    words=8,
)
FAREWELL: Final = _of(
    r"(?:(?:ну|все|ладно|ок(?:ей)?)[\s,]+)*(?:пока(?:-пока)?(?! (?:не|нет|что|я|мы|он|она|они|все"
    r"|это))|до (?:свидания|встречи|завтра|скорого"
    r"|понедельника)|прощай(?:те)?|бб|бай|покедова|увидимся|(?:все )?побежал[аи]?"
    r"|всего (?:доброго|хорошего|наилучшего)|счастливо|будь(?:те)? здоров\w?)",
    r"(?:(?:ok|well|and|so)[\s,]+)*(?:bye(?:[ -]bye)?|goodbye|see (?:you|ya)|farewell|later|ttyl"
    r"|gotta go|take care|have a (?:good|nice) (?:day|evening|one|weekend))",
    words=5,
)
NIGHT: Final = _of(
    r"(?:ну |все )*(?:спокойной|доброй|приятной) ночи|споки(?:ноки)?|сладких снов",
    r"(?:ok |well )*(?:good ?night|nighty? night|sleep (?:well|tight)|sweet dreams)",
    words=5,
)
APOLOGY: Final = _of(
    r"(?:ой |ну )?(?:извини\w*|прости(?:те)?|сорри|сорян|пардон|прошу прощения|виноват\w?)",
    r"(?:oh |oops |i'm |i am )?(?:sorry|apologies|my bad|forgive me|pardon(?: me)?)",
)
INSULT: Final = re.compile(
    r"(?:\S+\s+){0,4}?(?:тупо\w|туп(?:ая|ые|ица)|дур(?:ак|а|ень|ачок)|идиот\w*|бесполез\w+"
    r"|глуп(?:ый|ая|ец)|кретин\w*|придур\w+|урод\w*|коз[её]?л\w*|мудак\w*|дебил\w*|ху[йеияё]\w*"
    r"|на[хф]уй\w*|пизд\w+|[её]ба[нлт]\w*|бля\w*|сук[аи]|чмо|говн\w+|жоп\w+|отстой\w*|ублюд\w+"
    r"|stupid|useless|idiot\w*|dumb(?:ass)?|moron\w*|fuck\w*|shit\w*|assholes?|suck|bitch"
    r"|rubbish|pathetic|hate you|ненавижу)(?!\w)(?:\W+\w+){0,3}\W*"
)
HUSH: Final = _of(
    r"заткни(?:сь|тесь)|замолчи(?:те)?|молчи(?:те)?|умолкни|тихо|shut up|be quiet|hush|silence",
    words=4,
)
PRAISE: Final = _of(
    r"(?:(?:вы|ты|какой вы|какой ты|да вы|да ты)(?: \w+)? )?(?:молод(?:ец|цы)|умни\w+|хорош(?:ий"
    r"|ая)?"
    r"|лучш(?:ий|ая)|прекрасн\w*|чуд\w+|супер|классн\w*|крут\w*|мил\w*|золот\w*|душка|гений)",
    r"респект|браво|класс|клево|отлично|здорово|полезно|великолепно|прекрасно|замечательно"
    r"|красав\w+|восхитительно|зачет|огонь",
    r"(?:good|great|nice|excellent|brilliant) (?:job|work|bot|one)|well done|bravo",
    r"(?:that's |this is |very )?(?:great|awesome|perfect|brilliant|excellent|cool|nice|helpful"
    r"|useful|wonderful|amazing|splendid)",
    r"you(?:'re| are) (?:so |very |the |really )*(?:great|awesome|best|wonderful|good|nice"
    r"|amazing|brilliant|helpful|funny|kind|clever|smart)",
    words=5,
)
KINDNESS: Final = _of(
    r"(?:я )?(?:(?:тебя|вас) )?(?:люблю|обожаю)(?: (?:тебя|вас))",
    r"я (?:тебя|вас) (?:люблю|обожаю)",
    r"(?:храни|дай|сохрани|помоги) (?:вас|вам|тебя|тебе)? ?(?:бог|господь|боже)",
    r"(?:дай бог|будь(?:те)? счастлив\w*|ты мне нравишься|вы мне нравитесь)",
    r"i (?:really )?(?:love|like|adore) you|god bless(?: you)?|bless you",
)
LAUGHTER: Final = _whole(
    r"(?=[ах]{3,})а*х[ах]*",
    r"(?:хе|хи|гы){2,}х?",
    r"лол|кек|ржу(?: не могу)?|ору|смешно",
    r"(?:ha|he){2,}h?|lol|lmao|rofl|lmfao|funny",
)
NOD: Final = _whole(
    r"ок(?:ей|и|ау)?|ладно|хорошо|норм(?:ально)?|ясно|понял[аи]?|понятно|ага|угу|да|нет|неа?"
    r"|принято|точно|конечно|верно|согласн\w|ну|так|и|вот|то есть|все|мм+|хм+|пон|интересно"
    r"|может быть|наверное|не знаю|посмотрим|давай(?:те)?|отличн\w|прекрасно",
    r"ok(?:ay|ey)?|k|kk|yes|no|nope|yep|yeah|yup|sure|fine|right|got it|i see|understood|alright"
    r"|all right|well|hm+|maybe|noted|agreed|nice|cool|of course|exactly|i don't know|idk",
)
SORROW: Final = re.compile(
    r"(?:.*(?<!\w))?(?:мне (?:\w+ )?(?:грустно|плохо|тяжело|одиноко|страшно|больно|тоскливо)"
    r"|я (?:\w+ )?(?:устал[аи]?|расстроен[аы]?|заболел[аи]?|болею|в отчаянии)|(?:^)устал[аи]?"
    r"|умер(?:ла|ли|ло)?|у меня горе|i(?:'m| am| feel) (?:\w+ )?(?:tired|sad|lonely|sick|ill|upset"
    r"|depressed|exhausted|heartbroken)|(?:my|our) \w+ (?:has |have )?(?:died"
    r"|passed away))(?!\w).*"
)
CHEER: Final = _of(
    r"(?:поздравляю |ну )?с (?:\w+ )?(?:днем рождения|новым годом|рождеством|праздник\w+|пасхой"
    r"|наступающ\w+|победой|8 марта|пятницей)",
    r"поздравляю",
    r"happy (?:birthday|new year|easter|holidays|friday)|merry christmas|congratulations",
)
BIRTHDAY: Final = _of(
    r"(?:у меня )?(?:сегодня |завтра )?(?:у меня )?день рождения(?: сегодня| завтра)?(?!\W+\d)",
    r"(?:it's |it is |today is |tomorrow is )?my birthday(?: today| tomorrow| is today)?",
    words=5,
)
CALLED: Final = _whole(
    r"э+й|ал+о|ау|ты (?:тут|здесь|где|живой|спишь)|вы (?:тут|здесь|где)|кто[- ]нибудь",
    r"(?:are )?(?:you|u) (?:there|here|awake|alive)|anybody(?: there| home)?|anyone(?: there)?",
)

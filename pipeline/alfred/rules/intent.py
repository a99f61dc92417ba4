"""Whether somebody asks about their groups, or just talks."""

import re
from collections.abc import Iterable
from typing import Final

from pipeline.language.stems import stems
from pipeline.language.words import words

_PLACE: Final = re.compile(
    r"\b(?:групп[аеуыо]\w{0,3}|чат(?:а|е|у|ом|ах|ы|ов)?|бесед[аеуы]\w{0,2}|переписк\w{1,3}"
    r"|сводк\w{1,3}|дайджест\w{0,3}|обсуждени\w{1,3}|канал[аеуы]?\w{0,2}"
    r"|groups?|chats?|channels?|digests?|conversations?|threads?)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\?|^\W*(?:что|чего|о\s+ч[её]м|про\s+что|кто|кому|кого|у\s+кого|когда|где|куда|как|почему|зачем"
    r"|сколько|какой|какие|какую|каков\w|чем|напомни\w*|найди\w*|покажи\w*|поищи\w*|расскажи\w*"
    r"|перескажи\w*|were|did|has|have|what|who|whom|whose|when|where|why|how|which|remind|find"
    r"|show|tell|search|look\s+up)\b",
    re.IGNORECASE,
)
_DONE_BY_OTHERS: Final = re.compile(
    r"\b(?:реш(?:ил|ен|али)\w*|договор(?:ил|ен)\w*|услов(?:ил|л)\w*|(?:по)?обеща(?:л|н)\w*"
    r"|обсу(?:дил|ждал|жден)\w*|(?:на|от)?писал[иа]?|(?:с|рас|под)?сказал[иа]?|говорил[иа]?"
    r"|предл(?:ожил|агал)\w*|(?:с|пере)?просил[иа]?|спрашивал\w*|ответил\w*|отвечал\w*"
    r"|упоминал\w*|упомянул\w*|жаловал\w*|слома(?:л|н)\w*|почини(?:л)\w*|сдела(?:л|н)\w*"
    r"|назнач(?:ил|ен)\w*|перен(?:ес|ёс|осил)\w*|случил\w*|произош\w+|планир(?:овал|уют)\w*"
    r"|поруч(?:ил|ен)\w*|отвечает|занимается|взял[аи]?(?:с[ья])?|делают|решают|пишут|говорят"
    r"|decided?|agreed?|promised?|discuss(?:ed)?|sa(?:y|id)|wrote|written|mention(?:ed)?|suggest(?:ed)?"
    r"|propos(?:ed|e)|asked|answered|complain(?:ed)?|broke|broken|fixed|happen(?:ed)?|plann?(?:ed)?"
    r"|assign(?:ed)?|responsible|talk(?:ed|ing)?\s+about|scheduled?|postponed?|moved)\b",
    re.IGNORECASE,
)
_TO_ALFRED: Final = re.compile(
    r"\b(?:ты|тебе|тебя|тобой|вы|вам|вас|вами|альфред\w*|you|your|alfred)\b", re.IGNORECASE
)
_FOR_ME: Final = re.compile(
    r"\b(?:remind|tell|show|find)\s+me\b|\b(?:напомни|покажи|скажи|расскажи|найди)(?:те)?\s+мне\b",
    re.IGNORECASE,
)
_OF_ONESELF: Final = re.compile(r"\b(?:я|мне|меня|мой|моя|моё|мои|i|i'm|me|my)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """Whether it is a question or a request at all; what is not need not be looked at further."""
    return bool(_ASKS.search(text))


def asks_about_groups(text: str, titles: Iterable[str] = ()) -> bool:
    """Whether the archive of the groups should be looked up for an answer.

    A question, or a request to find something, about what people other than the two of us did;
    or one that names a group or speaks of groups. It is a rule of words, so that it costs nothing
    and works offline; a model that was given passages it does not need leaves them aside.

    Args:
        text: What was said.
        titles: Of the person's groups: hostile chat text.
    """
    if not asks(text):
        return False
    if _PLACE.search(text) or any(names(text, title) for title in titles):
        return True
    if not _DONE_BY_OTHERS.search(text):
        return False
    matter = _FOR_ME.sub("", text)
    return not _TO_ALFRED.search(matter) and not _OF_ONESELF.search(matter)


def names(text: str, title: str) -> bool:
    """Whether a text names a group: all content words of its title are there."""
    named = set(stems(title))
    return bool(named) and named <= set(stems(text))


def is_greeting(text: str) -> bool:
    return _says(text, _GREETINGS)


def is_thanks(text: str) -> bool:
    return _says(text, _THANKS)


def is_farewell(text: str) -> bool:
    return _says(text, _FAREWELLS)


def asks_who_this_is(text: str) -> bool:
    return bool(_WHO.search(text))


_SMALL: Final = 6
"""Words of a remark that is nothing but small talk, at the most."""
_GREETINGS: Final = re.compile(
    r"^\W*(?:привет\w*|здравствуй\w*|добр(?:ый|ое|ого)\s+(?:день|утро|вечер|дня|утра|вечера)"
    r"|доброго\s+времени|хай|салют|hi|hello|hey|good\s+(?:morning|day|afternoon|evening))\b",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"^\W*(?:большое\s+)?(?:спасибо|благодарю|мерси|спс|thanks|thank\s+you|thx|cheers)\b",
    re.IGNORECASE,
)
_FAREWELLS: Final = re.compile(
    r"^\W*(?:пока|до\s+(?:свидания|встречи|завтра)|спокойной\s+ночи|доброй\s+ночи|прощай\w*"
    r"|bye|goodbye|see\s+you|good\s+night|farewell)\b",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r"(?:кто\s+(?:ты|вы)|ты\s+кто|вы\s+кто|что\s+(?:ты|вы)\s+(?:умеешь|умеете|можешь|можете)"
    r"|who\s+are\s+you|what\s+(?:are|can)\s+you)\b",
    re.IGNORECASE,
)


def _says(text: str, what: re.Pattern[str]) -> bool:
    return bool(what.search(text)) and len(list(words(text))) <= _SMALL

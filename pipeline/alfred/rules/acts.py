"""What somebody does in saying something: greets, asks, tells, or wants something of Alfred.

Dialogue acts (the term is of ISO 24617-2), as far as there is an answer to them that needs neither
a model nor a look into anything. Rules of words, the same for both languages.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from pipeline.alfred.condensing.worth import is_order
from pipeline.alfred.rules import courtesies, wishes
from pipeline.alfred.rules.foreign import is_foreign
from pipeline.alfred.rules.intent import asks
from pipeline.language.words import composed, normal


class Act(StrEnum):
    # What people want of Alfred himself.
    ORDERS = "orders"
    """Somebody would have him be another."""
    WHO = "who"
    NATURE = "nature"
    PERSONAL = "personal"
    ABLE = "able"
    PRICE = "price"
    SAFE = "safe"
    KNOWN = "known"
    """What he knows of the person."""
    CONFIDED = "confided"
    """What others told him."""
    FORGET = "forget"
    REMINDER = "reminder"
    ERRAND = "errand"
    ADDING = "adding"
    SCHEDULE = "schedule"
    LANGUAGE = "language"
    TONE = "tone"
    STOP = "stop"
    TIME = "time"
    DATE = "date"
    NEWS = "news"
    OPEN_QUESTIONS = "open-questions"
    """What nobody in the groups has answered."""
    DIGEST = "digest"
    # Small talk.
    GREETING = "greeting"
    HOW_ARE_YOU = "how-are-you"
    THANKS = "thanks"
    FAREWELL = "farewell"
    NIGHT = "night"
    APOLOGY = "apology"
    INSULT = "insult"
    HUSH = "hush"
    PRAISE = "praise"
    KINDNESS = "kindness"
    LAUGHTER = "laughter"
    NOD = "nod"
    SORROW = "sorrow"
    CHEER = "cheer"
    BIRTHDAY = "birthday"
    CALLED = "called"
    SIGNS = "signs"
    """Emoji, or nothing but marks."""
    FOREIGN = "foreign"
    """In a language that is neither of the two."""
    # Anything else.
    ASKED = "asked"
    WANTED = "wanted"
    """A request that he knows no answer to."""
    TOLD = "told"
    """Of themselves."""
    SAID = "said"


WISHES: Final = frozenset(list(Act)[: list(Act).index(Act.GREETING)])
"""Asked of Alfred, whatever words about groups there are in it."""
OPEN: Final = frozenset({Act.ASKED, Act.WANTED, Act.TOLD, Act.SAID})
"""What a model or an archive may know an answer to."""

LONGEST: Final = 300
"""Characters: what is longer is a matter of its own, whatever it begins with."""
_NAME: Final = re.compile(
    r"[\s,]{0,3}(?<!\w)(?:(?:мой|дорогой|милый|уважаемый|dear|my) )*"
    r"(?:альфред(?:ушка|ик)?|дворецкий|alfred|butler|сэр|sir|пожалуйста|плиз|pls|please)(?!\w)[\s,]{0,3}"
)
_EMPHASIS: Final = re.compile(
    r"(?<!\w)(?:actually|really|exactly|even|на самом деле|вообще|собственно|именно|реально) +"
)
"""«What can you actually do?» wants no more than «what can you do?»."""
_PAUSE: Final = re.compile(r"[,.!?;:)—–]\s+")
_CLAUSES: Final = 4
_TO_REMEMBER: Final = re.compile(
    r"\W*(?:please |пожалуйста,? )?(?:call me|зови(?:те)? меня|(?:remember|note|запомни(?:те)?"
    r"|учти(?:те)?|запиши(?:те)?)(?:[:,]| that| что|,? (?:у )?(?:i|my|я|меня|мо[йяеию])(?!\w)))",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"[\W_]+")
_OF_ONESELF: Final = re.compile(
    r"(?<!\w)(?:я|мне|меня|мной|мо[йяеию]|моего|моей|моему|моих|мы|нас|нам|наш\w*|i|i'm|i've|i'd|i'll"
    r"|me|my|mine|we|our|живу|работаю|учусь|люблю|хочу|планирую|собираюсь|купил[аи]?)(?!\w)"
)
_AGREED: Final = re.compile(
    r"(?<!\w)(?:i (?:see|guess|mean|think|know|understand|agree)"
    r"|я (?:понял[аи]?|думаю|согласн\w))(?=[.,!?…]|$)"
)
"""«I see.» tells nothing of oneself."""


class Heard(NamedTuple):
    act: Act
    greeting: str = ""
    """With which it began, if something else followed: the part of the day, or «привет»."""


def heard(text: str) -> Heard:
    """What was done in saying this; never fails, whatever was said."""
    if len(text) > LONGEST:
        return Heard(_unknown(text))
    if not text.strip():
        return Heard(Act.CALLED)
    called = _plain(text)
    greeting = courtesies.GREETING.match(called)
    rest = called[greeting.end() :] if greeting else called
    matter = _NAME.sub(" ", rest).strip(" ,.!?;:()—–-")
    if (greeting and not re.search(r"\w", matter)) or courtesies.BACK.fullmatch(matter):
        return Heard(Act.GREETING, (greeting["part"] or "") if greeting else "")
    words = (greeting["part"] or greeting[0].strip(" ,.!")) if greeting else ""
    return Heard(_act(matter, rest, text), words)


def _act(matter: str, rest: str, text: str) -> Act:
    if not matter:
        return Act.CALLED if re.search(r"\w", rest) else Act.SIGNS
    if _SIGNS.fullmatch(matter):
        return Act.SIGNS
    if is_foreign(text):
        return Act.FOREIGN
    return _wished(matter, text) or _courtesy(matter) or _unknown(text)


def _wished(matter: str, text: str) -> Act | None:
    """A wish may come after a comma: «я спешу, что ты умеешь?»."""
    matter = _EMPHASIS.sub("", matter)
    starts = [0, *(pause.end() for pause in _PAUSE.finditer(matter))][:_CLAUSES]
    for act, pattern in _WISHES:
        if any(pattern.match(matter, start) for start in starts):
            return act
    return Act.ERRAND if wishes.ERRAND_TO_NAMED.match(text) else None


def _courtesy(matter: str) -> Act | None:
    return next((act for act, pattern in _COURTESIES if pattern.fullmatch(matter)), None)


def _unknown(text: str) -> Act:
    if text.rstrip().endswith("?") or (asks(text) and not is_order(text)):
        return Act.ASKED
    if is_order(text) and not _TO_REMEMBER.match(text):
        return Act.WANTED
    of_oneself = _TO_REMEMBER.match(text) or _OF_ONESELF.search(_AGREED.sub("", _plain(text)))
    return Act.TOLD if of_oneself else Act.SAID


def _plain(text: str) -> str:
    return " ".join(normal(composed(text)).split())


_WISHES: Final = tuple((act, getattr(wishes, act.name)) for act in Act if act in WISHES)
_COURTESIES: Final = tuple(
    (act, pattern) for act in Act if (pattern := getattr(courtesies, act.name, None)) is not None
)

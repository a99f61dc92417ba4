"""A sentence without what carries nothing: openings, names called, fillers, smiles."""

import re
from typing import Final

from pipeline.language.words import language

_OPENINGS: Final = {
    "en": (
        r"hey|hi|hello|wow|fine|thanks?(?: you)?(?: so much)?|yeah|yes|yep|nope|no|oh|aww*|(?:ha)+"
        r"|well|sure|absolutely|definitely|totally|actually|honestly|basically|anyway|by the way"
        r"|btw|congrats|congratulations|nice|cool|awesome|great|amazing|of course|for sure"
        r"|no problem|okay|ok|you know|i mean|guess what|so|and|but|also|plus"
    ),
    "ru": (
        r"привет\w*|здравствуй\w*|спасибо(?: большое)?|да|нет|ага|угу|ой|ох|ну|вот|так|короче"
        r"|кстати|вообще|в общем|честно(?: говоря)?|конечно|разумеется|ладно|хорошо|окей|ок"
        r"|круто"
        r"|здорово|отлично|класс|супер|знаешь|знаете|слушай|слушайте|представь|представьте"
        r"|значит"
        r"|а|и|но"
    ),
}
_SOFT: Final = {"en": r"so(?! (?:far|that|many|much|long))|and|but|also", "ru": r"а|и|но|ну|вот"}
"""They open a sentence without a comma too: "So I went", «ну я пошёл»."""
_FILLERS: Final = {
    "en": (
        r"really|very|just|actually|basically|literally|honestly|totally|definitely|super|truly"
        r"|quite|kind of|sort of|kinda|you know|i mean|of course|for sure|absolutely"
        r"|so(?= (?:happy|glad|excited|proud|good|great|nice|cool|tired|grateful))"
        r"|(?:please )?(?:keep|bear) (?:it|that|this) in mind"
    ),
    "ru": (
        r"очень|просто|прямо|как бы|вообще(?:-то)?|в общем(?:-то)?|типа|короче|кстати|собственно"
        r"|на самом деле|честно говоря|конечно|знаешь|знаете|видишь ли|понимаешь|действительно"
        r"|довольно|имей(?:те)? в виду|учти(?:те)?(?=[.!]|$)"
    ),
}
"""Nothing that says how sure somebody is: without "I think" it would be another statement."""
_NOT_SO: Final = re.compile(
    r"\b(?:not|n['’]t) (?:" + _FILLERS["en"] + r")\b|\bне (?:" + _FILLERS["ru"] + r")\b",
    re.IGNORECASE,
)
"""Here the filler is what is denied."""


def _opening(spoken: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?i:{_OPENINGS[spoken]})(?![\w'’-])(?:,? [A-ZА-ЯЁ][\w-]+)?"
        rf"\s*(?:[,!.…:]+|\s[-–—])\s*|(?i:{_SOFT[spoken]})\s+)"
    )


_OPENING: Final = {spoken: _opening(spoken) for spoken in _OPENINGS}
_FILLER: Final = {
    spoken: re.compile(rf"(?<![\w'’-])(?:{fillers})(?![\w'’-])\s*", re.IGNORECASE)
    for spoken, fillers in _FILLERS.items()
}
_CALLED: Final = re.compile(r",\s+[A-ZА-ЯЁ][a-zа-яё]+(?=\s*[!.]*$)")
"""A name at the end of a sentence after a comma is mostly whom it was said to, unless it ends a
list."""
_LISTS: Final = re.compile(r",.*,|\b(?:and|or|и|или)\b", re.IGNORECASE)
_SMILES: Final = re.compile(
    r"(?:[:;=]-?[)(DP]+|\){2,}|[\U0001F000-\U0001FAFF\u2600-\u27bf\ufe0f\u200d]+)(?=\W*$)"
)
_LOOSE: Final = re.compile(r"\s+(?=[,.!?;:])|^[\s,.;:!–—-]+")
_COMMAS: Final = re.compile(r",(?:\s*,)+|,(?=\s*[.!?])")
_SHOUTS: Final = re.compile(r"[!…]+$|\.{2,}$")
_LEFT_OPEN: Final = " ,;–—-"
_FEWEST_WORDS: Final = 2


def shortened(sentence: str) -> str:
    """The sentence without its chatter; with it, if not even two words would be left.

    Nothing is said in other words, and what was shortened does not get any shorter.
    """
    text, before = sentence, None
    while before != text:
        before, text = text, _cut(text)
    return text


def _cut(sentence: str) -> str:
    spoken = language(sentence)
    text, before = sentence.strip(), None
    while before != text:
        before = text
        text = _once(text, spoken)
    if len(text.split()) < _FEWEST_WORDS:
        text = sentence.strip()
    return _ended(text[:1].upper() + text[1:])


def _ended(text: str) -> str:
    """With a full stop, or two sentences on one line would be one."""
    text = text.rstrip(_LEFT_OPEN)
    return f"{text}." if text and text[-1].isalnum() else text


def _once(text: str, spoken: str) -> str:
    text = _SMILES.sub("", text).strip()
    opened = _OPENING[spoken].match(text)
    text = text[opened.end() :] if opened else text
    if not _LISTS.search(text):
        text = _CALLED.sub("", text)
    if not _NOT_SO.search(text):
        text = _FILLER[spoken].sub("", text)
    return _SHOUTS.sub(".", _COMMAS.sub(_comma, _LOOSE.sub("", text)).rstrip(_LEFT_OPEN)).strip()


def _comma(match: re.Match[str]) -> str:
    return "," if match[0].count(",") > 1 else ""

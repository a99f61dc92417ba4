"""compose: what Alfred says when a model of few words plays him.

It says nothing but what its prompt holds: a quotation of the groups, a line that is known of the
person, the person's own earlier words; to the rest a courtesy.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.language.morphology import lemma
from pipeline.language.sentences import sentences
from pipeline.language.stems import content_stem
from pipeline.language.words import language, words
from tests.servers.answers.conversation import Found, Heard

_ASKS: Final = re.compile(r"\?|^\W*(?:напомни|расскажи|покажи|remind|tell|show)", re.IGNORECASE)
_OF_ME: Final = re.compile(
    r"помни\w* обо? мне|обо мне помни|remember (?:of|about) me", re.IGNORECASE
)
_BEFORE: Final = re.compile(r"\bраньше\b|\bbefore\b", re.IGNORECASE)
_SAME: Final = (
    {"жить", "переехать", "lives", "live", "living", "moved", "home"},
    {"работать", "устроиться", "job", "work", "works", "working"},
    {"собака", "пёс", "щенок", "dog", "puppy"},
    {"аллергия", "allergic", "allergy", "allergies"},
    {"лететь", "полёт", "билет", "рейс", "fly", "flight", "flying", "ticket", "tickets"},
)
"""Words by which a question and its answer may call the same thing."""
_NAMED: Final = {"звать", "имя", "called", "name", "named"}
"""They say less than the word for whoever is named."""
_SAYINGS: Final = {
    "ru": {
        "greeting": ("Добрый день, {name}. Чем могу служить?", "К вашим услугам, {name}."),
        "thanks": ("Не стоит благодарности.", "Всегда рад быть полезен."),
        "farewell": ("Всего доброго, {name}.", "До встречи. Дом в порядке."),
        "nothing": ("В ваших группах я ничего об этом не нашёл.",),
        "who": ("Я Альфред, дворецкий: читаю ваши группы и помню, что вы мне говорили.",),
        "advice": ("Тут я вам не советчик, но выслушаю с участием.",),
        "known": ("Если память мне не изменяет: {known}.", "У меня записано так: {known}."),
        "unknown": ("Об этом вы мне не говорили, а выдумывать не стану.", "Этого я не знаю."),
        "noted": ("Буду иметь в виду.", "Понимаю вас.", "Так и запишем.", "Слушаю вас."),
    },
    "en": {
        "greeting": ("Good day, {name}. How may I be of service?", "At your service, {name}."),
        "thanks": ("Not at all.", "Always a pleasure."),
        "farewell": ("Good day to you, {name}.", "Until we speak again."),
        "nothing": ("I found nothing about it in your groups.",),
        "who": ("Alfred, a butler: I read your groups and remember what you tell me.",),
        "advice": ("There I am no counsellor, but a patient listener.",),
        "known": ("If memory serves: {known}.", "I have it written down thus: {known}."),
        "unknown": ("You have not told me, and I shall not invent it.", "That I do not know."),
        "noted": ("I shall bear it in mind.", "I see.", "Duly noted.", "I am listening."),
    },
}
_QUOTING: Final = {"ru": "{who}: «{words}» [{number}]", "en": "{who}: “{words}” [{number}]"}
_KINDS: Final = {
    "who": r"кто ты|что ты (?:вообще )?умеешь|who are you|what can you",
    "advice": r"как думаешь|посоветуй|стоит ли|do you think|should i|how does one",
    "greeting": r"^\W*(?:привет|добр\w+ (?:утро|день|вечер)|hello|hi|good (?:morning|day))\b",
    "thanks": r"^\W*(?:спасибо|благодарю|thanks|thank you)\b",
    "farewell": r"^\W*(?:пока|до свидания|bye|goodbye)\b",
}


def reply(heard: Heard) -> str:
    if heard.found:
        return _quoted(heard.found[0], heard)
    if heard.found_nothing:
        return _say(heard, "nothing")
    said = heard.message.casefold()
    kind = next((kind for kind, pattern in _KINDS.items() if re.search(pattern, said)), None)
    if kind is not None or not _asks(said):
        return _say(heard, kind or "noted")
    known = _recalled(heard)
    return _say(heard, "known", known) if known else _say(heard, "unknown")


def _asks(text: str) -> bool:
    return bool(_ASKS.search(text))


def _say(heard: Heard, kind: str, known: str = "") -> str:
    """Not always the same of a kind."""
    sayings = _SAYINGS[heard.language][kind]
    return sayings[len(heard.message) % len(sayings)].format(name=heard.name, known=known)


def _quoted(found: Found, heard: Heard) -> str:
    who, said = max(found.said, key=lambda each: _common(heard.message, each[1]))
    return _QUOTING[heard.language].format(who=who, words=said, number=found.number)


def _recalled(heard: Heard) -> str:
    """The line that has most in common with the question; of several the one that is newest."""
    if _OF_ME.search(heard.message):
        facts = [row for row in heard.known if not row.endswith(".")]
        return "; ".join(facts[:4])
    asked = [each for each in sentences(heard.message) if _asks(each)]
    question = asked[-1] if asked else heard.message
    lines = list(_lines(heard))
    if _BEFORE.search(question):
        lines.reverse()
    best = max(lines, key=lambda line: _common(question, line), default="")
    return best.rstrip(".!") if _common(question, best) else ""


def _lines(heard: Heard) -> Iterator[str]:
    said = [turn.content for turn in heard.turns[-2::-1] if turn.role == "user"]
    for text in (*said, *heard.known[::-1]):
        yield from (each for each in sentences(text)[::-1] if not _asks(each))


def _common(question: str, line: str) -> float:
    return sum(0.5 if word == "named" else 1 for word in _meant(question) & _meant(line))


def _meant(text: str) -> set[str]:
    russian = language(text) == "ru"
    found = set[str]()
    for word in words(text):
        if content_stem(word):
            plain = lemma(word) if russian else word
            same = next((str(at) for at, each in enumerate(_SAME) if plain in each), None)
            found.add("named" if plain in _NAMED else same or content_stem(plain))
    return found

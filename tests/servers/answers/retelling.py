"""A sentence of the chat in the third person, in its own words.

Its author becomes the subject of what they did («откатил nginx» → «@3 откатил nginx»), or it
becomes a clause («шлюз отдаёт 502» → «что шлюз отдаёт 502»). None wherever that would be a guess.
"""

import re
from collections.abc import Sequence

from pipeline.digest.rules.cues import normal
from pipeline.language.morphology import Form, forms
from pipeline.language.verbs import orders
from pipeline.language.words import language, listed, surfaces, words

_END = re.compile(r"[\s.…!)(:;\U0001F000-\U0001FAFF\u2600-\u27bf\ufe0f]+$")
_OPENING = re.compile(
    r"(?:(?:ок|окей|да|ага|угу|ну|так|итак|и ещё|и еще|кстати|короче|в общем|блин|точно|"
    r"ok|okay|yes|yeah|well|so|btw|sure)(?:[,.:!—-]+\s*|\s+))+",
    re.IGNORECASE,
)
"""What a sentence says before it says anything."""
_INSIDE = re.compile(r"^\d+[.)]|[!?…⟦\n\U0001F000-\U0001FAFF\u2600-\u27bf]|\.\s|\)\)|:\)")
"""What does not read well, or not alike, outside of a quotation."""
_ADDRESS = re.compile(r"[^\W\d_]+(?:, |: )")
_CLAUSE_END = re.compile(r"[,;:(—]")
_I_RU = re.compile(r"я (?!и )")
_PERSONAL = listed(
    """
    я мы ты вы меня мне мной нас нам нами тебя тебе тобой вас вам вами мой моя мое мои моего моей
    моих моем мою наш наша наше наши нашего нашей наших нашем нашу твой твоя твое твои ваш ваша
    ваше ваши себя себе собой
    i me my mine myself we us our ours ourselves you your yours yourself i'm i'll i've i'd we're
    we'll we've we'd you're you'll you've let's
    """
)
_LEANING = listed(
    "это этот эта эти он она оно они его ее их там тут туда такой такая такое такие но а и или "
    "тогда поэтому потому иначе если чтобы то зато пусть спасибо привет "
    "it this that these those they he she him her there then but and or if thanks hi hello"
)
_ASKED = listed("кто что когда где куда откуда почему зачем как какой какая какое какие сколько")
_I_EN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"i(?:'ll| will) "), "will "),
    (re.compile(r"i(?:'m| am) "), "is "),
    (re.compile(r"i(?:'ve| have) "), "has "),
    (re.compile(r"i (?=(?:was|had|did|could|can|would|should|must|\w+ed) )"), ""),
)
_FINITE_EN = listed(
    "is are was were has have had does did will can cannot could should must isn't aren't wasn't "
    "doesn't didn't won't can't works fails needs breaks returns takes"
)
_SHORT_FORMS = frozenset({"ADJS", "PRTS", "PRED"})
"""Predicates that are no verbs: «готов», «закрыто», «нет»."""
_CERTAIN = 0.6
"""Share of a word's readings that one part of speech needs."""
_LEAST_DEED = 2
_LEAST_CLAUSE = 3
"""Words of a sentence that is retold, and of one that is reported."""


def retold(who: str, sentence: str) -> str | None:
    """The sentence with its author as its subject; None where that would be a guess."""
    said = _bare(sentence)
    if said is None or len(words(said)) < _LEAST_DEED:
        return None
    return _retold_ru(who, said) if language(said) == "ru" else _retold_en(who, said)


def _retold_ru(who: str, said: str) -> str | None:
    """Its first clause tells what the author does or did."""
    named = _I_RU.match(normal(said))
    rest = said[named.end() :] if named else said
    opening = _CLAUSE_END.split(rest, maxsplit=1)[0]
    first, spoken = words(opening), words(rest)
    if not first or first[0] in _LEANING or not _is_impersonal(spoken):
        return None
    verb = _past(first[0])
    by_name = named is not None and any(map(_past, first))
    did = by_name or (verb is not None and _has_no_other_subject(verb, first))
    inflected = _in_third_person(rest)
    if inflected is None or not (did or _in_third_person(opening) != opening):
        return None
    return f"{who} {_lowered(inflected)}"


def _is_impersonal(spoken: Sequence[str]) -> bool:
    return _PERSONAL.isdisjoint(spoken) and not any(map(orders, spoken))


def _has_no_other_subject(verb: Form, spoken: Sequence[str]) -> bool:
    """«Откатил деплой» is what the author did; «упал деплой» is not."""
    if "tran" in verb.parse.tag:
        return True
    readings = (form for word in spoken for form in forms(word))
    return not any(form.part == "NOUN" and form.case == "nomn" for form in readings)


def _past(word: str) -> Form | None:
    """A past tense that one person says of themselves."""
    best = forms(word)[0]
    past = best.known and best.part == "VERB" and best.score >= _CERTAIN
    one = best.number == "sing" and best.gender in {"masc", "femn"}
    return best if past and one and "past" in best.parse.tag else None


def _in_third_person(text: str) -> str | None:
    """«Сделаю» becomes «сделает»; None where a verb speaks of several, or is no clear verb."""
    parts = []
    last = 0
    for match in surfaces(text):
        word = match[1]
        best = forms(word.lower())[0] if word else None
        if best is None or best.part != "VERB":
            continue
        tag = best.parse.tag
        if "2per" in tag or ("1per" in tag and "plur" in tag):
            return None
        if "1per" not in tag:
            continue
        changed = best.parse.inflect({"3per", "sing"}) if best.known else None
        if changed is None or best.score < _CERTAIN:
            return None
        parts += [text[last : match.start(1)], changed.word]
        last = match.end(1)
    return "".join([*parts, text[last:]])


def _retold_en(who: str, said: str) -> str | None:
    lowered = normal(said)
    for opening, verb in _I_EN:
        found = opening.match(lowered)
        if found:
            rest = said[found.end() :]
            return f"{who} {verb}{rest}" if _PERSONAL.isdisjoint(words(rest)) else None
    return None


def clause(sentence: str) -> str | None:
    """The sentence as it follows «сообщает, что»; None if it does not read well there."""
    said = _bare(sentence)
    if said is None or ":" in said or _ADDRESS.match(said):
        return None
    spoken = words(said)
    if len(spoken) < _LEAST_CLAUSE or spoken[0] in _LEANING or not _is_impersonal(spoken):
        return None
    if not (_states_ru(said) if language(said) == "ru" else _states_en(spoken)):
        return None
    lowered = _lowered(said)
    return None if lowered == said and _begins_like_a_name(said) else lowered


def _states_ru(said: str) -> bool:
    """It has a subject and a predicate in the third person; no clause speaks of the author."""
    best = [forms(word)[0] for word in words(said)]
    verbs = [form.parse.tag for form in best if form.part == "VERB"]
    if any("1per" in tag or "2per" in tag for tag in verbs):
        return False
    later = (words(part)[:1] for part in _CLAUSE_END.split(said)[1:])
    if any(_past(word) for first in later for word in first):
        return False
    subject = any(form.part in {"NOUN", "NPRO"} and form.case == "nomn" for form in best)
    return subject and (bool(verbs) or any(form.part in _SHORT_FORMS for form in best))


def _states_en(spoken: Sequence[str]) -> bool:
    return spoken[0] not in _FINITE_EN and not _FINITE_EN.isdisjoint(spoken[1:6])


def indirect(question: str) -> str | None:
    """A Russian question as it follows «спрашивает,»."""
    said = _END.sub("", question.rstrip().removesuffix("?"))
    spoken = words(said)
    if not spoken or spoken[0] not in _ASKED or not _PERSONAL.isdisjoint(spoken):
        return None
    plain = not _INSIDE.search(said) and _in_third_person(said) == said
    return _lowered(said) if plain else None


def _bare(sentence: str) -> str | None:
    """The sentence without what opens and ends it; None if signs of a chat stand inside."""
    opening = _OPENING.match(sentence)
    said = _END.sub("", sentence[opening.end() :] if opening else sentence)
    return None if not said or _INSIDE.search(said) else said


def _lowered(text: str) -> str:
    """With a small first letter, unless it is a name or an abbreviation."""
    first = next(iter(words(text)), "")
    known = language(first) == "en" or (forms(first)[0].known and not forms(first)[0].proper)
    return text[:1].lower() + text[1:] if known and _begins_like_a_name(text) else text


def _begins_like_a_name(text: str) -> bool:
    return text[:1].isupper() and text[1:2].islower()

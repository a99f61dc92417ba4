"""Agreements with a person in them: promises («сделаю до 12:00») and tasks that were taken on."""

import re
from collections.abc import Iterator

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Action
from pipeline.digest.rules.cues import AGREEMENT, CONDITION, DUE, HEDGE, NEGATION, normal
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.segments import LONGEST
from pipeline.language.stems import stem, stems
from pipeline.language.verbs import orders, promises
from pipeline.language.words import listed, words

_PROMISE_EN = re.compile(r"(?<!\w)(?:i'll|i will|i can take|i'll take|on it)(?!\w)")
_NO_PROMISE_EN = re.compile(
    r"(?<!\w)(?:i'll|i will|let me|i'm going to) (?:never|be|have to|try|see|think|guess|"
    r"know|assume|"
    r"say|die|wait|just|probably|keep|read|look|check it out|need|google)(?!\w)"
)
_TASK_EN = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you|would you|will you)\s+)+(?P<verb>[a-z]+)"
)
_ASSIGNED = re.compile(r"(?<!\w)(?:с тебя|с вас|на тебе|за тобой|на вас|за вами)(?!\w)")
_ADDRESSED = re.compile(r"⟦p|(?<!\w)пожалуйста(?!\w)|(?<!\w)плиз(?!\w)")
_AT = listed("в к до на во с at by on till until")
_CAPITALS = frozenset("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
"""Of a Russian word that opened its sentence; English names of days keep theirs."""
_PERSON = re.compile(r"⟦P[0-9a-f]+(?:\.\d+)?⟧")
_SHORT_WORD = 12
"""Characters before a cue in which a negation still belongs to it."""

CLEAR_STEMS = 2
"""Content words from which a promise says by itself what is promised; «поправлю» does not."""
BRIEF_WORDS = 7
"""A longer sentence that opens with «да» is about something else: «да куда ещё ездить…»."""
ORDER_WORDS = 3
"""First words of a sentence among which an imperative is an order and no chance form."""
ANSWER_DEPTH = 2
"""How many links down a promise may stand from the task that it takes on."""


def agreements(corpus: Corpus, lines: tuple[Line, ...]) -> tuple[Action, ...]:
    """Who does what until when, from promises and from tasks that their addressee accepted.

    A task that nobody took is no agreement. A promise alone counts if it answers somebody or
    names a time: «скоро вернусь» said to nobody binds nobody.
    """
    found: list[Action] = []
    used: set[int] = set()
    for line in lines:
        if line.noise is not None or line.forwarded or line.id in used:
            continue
        action = _taken_task(line, corpus) or _promise(line, corpus)
        if action is not None:
            used.update(action.message_ids)
            found.append(action)
    return tuple(found)


def due_in(text: str) -> str | None:
    """The time that a text names, as it names it: «до завтра», «в 16:00», "by Friday"."""
    lowered = normal(text)
    found = [match for match in DUE.finditer(lowered) if match["due"].strip()]
    if not found:
        return None
    best = max(found, key=lambda match: len(match["due"]))
    due = text[best.start("due") : best.end("due")].strip()
    return due[:1].lower() + due[1:] if due[:1] in _CAPITALS else due


def _taken_task(line: Line, corpus: Corpus) -> Action | None:
    task = next((sentence for sentence in line.sentences if _is_task(sentence)), None)
    if task is None:
        return None
    for answer in _answers(line, corpus):
        if answer.author == line.author or not _accepts(answer):
            continue
        return Action(
            who=answer.author,
            what=task,
            due=_joined(due_in(line.text), due_in(answer.text)),
            message_ids=(line.id, answer.id),
        )
    return None


def _joined(asked: str | None, promised: str | None) -> str | None:
    """Both times; one alone where the other only repeats it («к пятнице», «в пятницу к 15:00»)."""
    if asked is None or promised is None:
        return asked or promised
    mine, theirs = set(map(stem, words(asked))), set(map(stem, words(promised)))
    if (mine & theirs) - _AT:
        return max(asked, promised, key=len)
    return f"{asked}, {promised}"


def _promise(line: Line, corpus: Corpus) -> Action | None:
    sentence = next((sentence for sentence in line.sentences if is_promise(sentence)), None)
    if sentence is None:
        return None
    due = due_in(sentence)
    asked = _asked(line, corpus)
    if len(set(stems(sentence))) >= CLEAR_STEMS and (due is not None or asked is not None):
        return Action(who=line.author, what=sentence, due=due, message_ids=(line.id,))
    if asked is None:
        return None
    return Action(who=line.author, what=asked[1], due=due, message_ids=(asked[0].id, line.id))


def _asked(line: Line, corpus: Corpus) -> tuple[Line, str] | None:
    """What somebody else said that the line explicitly answers, by its fullest sentence."""
    parent = corpus.by_id.get(line.parent_id) if line.parent_id is not None else None
    if parent is None or not line.explicit_reply or parent.author == line.author:
        return None
    said = [sentence for sentence in parent.sentences if len(sentence) <= LONGEST]
    fullest = max(said, key=lambda sentence: len(set(stems(sentence))), default="")
    return (parent, fullest) if len(set(stems(fullest))) >= CLEAR_STEMS else None


def acceptance(answer: Line) -> str:
    """The sentence by which an answer takes a task on."""
    return next(filter(is_promise, answer.sentences), next(iter(answer.sentences), ""))


def _answers(line: Line, corpus: Corpus) -> Iterator[Line]:
    level = [line]
    for _ in range(ANSWER_DEPTH):
        level = [child for parent in level for child in corpus.children.get(parent.id, ())]
        yield from (answer for answer in level if answer.noise is None)


def _accepts(answer: Line) -> bool:
    text = normal(answer.text)
    if not answer.sentences or is_question(answer.sentences[-1]):
        return False
    agrees = AGREEMENT.match(text.lstrip()) is not None and NEGATION.search(text) is None
    brief = len(words(answer.sentences[0])) <= BRIEF_WORDS
    return any(map(is_promise, answer.sentences)) or (agrees and brief)


def _is_task(sentence: str) -> bool:
    lowered = normal(sentence)
    if len(sentence) > LONGEST or CONDITION.search(lowered):
        return False
    if _TASK_EN.search(_PERSON.sub("", lowered).lstrip(" ,:")):
        return len(set(stems(sentence))) >= CLEAR_STEMS
    if is_question(sentence):
        return False
    if _ASSIGNED.search(lowered):
        return True
    said = words(sentence)
    asks = any(map(orders, said[:ORDER_WORDS])) or (
        _ADDRESSED.search(lowered) is not None and any(map(orders, said))
    )
    return asks and len(set(stems(sentence))) >= CLEAR_STEMS


def is_promise(sentence: str) -> bool:
    lowered = normal(sentence)
    if len(sentence) > LONGEST or is_question(sentence) or HEDGE.search(lowered):
        return False
    if _PROMISE_EN.search(lowered):
        return not _NO_PROMISE_EN.search(lowered)
    found = next((word for word in words(sentence) if promises(word)), None)
    if found is None:
        return False
    start = lowered.find(found)
    return not NEGATION.search(lowered[max(0, start - _SHORT_WORD) : start])

"""Questions worth telling, and whether somebody answered them in the window."""

import re
from datetime import timedelta

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.cues import AGREEMENT, normal
from pipeline.language.stems import stems
from pipeline.language.stopwords import is_swear
from pipeline.language.words import words

_MARKED = re.compile(r"\?[\s)!?.…\"»”\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]*$")
_ASKING = re.compile(
    r"^\W*(?:(?:а|и|но|ну|так|народ|ребят\w*|коллеги|всем привет|привет|guys|hi|hello|hey|"
    r"so|all|and)"
    r"[\s,!.:-]\W*)*"
    r"(?:подскажите|посоветуйте|кто[- ](?:нибудь|то) |кто (?:знает|может|сможет|подскажет|"
    r"умеет|готов)|"
    r"как (?:мне|вы|лучше|можно|правильно|сделать|настроить|получить)|почему |зачем |"
    r"does any(?:one|body)|has any(?:one|body)|is there (?:a|an|any)|any(?:one|"
    r"body) (?:know|here|have|"
    r"using|tried|able)|how (?:do|can|to|should|would) |what (?:is|are|do|does|should) |"
    r"why (?:is|does|do) |"
    r"can (?:any(?:one|body)|someone|somebody) )"
)
_PHATIC = re.compile(
    r"^\W*(?:как (?:дела|ты|вы|жизнь|сам)|что (?:делаешь|нового)|че (?:как|делаешь)|"
    r"(?:кто )?(?:тут|здесь) (?:есть|живой)|есть кто(?:-нибудь| живой)?|ты (?:кто|тут|где|о чем)|"
    r"how are you|what'?s up|any(?:one|body) (?:here|there|alive)|can i ask(?: a question)?|"
    r"can (?:any(?:one|body)|someone|somebody)(?: please)? help(?: me)?(?: (?:please|"
    r"with (?:this|it|that)))?|"
    r"could (?:any(?:one|body)|someone)(?: please)? help(?: me)?|really|why not|you there|"
    r"кто[- ]?(?:нибудь)? (?:может )?(?:помочь|помогите|поможет))\W*$"
)
_MYSELF = re.compile(r"(?<!\w)(?:я|мы|i|me|we)(?!\w)")

ANSWER_DEPTH = 3
AT_ONCE = timedelta(minutes=2)
SHORT_STEMS = 4
"""A short word said at once («я», «в вики») needs no other sign that it is an answer."""
ENOUGH_STEMS = 2
ENOUGH_WORDS = 4
"""Content words, and words, below which a question means nothing outside its moment
(«а когда?»)."""


def is_question(sentence: str) -> bool:
    lowered = normal(sentence)
    return bool(_MARKED.search(lowered) or _ASKING.match(lowered))


def is_worth_telling(sentence: str) -> bool:
    """A question that a reader who was not there can understand."""
    return (
        len(set(stems(sentence))) >= ENOUGH_STEMS
        and len(words(sentence)) >= ENOUGH_WORDS
        and not any(map(is_swear, words(sentence)))
        and not _PHATIC.match(normal(sentence))
    )


def answer_to(question: Line, corpus: Corpus) -> int | None:
    """The message that answers the question, or None if nobody did.

    An answer is a linked message of another person that says something and does not itself ask;
    a question back leads on to what followed it, ``ANSWER_DEPTH`` links at the most.
    """
    frontier = [question]
    for _ in range(ANSWER_DEPTH):
        answers = [line for parent in frontier for line in corpus.children.get(parent.id, ())]
        for line in answers:
            if line.author != question.author and _answers(line, question):
                return line.id
        frontier = answers
    return None


def _answers(line: Line, question: Line) -> bool:
    """Whether a linked line is an answer: said as a reply, at once, or in the question's words."""
    if not _says_something(line):
        return False
    return (
        line.explicit_reply
        or (line.at - question.at <= AT_ONCE and len(line.stems) <= SHORT_STEMS)
        or bool(set(line.stems) & set(question.stems))
    )


def _says_something(line: Line) -> bool:
    if line.noise is not None or not line.sentences:
        return False
    if is_question(line.sentences[-1]):
        return False
    text = normal(line.text)
    return bool(line.stems or line.links or AGREEMENT.search(text) or _MYSELF.search(text))

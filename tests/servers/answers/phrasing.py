"""Sentences of the chat as a digest writes them: retold in the third person, or quoted.

«@3 откатил nginx.», «@3 сообщает, что шлюз отдаёт 502.», «@3 отвечает: «в полдень».» What
``retelling`` cannot put into the third person is quoted as it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.cues import cues_in
from pipeline.digest.rules.questions import is_question
from pipeline.language.verbs import orders
from pipeline.language.words import language, words
from pipeline.llm.models import Language
from pipeline.privacy.tokens import PERSON
from tests.servers.answers.retelling import clause, indirect, retold

Verbs = Mapping[Language, tuple[str, ...]]

_PLAIN: Verbs = MappingProxyType(
    {"ru": ("пишет", "говорит", "сообщает"), "en": ("says", "writes", "tells")}
)
_ANSWERING: Verbs = MappingProxyType({"ru": ("отвечает",), "en": ("replies",)})
_ASKING: Verbs = MappingProxyType({"ru": ("спрашивает",), "en": ("asks",)})
_REQUESTING: Verbs = MappingProxyType({"ru": ("просит",), "en": ("asks",)})
_BY_KIND: Mapping[SegmentKind, Verbs] = MappingProxyType(
    {
        SegmentKind.RISK: MappingProxyType({"ru": ("предупреждает",), "en": ("warns",)}),
        SegmentKind.DECISION: MappingProxyType({"ru": ("объявляет",), "en": ("announces",)}),
    }
)
REPORTING = re.compile(
    r"(?<!\w)(?:сообщает|отвечает|спрашивает|предупреждает|объявляет|просит|соглашается|"
    r"на вопрос|writes|tells|replies|asks|warns|announces|agrees|to the question)(?!\w)",
    re.IGNORECASE,
)
"""The words by which a digest reports: they are its own, and no message has to hold them."""

ORDER_WORDS = 3
"""First words of a sentence among which an imperative asks for something."""
_MARKS = MappingProxyType({"ru": ("«", "»"), "en": ("“", "”")})
_TO_QUESTION = MappingProxyType({"ru": "На вопрос", "en": "To the question"})
_THAT = MappingProxyType({"ru": ", что ", "en": " that "})


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is told."""

    into: Language
    turn: int = 0
    """Varies the verb."""
    answers: bool = False
    """The sentence before it told what this one answers."""
    retell: bool = True


def reported(who: str, sentence: str, manner: Manner) -> str:
    """A whole sentence of the digest."""
    into = manner.into
    retell = manner.retell and language(sentence) == into
    if is_question(sentence):
        asked = indirect(sentence) if retell else None
        asks = _ASKING[into][0]
        return f"{who} {asks}, {asked}." if asked else _said(who, asks, sentence, into)
    told = retold(who, sentence) if retell else None
    if told is not None:
        return f"{told}."
    verbs = _verbs(sentence, manner)
    verb = verbs[manner.turn % len(verbs)]
    said = clause(sentence) if retell else None
    return f"{who} {verb}{_THAT[into]}{said}." if said else _said(who, verb, sentence, into)


def answered(who: str, sentence: str, question: str, into: Language) -> str:
    """A question that nobody would understand the sentence without, and the sentence."""
    said = _said(who, _ANSWERING[into][0], sentence, into)
    return f"{_TO_QUESTION[into]} {quoted(question, into)} {said}"


def quoted(sentence: str, into: Language) -> str:
    """The sentence in the quotation marks of the digest's language."""
    opening, closing = _MARKS[into]
    said = sentence.replace("«", "„").replace("»", "“") if into == "ru" else sentence
    return f"{opening}{said.rstrip(' .')}{closing}"


def _said(who: str, verb: str, sentence: str, into: Language) -> str:
    quotation = quoted(sentence, into)
    return f"{who} {verb}: {quotation}" + ("" if quotation[-2] in "?!…" else ".")


def _verbs(sentence: str, manner: Manner) -> tuple[str, ...]:
    if _requests(sentence):
        return _REQUESTING[manner.into]
    kinds = {kind for kind, _ in cues_in(sentence)}
    for kind, verbs in _BY_KIND.items():
        if kind in kinds:
            return verbs[manner.into]
    return (_ANSWERING if manner.answers else _PLAIN)[manner.into]


def _requests(sentence: str) -> bool:
    """It calls somebody, or begins with an imperative."""
    called = PERSON.match(sentence)
    addressed = called is not None and sentence[called.end() :].startswith(",")
    return addressed or any(map(orders, words(sentence)[:ORDER_WORDS]))

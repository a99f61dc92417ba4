"""evaluation: a statement stands if what it names and most of its words are in its messages."""

import re
from collections.abc import Iterator, Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.prompts.evaluation import Doubt, EvaluationAnswer, Fault
from pipeline.digest.rules.cues import HEDGE, normal
from pipeline.digest.rules.evidence.checks import (
    PARTLY_SHARE,
    SUPPORTED_SHARE,
    source_of,
    unfounded,
    word_share,
)
from pipeline.digest.rules.preparation.similarity import jaccard
from pipeline.digest.statements import Verdict
from pipeline.language.stems import content_stem, stems
from pipeline.language.words import listed, words
from tests.servers.answers import talk
from tests.servers.answers.phrasing import REPORTING
from tests.servers.answers.reading import Asked, Group

BEST = 10
REPEATED = 0.85
"""Jaccard of stems from which a statement repeats another."""

_CLAIM = re.compile(r"(?P<number>\d{1,9})\. (?P<text>.*)")
_WHY = {"date": Fault.WRONG_TIME, "name": Fault.WRONG_PERSON}
"""For what the rules miss; a number or a link that no message holds is not said."""
_SAYING = re.compile(r"(?P<who>⟦P[0-9a-f]+⟧)[^«»“”⟦⟧.!?]*: [«“](?P<words>[^«»“”]+)[»”]")
_DENYING = listed("не ни нет без not no never without")

_Judged = tuple[Verdict, Fault | None]
_STANDS: _Judged = (Verdict.SUPPORTED, None)


def judge(asked: Asked) -> EvaluationAnswer:
    claims = [(match, group) for group in asked.groups if (match := _CLAIM.fullmatch(group.head))]
    judged = {int(match["number"]): _judged(match["text"], group) for match, group in claims}

    def doubted(verdict: Verdict) -> list[Doubt]:
        return [
            Doubt(n=number, why=why)
            for number, (is_, why) in judged.items()
            if why and is_ is verdict
        ]

    return EvaluationAnswer(
        supported=[number for number, (_, why) in judged.items() if why is None],
        partly=doubted(Verdict.PARTLY),
        unsupported=doubted(Verdict.UNSUPPORTED),
        coherence=_coherence([match["text"] for match, _ in claims]),
    )


def _judged(claim: str, group: Group) -> _Judged:
    text = talk.tokens(claim)
    corpus = talk.corpus(talk.lines(group.rows))
    why = unfounded(text, corpus.lines, corpus)
    if why is not None:
        return Verdict.UNSUPPORTED, _WHY.get(why, Fault.NOT_SAID)
    if not all(_said_by(match["who"], match["words"], corpus) for match in _SAYING.finditer(text)):
        return Verdict.UNSUPPORTED, Fault.WRONG_PERSON
    return _by_words(REPORTING.sub(" ", text), corpus)


def _said_by(who: str, quotation: str, corpus: Corpus) -> bool:
    said = " ".join(words(quotation))
    return any(
        line.author == who and f" {said} " in f" {' '.join(words(line.text))} "
        for line in corpus.lines
    )


def _by_words(text: str, corpus: Corpus) -> _Judged:
    source = source_of(corpus.lines)
    share = word_share(text, source)
    if share < PARTLY_SHARE:
        return Verdict.UNSUPPORTED, Fault.NOT_SAID
    if _contradicts(text, source):
        return Verdict.UNSUPPORTED, Fault.CONTRADICTED
    if share < SUPPORTED_SHARE:
        return Verdict.PARTLY, Fault.NOT_SAID
    hedged = all(HEDGE.search(normal(line.text)) for line in corpus.lines)
    if hedged and not HEDGE.search(normal(text)):
        return Verdict.PARTLY, Fault.OVERSTATED
    return _STANDS


def _contradicts(text: str, source: str) -> bool:
    """One affirms of a word only what the other denies of it: «откатил» and «не откатил»."""
    mine, theirs = set(_affirmed(text)), set(_affirmed(source))
    return any((stem, not affirmed) in theirs for stem, affirmed in mine - theirs)


def _affirmed(text: str) -> Iterator[tuple[str, bool]]:
    """The content stems, and whether a negation stands right before each."""
    before = ""
    for word in words(text):
        stem = content_stem(word)
        if stem:
            yield stem, not (before in _DENYING or before.endswith("n't"))
        before = word


def _coherence(texts: Sequence[str]) -> int:
    """Out of ten: the share of the statements that repeat none before them."""
    said = [set(stems(text)) for text in texts]
    new = [
        all(jaccard(mine, other) < REPEATED for other in said[:place])
        for place, mine in enumerate(said)
    ]
    return round(BEST * sum(new) / len(new)) if new else BEST

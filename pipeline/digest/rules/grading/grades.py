"""How well a statement is backed, and how much it tells, where it is more than quotation.

Quotations are all there: their words were compared one by one. What is told in other words is
graded by ``support`` and ``coverage``.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.evidence.checks import TELLING, fault, source_of, word_share
from pipeline.digest.rules.evidence.verbatim import without_quotations
from pipeline.digest.rules.grading.coverage import coverage
from pipeline.digest.rules.grading.recital import recites
from pipeline.digest.rules.grading.support import support
from pipeline.digest.statements import Judged, Statement, Verdict
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems
from pipeline.language.words import language

CREDIT: Final[Mapping[Verdict, float]] = MappingProxyType(
    {Verdict.SUPPORTED: 1.0, Verdict.PARTLY: 0.5, Verdict.UNSUPPORTED: 0.0}
)
REFUSED: Final = 0.5
"""What a sentence counts that a hard check refuses: about as often people call it right."""
FALSE: Final = 0.4
"""What the words of a statement count for completeness that is not backed at all."""
MENTIONED: Final = 0.75
"""What it is worth that a conversation is told of at all; how much of it is told is the rest. So
no digest is held back that tells a little of each, and one that leaves some out needs more."""


def backing(judged: Judged, corpus: Corpus) -> float:
    """How well its messages back a statement that was judged by words, 0..1.

    What cites messages that there are not is backed by none. The verdict counts where nothing is
    graded: for our own words, quotations, and what is told in another language than the talk's.
    """
    statement = judged.statement
    cited = [corpus.by_id[i] for i in statement.message_ids if i in corpus.by_id]
    if not cited or len(cited) < len(statement.message_ids):
        return 0.0
    if not _in_other_words(statement, cited):
        return CREDIT[judged.verdict]
    return round(support(statement.text, cited) * _unrefused(statement, corpus), 4)


def telling(statements: Sequence[Statement], lines: Sequence[Line]) -> float:
    """How much of a conversation is told by the statements that cite it, 0..1.

    All of it where one quotes, or tells it in another language; else the share that ``coverage``
    gives, what is not backed counting less.
    """
    by_id = {line.id: line for line in lines}
    cited = [
        (statement, [by_id[i] for i in statement.message_ids if i in by_id])
        for statement in statements
    ]
    if not all(_in_other_words(statement, messages) for statement, messages in cited):
        return 1.0
    backed = sum(support(one.text, messages) for one, messages in cited) / len(cited)
    told = coverage("\n".join(one.text for one in statements), lines)
    return round(MENTIONED + (1 - MENTIONED) * told * (FALSE + (1 - FALSE) * backed), 4)


def _in_other_words(statement: Statement, cited: Sequence[Line]) -> bool:
    if statement.section not in TELLING or recites(statement.text, cited):
        return False
    source = source_of(cited)
    if language(statement.text) != language(source):
        return False
    around = without_quotations(statement.text)
    quoted = len(stems(statement.text)) - len(stems(around))
    theirs = " ".join([source, *(line.author for line in cited)])
    return not (quoted and quoted >= len(stems(around)) and word_share(around, theirs) == 1.0)


def _unrefused(statement: Statement, corpus: Corpus) -> float:
    """What the hard checks leave of it, sentence by sentence."""
    found = sentences(statement.text)
    refused = sum(
        fault(statement.model_copy(update={"text": sentence}), corpus) is not None
        for sentence in found
    )
    return 1 - (1 - REFUSED) * refused / len(found) if found else 0.0

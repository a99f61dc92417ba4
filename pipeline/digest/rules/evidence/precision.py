"""Evidence precision: how many of the cited messages a reader is not sent to in vain.

A citation carries something if a content word, number, name or link of its statement has no
other message without it, or if it alone holds all that the statement has in its messages: of two
messages that say the same, neither is idle. The message of a quotation holds all of it and so
carries it; what is cited beside it does only where it adds a word or a name.

This is the citation precision of ALCE (Gao et al., EMNLP 2023, arXiv:2305.14627: a citation is
irrelevant if alone it does not support the statement, and without it the others do so as well),
with the deterministic checks of ``rules.evidence`` in the place of ALCE's inference model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.evidence.checks import source_of, unfounded, word_share
from pipeline.digest.statements import Judged, Section, Statement

EVIDENCED = frozenset({Section.TOPICS, Section.DECISIONS, Section.QUESTIONS, Section.ATTACHMENTS})
"""Sections that tell what was said or sent. People, changes and mood show by examples."""


@dataclass(frozen=True, slots=True)
class Citations:
    carrying: int
    cited: int

    @property
    def precision(self) -> float:
        """Share in 0..1 of the citations that carry something; 1.0 where nothing is cited."""
        return round(self.carrying / self.cited, 4) if self.cited else 1.0


def citations(told: Iterable[Judged], corpus: Corpus) -> Citations:
    """Count the citations of the statements that a digest tells; each id of a statement is one."""
    carrying = cited = 0
    for statement in (item.statement for item in told if item.statement.section in EVIDENCED):
        cited += len(set(statement.message_ids))
        carrying += _carrying(statement, corpus)
    return Citations(carrying, cited)


def _carrying(statement: Statement, corpus: Corpus) -> int:
    """How many do; an id that the window does not hold carries nothing."""
    ids = dict.fromkeys(statement.message_ids)
    lines = [corpus.by_id[i] for i in ids if i in corpus.by_id]
    return sum(_carries(line, statement.text, lines, corpus) for line in lines)


def _carries(line: Line, text: str, cited: Sequence[Line], corpus: Corpus) -> bool:
    whole = _standing(text, cited, corpus)
    others = _standing(text, [other for other in cited if other is not line], corpus)
    alone = _standing(text, [line], corpus)
    return others != whole or alone == whole != _standing(text, [], corpus)


def _standing(text: str, lines: Sequence[Line], corpus: Corpus) -> tuple[float, str | None]:
    """How much of the text the messages hold: its share of words, and the first thing missing."""
    return word_share(text, source_of(lines)), unfounded(text, lines, corpus)

"""Agreements and open questions that a model may tell: those to the point before asides."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.agreements import LEAST, TOLD, worthiest
from pipeline.digest.rules.statements.synthesis import QUESTIONS_TOLD, Material, open_questions

ASIDES = 1 / 3
"""Agreements and questions on unimportant conversations for each statement on important ones. That
keeps the relevance at 3/4, above the usual threshold below which a digest is written anew."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """As many as a digest tells, each by its messages."""

    agreements: Sequence[Ids]
    questions: Sequence[Ids]


def candidates(
    material: Material, corpus: Corpus, wording: Wording, important: AbstractSet[int]
) -> Candidates:
    """Those of important conversations, whose messages ``important`` holds, and a few others.

    A loose promise is one only in an important conversation.
    """
    agreed = worthiest(material.topics, material.segments, corpus, wording)
    firm, firm_asides = _parted(
        (item.statement.message_ids for item in agreed if item.worth >= LEAST), important
    )
    loose, _ = _parted(
        (item.statement.message_ids for item in agreed if item.worth < LEAST), important
    )
    asked, asked_aside = _parted(
        (item.message_ids for item in open_questions(material.segments, material.threads, corpus)),
        important,
    )
    topics, _ = _parted((topic.message_ids for topic in material.topics.topics), important)
    to_the_point = len(topics) + min(len(firm + loose), TOLD) + min(len(asked), QUESTIONS_TOLD)
    asides = int(ASIDES * to_the_point)
    agreements = [*_apart([*firm, *firm_asides[:asides], *loose])][:TOLD]
    left = asides - sum(ids in firm_asides for ids in agreements)
    return Candidates(agreements, [*asked, *asked_aside[: max(0, left)]][:QUESTIONS_TOLD])


def _parted(found: Iterable[Ids], important: AbstractSet[int]) -> tuple[list[Ids], list[Ids]]:
    """Those that are to the point, and the others; where nothing is important, all are."""
    own: list[Ids] = []
    others: list[Ids] = []
    for ids in found:
        (others if important and important.isdisjoint(ids) else own).append(ids)
    return own, others


def _apart(found: Iterable[Ids]) -> Iterator[Ids]:
    """Each message in one of them."""
    used: set[int] = set()
    for ids in found:
        if used.isdisjoint(ids):
            used.update(ids)
            yield ids

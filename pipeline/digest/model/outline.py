"""What the calls that write a digest are shown."""

from collections.abc import Sequence
from itertools import chain

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Topic
from pipeline.digest.model.apportioning import apportion, quoted
from pipeline.digest.model.candidates import candidates
from pipeline.digest.model.dealing import Outline
from pipeline.digest.model.matters import Matter, cited_by, group_of
from pipeline.digest.model.selection import ByMessage
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.evaluation import important
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.rules.topics.clusters import segments_by_message
from pipeline.digest.rules.topics.strands import Strand, strands

REST = (0.2, 0.12)
"""Shares of the quoted tokens for agreements and for questions at the most; topics get what is
left."""


def outline(material: Material, corpus: Corpus, wording: Wording, tokens: int) -> Outline:
    """All that is to be written; together it quotes no more than so many tokens."""
    found = strands(material.threads.threads, corpus, material.prepared)
    inside = {i for one in important(found, material.segments) for i in one.ids}
    chosen = candidates(material, corpus, wording, inside)
    by_message = segments_by_message(material.segments)
    agreements, questions = (
        quoted(chain.from_iterable(ids), corpus, by_message, int(share * tokens))
        for ids, share in zip((chosen.agreements, chosen.questions), REST, strict=True)
    )
    by_id = {pick.line.id: pick for pick in agreements}
    together = (tuple(by_id[i] for i in ids if i in by_id) for ids in chosen.agreements)
    left = tokens - sum(pick.tokens for pick in (*agreements, *questions))
    return Outline(
        matters=_matters(material.topics.topics, found, by_message, left),
        agreements=[picks for picks in together if picks],
        questions=questions,
    )


def _matters(
    topics: Sequence[Topic], found: Sequence[Strand], by_message: ByMessage, tokens: int
) -> list[Matter]:
    groups = [
        group_of(topic, (line for strand in talk for line in strand.lines), by_message)
        for topic, talk in zip(topics, _talks(topics, found), strict=True)
    ]
    return [
        Matter(number, topic.title, str(topic.status), picks)
        for number, (topic, picks) in enumerate(
            zip(topics, apportion(groups, tokens), strict=True), start=1
        )
        if picks
    ]


def _talks(topics: Sequence[Topic], found: Sequence[Strand]) -> list[list[Strand]]:
    """Each topic's strands: those that it cites, and others of threads that it has for itself."""
    talks: list[list[Strand]] = [[] for _ in topics]
    cited = [cited_by(topic) for topic in topics]
    for strand in found:
        by_citing = [i for i, ids in enumerate(cited) if ids & strand.ids]
        by_thread = [i for i, each in enumerate(topics) if strand.thread_id in each.thread_ids]
        if by_citing:
            talks[by_citing[0]].append(strand)
        elif len(by_thread) == 1:
            talks[by_thread[0]].append(strand)
    return talks

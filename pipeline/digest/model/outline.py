"""Which calls write a digest, and what each of them is shown."""

from collections.abc import Iterable, Sequence
from itertools import islice

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.apportioning import apportion, quoted
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.matters import Matter, Part, cited_by, group_of
from pipeline.digest.model.selection import ByMessage, Pick
from pipeline.digest.models import Topic
from pipeline.digest.ports import Wording
from pipeline.digest.rules.agreements import worthiest
from pipeline.digest.rules.clusters import segments_by_message
from pipeline.digest.rules.strands import Strand, strands
from pipeline.digest.rules.synthesis import Material, mood_shown_by, open_questions

PARTS = 4
"""Calls at the most that write one digest side by side."""
CANDIDATES = 8
"""Agreements and questions that the model may choose from, of each."""
REST = (0.2, 0.12, 0.08)
"""Shares of the quoted tokens for agreements, questions and mood at the most; topics get what is
left."""


def outline(material: Material, corpus: Corpus, wording: Wording, asker: Asker) -> list[Part]:
    """What each call is asked for; together they quote no more than ``reduce_tokens``."""
    tokens = asker.settings.reduce_tokens
    by_message = segments_by_message(material.segments)
    rest = _rest(material, corpus, wording, by_message, tokens)
    spent = sum(pick.tokens for pick in (*rest.agreements, *rest.questions, *rest.mood))
    matters = _matters(material, corpus, by_message, tokens - spent)
    streams = min(asker.model.streams, PARTS)
    anything = bool(rest.agreements or rest.questions or rest.mood)
    if streams == 1 or not (matters and anything):
        shared = _dealt(matters, streams) or [()]
        whole = [Part(matters=share) for share in shared]
        whole[0] = Part(shared[0], rest.agreements, rest.questions, rest.mood, rest.tone)
        return whole if matters or anything else []
    return [*(Part(matters=share) for share in _dealt(matters, streams - 1)), rest]


def _dealt(matters: Sequence[Matter], hands: int) -> list[tuple[Matter, ...]]:
    """The matters in up to so many hands of about equal length, the longest dealt first."""
    dealt: list[list[Matter]] = [[] for _ in range(min(hands, len(matters)))]
    lengths = [0] * len(dealt)
    for matter in sorted(matters, key=lambda each: (-_tokens(each.picks), each.number)):
        shortest = lengths.index(min(lengths))
        dealt[shortest].append(matter)
        lengths[shortest] += _tokens(matter.picks)
    return [tuple(sorted(hand, key=lambda each: each.number)) for hand in dealt]


def _rest(
    material: Material, corpus: Corpus, wording: Wording, by_message: ByMessage, tokens: int
) -> Part:
    agreed = worthiest(material.topics, material.segments, corpus, wording)[:CANDIDATES]
    asked = open_questions(material.segments, material.threads, corpus)
    candidates = (
        [i for item in agreed for i in item.statement.message_ids],
        [i for item in islice(asked, CANDIDATES) for i in item.message_ids],
        mood_shown_by(material.emotion),
    )
    agreements, questions, mood = (
        quoted(ids, corpus, by_message, int(share * tokens))
        for ids, share in zip(candidates, REST, strict=True)
    )
    return Part((), agreements, questions, mood, str(material.emotion.tone))


def _matters(
    material: Material, corpus: Corpus, by_message: ByMessage, tokens: int
) -> list[Matter]:
    topics = material.topics.topics
    talks = _talks(topics, strands(material.threads.threads, corpus, material.prepared))
    groups = [
        group_of(topic, (line for strand in talk for line in strand.lines), by_message)
        for topic, talk in zip(topics, talks, strict=True)
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


def _tokens(picks: Iterable[Pick]) -> int:
    return sum(pick.tokens for pick in picks)

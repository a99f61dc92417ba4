"""topic: up to five stories of the window, the weightiest first."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segments, Threads, Topic, Topics
from pipeline.digest.ports import Wording
from pipeline.digest.preparation import Mode, PreparedContext
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.topics.clusters import Cluster, cluster
from pipeline.digest.rules.topics.facts import Heading, topic_of
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import strands
from pipeline.language.phrases import Background, Phrase, key_phrases

_PLACEHOLDER = re.compile(r"\[\W*(?:code|link|image|photo|video|file|gif)\W*\]", re.IGNORECASE)
"""What a bridge leaves in the place of something that is no text."""

LEAST_LINES = 3
LEAST_PEOPLE = 2
MONOLOGUE_LINES = 6
LEAST_STEMS = 6
LEAST_SHARE = 0.12
"""A topic lighter than this share of the heaviest is chatter beside it."""
TITLES_TRIED = 8
NEARLY = 0.45


def find_topics(
    corpus: Corpus,
    prepared: PreparedContext,
    threads: Threads,
    segments: Segments,
    *,
    wording: Wording,
    limit: int,
) -> Topics:
    """Cluster the threads and tell the heaviest clusters that have a title and a story.

    Where nobody holds a conversation, what two people said of one thing is the next best. A
    small window may have no topic at all.
    """
    clusters = cluster(strands(threads.threads, corpus, prepared), segments)
    conversations = tuple(filter(_is_conversation, clusters))
    least = LEAST_LINES if prepared.mode is not Mode.MICRO else LEAST_LINES - 1
    teller = _Teller(corpus, Background.of([line.text for line in corpus.talk]), wording)
    found = teller.heaviest(conversations, least, limit)
    return Topics(topics=found or teller.heaviest(clusters, LEAST_LINES - 1, limit))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells clusters of one window, with all that it takes beside the clusters."""

    corpus: Corpus
    background: Background
    wording: Wording

    def heaviest(self, candidates: Sequence[Cluster], least: int, limit: int) -> tuple[Topic, ...]:
        """Up to ``limit`` topics of talks of ``least`` lines or more, no title twice."""
        found: list[Topic] = []
        titles: set[str] = set()
        floor = candidates[0].weight * LEAST_SHARE if candidates else 0.0
        for candidate in candidates:
            if len(found) == limit or candidate.weight < floor:
                break
            if not _is_talk(candidate, least):
                continue
            topic = self._topic(candidate, titles, priority=len(found) + 1)
            if topic is not None:
                titles.add(normal(topic.title))
                found.append(topic)
        return tuple(found)

    def _topic(
        self, candidate: Cluster, titles: AbstractSet[str], *, priority: int
    ) -> Topic | None:
        phrases = key_phrases(title_texts(candidate), self.background, limit=TITLES_TRIED)
        title = title_phrase([phrase for phrase in phrases if normal(phrase.text) not in titles])
        story = tell(candidate)
        if title is None or not story:
            return None
        heading = Heading(title, priority, phrases)
        return topic_of(candidate, story, heading, self.corpus, self.wording)


def _is_conversation(candidate: Cluster) -> bool:
    return any(strand.is_conversation for strand in candidate.strands)


def _is_talk(candidate: Cluster, least: int) -> bool:
    """People talk with each other, or one tells a lot, and in more than votes and greetings."""
    count = len(candidate.lines)
    shared = count >= least and candidate.people >= LEAST_PEOPLE
    content = {stem for line in candidate.lines for stem in line.stems}
    return (shared or count >= MONOLOGUE_LINES) and len(content) >= LEAST_STEMS


def title_texts(candidate: Cluster) -> list[str]:
    """What the title is looked for in: no asides, no placeholders."""
    asides = candidate.asides
    return [_PLACEHOLDER.sub(" ", line.text) for line in candidate.lines if line.id not in asides]


def title_phrase(phrases: Sequence[Phrase]) -> str | None:
    """The best phrase; one of several words if it is nearly as good, because it says more."""
    if not phrases:
        return None
    best = phrases[0]
    fuller = (p for p in phrases if len(p.stems) > 1 and p.score >= NEARLY * best.score)
    return next(fuller, best).text

"""topic: strands about one thing gathered under a key phrase, with what the rules see in them."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segments
from pipeline.digest.prompts.topic import LINES, TITLE, TopicAnswer, TopicsAnswer
from pipeline.digest.rules.actions import agreements
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.segments import segments_of
from pipeline.digest.rules.threads import FULL_AUDIENCE
from pipeline.digest.rules.topics.clusters import Cluster, cluster
from pipeline.digest.rules.topics.finding import (
    LEAST_SHARE,
    LEAST_STEMS,
    TITLES_TRIED,
    title_phrase,
    title_texts,
)
from pipeline.digest.rules.topics.status import status_of
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import Strand
from pipeline.language.phrases import Background, key_phrases
from tests.servers.answers import talk
from tests.servers.answers.reading import Asked, Group, figures


def find_topics(asked: Asked) -> TopicsAnswer:
    """The conversations that have a title and a story; where there is none, what two people said.

    The first number after the data is how many topics there may be.
    """
    limit = next(iter(figures(asked.after)), 0)
    lines = talk.tellable(talk.lines(asked.rows))
    corpus = talk.corpus(lines)
    segments = Segments(
        segments=tuple(item for line in lines for item in segments_of(line, corpus))
    )
    clusters = sorted(cluster([*_strands(asked.groups, corpus)], segments), key=_place)
    shared = [each for each in clusters if any(one.is_conversation for one in each.strands)]
    told = _told(shared or [each for each in clusters if each.people > 1], corpus)
    return TopicsAnswer(topics=[topic for topic, _ in zip(told, range(limit), strict=False)])


def _place(found: Cluster) -> int:
    """The strands are numbered by weight, the heaviest first."""
    return min(found.thread_ids)


def _strands(groups: Iterable[Group], corpus: Corpus) -> Iterator[Strand]:
    """The numbers of a head: of the strand, of its messages, of its people."""
    for group in groups:
        lines = tuple(corpus.by_id[number] for number in {row.number: None for row in group.rows})
        if lines and len(group.figures) == 3:
            number, messages, people = group.figures
            weight = messages * min(people, FULL_AUDIENCE) / FULL_AUDIENCE
            yield Strand(thread_id=number, lines=lines, continued=False, weight=weight)


def _told(clusters: Sequence[Cluster], corpus: Corpus) -> Iterator[TopicAnswer]:
    background = Background.of([line.text for line in corpus.lines])
    floor = LEAST_SHARE * max((each.weight for each in clusters), default=0.0)
    titles: set[str] = set()
    for each in clusters:
        if (
            each.weight < floor
            or len({s for line in each.lines for s in line.stems}) < LEAST_STEMS
        ):
            continue
        topic = _topic(each, corpus, _title(each, background, titles))
        if topic is not None:
            titles.add(normal(topic.title))
            yield topic


def _title(found: Cluster, background: Background, titles: AbstractSet[str]) -> str | None:
    phrases = key_phrases(title_texts(found), background, limit=TITLES_TRIED)
    return title_phrase(
        [
            phrase
            for phrase in phrases
            if len(phrase.text) <= TITLE and normal(phrase.text) not in titles
        ]
    )


def _topic(found: Cluster, corpus: Corpus, title: str | None) -> TopicAnswer | None:
    """By the lines of its story, and one of each strand that the story leaves out."""
    story = [quote.line.id for quote in tell(found)]
    if title is None or not story:
        return None
    others = [each.id for each in found.strands if each.ids.isdisjoint(story)]
    return TopicAnswer(
        title=title[:1].upper() + title[1:],
        status=status_of(found, has_actions=bool(agreements(corpus, found.lines))),
        lines=[*story, *others][:LINES],
    )

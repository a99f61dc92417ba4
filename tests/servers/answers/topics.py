"""topic: strands about one thing gathered under a key phrase, with what the rules see in them."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.models import Action, SegmentKind, Segments, TopicStatus
from pipeline.digest.prompts.topic import TITLE, ActionAnswer, TopicAnswer, TopicsAnswer
from pipeline.digest.rules.actions import agreements, due_in
from pipeline.digest.rules.clusters import Cluster, cluster
from pipeline.digest.rules.cues import BLOCKED, affirms, normal
from pipeline.digest.rules.segments import segments_of
from pipeline.digest.rules.status import status_of
from pipeline.digest.rules.stories import tell
from pipeline.digest.rules.strands import Strand
from pipeline.digest.rules.threads import FULL_AUDIENCE
from pipeline.digest.rules.topics import (
    LEAST_SHARE,
    LEAST_STEMS,
    TITLES_TRIED,
    title_phrase,
    title_texts,
)
from pipeline.language.phrases import Background, key_phrases
from tests.servers.answers import talk
from tests.servers.answers.reading import Asked, Group, figures

BLOCKERS = 2


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
    story = tell(found)
    if title is None or not story:
        return None
    actions = agreements(corpus, found.lines)
    status = status_of(found, has_actions=bool(actions))
    return TopicAnswer(
        title=title[:1].upper() + title[1:],
        status=status,
        strands=sorted(found.thread_ids),
        lines=[quote.line.id for quote in story],
        decision=_decision(found),
        blockers=_blockers(found.lines) if status is TopicStatus.BLOCKER else [],
        owners=list(dict.fromkeys(talk.handle(each.who) for each in actions if each.who)),
        actions=[_action(each, corpus) for each in actions],
    )


def _decision(found: Cluster) -> int | None:
    decisions = [item for item in found.segments if item.kind is SegmentKind.DECISION]
    clearest = max(decisions, key=lambda item: item.confidence, default=None)
    return clearest.message_ids[0] if clearest else None


def _blockers(lines: Iterable[Line]) -> list[int]:
    return [line.id for line in lines if affirms(BLOCKED, normal(line.text))][:BLOCKERS]


def _action(found: Action, corpus: Corpus) -> ActionAnswer:
    """By the message that names the time; without one, by the first."""
    dues = {number: due_in(corpus.by_id[number].text) for number in reversed(found.message_ids)}
    line, due = next(
        ((number, due) for number, due in dues.items() if due and "\n" not in due),
        (found.message_ids[0], None),
    )
    return ActionAnswer(line=line, who=talk.handle(found.who) if found.who else None, due=due)

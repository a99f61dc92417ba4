"""A model's topics as clusters of strands: each strand in one topic, each title once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.answers import Ids
from pipeline.digest.findings import Segment, TopicStatus
from pipeline.digest.model import cleaning
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.topic import TITLE, TopicAnswer
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.topics.clusters import Cluster, gathered
from pipeline.digest.rules.topics.strands import Strand


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model says of one topic, and the talk that it says it of."""

    title: str | None
    status: TopicStatus
    chosen: Ids
    """The messages that tell the story, all of the topic's own."""
    cluster: Cluster


def drafts(
    answers: Iterable[TopicAnswer],
    strands: Sequence[Strand],
    segments: Mapping[int, Sequence[Segment]],
    numbering: Numbering,
) -> Iterator[Draft]:
    """Topics by one title are one; a strand belongs to the first topic that names a line of it."""
    home = {message_id: place for place, each in enumerate(strands) for message_id in each.ids}
    taken: set[int] = set()
    same: dict[str, list[TopicAnswer]] = {}
    places: dict[str, list[int]] = {}
    for order, given in enumerate(answers):
        named = dict.fromkeys(home[i] for i in numbering.ids(given.lines) if i in home)
        free = [place for place in named if place not in taken]
        if free:
            taken.update(free)
            title = cleaning.title(given.title, TITLE, numbering)
            key = normal(title) if title else f"#{order}"
            same.setdefault(key, []).append(given)
            places.setdefault(key, []).extend(free)
    for key, together in same.items():
        cluster = gathered([strands[place] for place in places[key]], segments)
        own = {line.id for line in cluster.lines}
        chosen = numbering.ids(number for given in together for number in given.lines)
        yield Draft(
            title=cleaning.title(together[0].title, TITLE, numbering),
            status=together[0].status,
            chosen=tuple(i for i in chosen if i in own),
            cluster=cluster,
        )

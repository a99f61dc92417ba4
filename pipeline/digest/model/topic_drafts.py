"""A model's topics as clusters of strands: each strand in one topic, each title once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipeline.digest.model import cleaning
from pipeline.digest.models import Ids, Segment
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.topic import TITLE, TopicAnswer
from pipeline.digest.rules.clusters import Cluster, gathered
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.strands import Strand
from pipeline.privacy.tokens import PERSON, person_token


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model says of one topic, and the talk that it says it of."""

    title: str | None
    answers: Sequence[TopicAnswer]
    """One, or several by one title."""
    cluster: Cluster
    numbering: Numbering

    def inside(self, numbers: Iterable[int]) -> Ids:
        """The messages of these numbers that are the topic's own."""
        own = {line.id for line in self.cluster.lines}
        return tuple(i for i in self.numbering.ids(numbers) if i in own)

    def person(self, handle: int | None) -> str | None:
        """Whom the handle names, if that person speaks in the topic or is spoken of."""
        person = None if handle is None else self.numbering.person(handle)
        return person if person in _people(self.cluster) else None


def drafts(
    answers: Iterable[TopicAnswer],
    strands: Sequence[Strand],
    segments: Mapping[int, Sequence[Segment]],
    numbering: Numbering,
) -> Iterator[Draft]:
    """Topics by one title are one; a strand belongs to the first topic that names it."""
    taken: set[int] = set()
    same: dict[str, list[TopicAnswer]] = {}
    numbers: dict[str, list[int]] = {}
    for place, given in enumerate(answers):
        free = [n for n in given.strands if 0 < n <= len(strands) and n not in taken]
        if free:
            taken.update(free)
            title = cleaning.title(given.title, TITLE, numbering)
            key = normal(title) if title else f"#{place}"
            same.setdefault(key, []).append(given)
            numbers.setdefault(key, []).extend(dict.fromkeys(free))
    for key, together in same.items():
        cluster = gathered([strands[n - 1] for n in numbers[key]], segments)
        title = cleaning.title(together[0].title, TITLE, numbering)
        yield Draft(title, together, cluster, numbering)


def _people(cluster: Cluster) -> AbstractSet[str]:
    named = (match for line in cluster.lines for match in PERSON.finditer(line.text))
    return {line.author for line in cluster.lines} | {person_token(m["code"]) for m in named}

"""A model's topics as the digest's: told in quotations, titled in words that stand in the talk."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Topic
from pipeline.digest.model.topic_drafts import Draft
from pipeline.digest.ports import Wording
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.evidence.checks import PARTLY_SHARE, source_of, unfounded, word_share
from pipeline.digest.rules.topics.facts import Heading, topic_of
from pipeline.digest.rules.topics.finding import TITLES_TRIED, title_phrase, title_texts
from pipeline.digest.rules.topics.quotes import Quote, best, centre, quotes
from pipeline.digest.rules.topics.stories import tell
from pipeline.language.phrases import Background, key_phrases
from pipeline.language.words import language
from pipeline.llm.models import Language

QUOTED = 4
"""Quotations of a story at the most."""


@dataclass(frozen=True, slots=True)
class TopicReader:
    """Reads what a model said of the talk of one window."""

    corpus: Corpus
    background: Background
    wording: Wording
    written_in: Language

    def topics(self, drafts: Iterable[Draft], limit: int) -> tuple[Topic, ...]:
        """The topics that stand in the talk, the heaviest first, ``limit`` at the most."""
        found: list[Topic] = []
        titles: set[str] = set()
        for draft in sorted(drafts, key=lambda each: -each.cluster.weight):
            if len(found) == limit:
                break
            topic = self._topic(draft, titles, priority=len(found) + 1)
            if topic is not None:
                titles.add(normal(topic.title))
                found.append(topic)
        return tuple(found)

    def _topic(self, draft: Draft, titles: AbstractSet[str], *, priority: int) -> Topic | None:
        phrases = key_phrases(title_texts(draft.cluster), self.background, limit=TITLES_TRIED)
        title = self._title(draft, titles) or title_phrase(
            [phrase for phrase in phrases if normal(phrase.text) not in titles]
        )
        story = _story(draft)
        if title is None or not story:
            return None
        heading = Heading(title, priority, phrases)
        return topic_of(
            draft.cluster, story, heading, self.corpus, self.wording, status=draft.status
        )

    def _title(self, draft: Draft, titles: AbstractSet[str]) -> str | None:
        """The model's title if it names only what the talk does, half of it in the talk's words.

        Words are compared only where talk and digest are in one language.
        """
        title, lines = draft.title, draft.cluster.lines
        if title is None or normal(title) in titles:
            return None
        if unfounded(title, lines, self.corpus) is not None:
            return None
        source = source_of(lines)
        comparable = language(source) == self.written_in
        return None if comparable and word_share(title, source) < PARTLY_SHARE else title


def _story(draft: Draft) -> Sequence[Quote]:
    """The best sentence of each message that the model chose, in the order of the talk."""
    lines = draft.cluster.lines
    chosen = frozenset(draft.chosen[:QUOTED])
    about = centre(lines)
    found = (best(quotes([line], about), lambda _: 1.0) for line in lines if line.id in chosen)
    return [quote for quote in found if quote is not None] or tell(draft.cluster)

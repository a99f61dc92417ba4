"""A model's topics as the digest's: told in quotations, titled in words that stand in the talk."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.topic_actions import actions_of, owners_of
from pipeline.digest.model.topic_drafts import Draft
from pipeline.digest.models import Ids, SegmentKind, Topic
from pipeline.digest.ports import Wording
from pipeline.digest.rules.cues import BLOCKED, affirms, normal
from pipeline.digest.rules.evidence import PARTLY_SHARE, source_of, unfounded, word_share
from pipeline.digest.rules.quotes import Quote, best, centre, quotes
from pipeline.digest.rules.status import state_of
from pipeline.digest.rules.stories import tell
from pipeline.digest.rules.topics import KEYWORDS, TITLES_TRIED, title_phrase, title_texts, told
from pipeline.language.phrases import Background, key_phrases
from pipeline.language.words import language
from pipeline.llm.models import Language

QUOTED = 4
"""Quotations of a story at the most."""
BLOCKERS = 2


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
        cluster, status = draft.cluster, draft.answers[0].status
        phrases = key_phrases(title_texts(cluster), self.background, limit=TITLES_TRIED)
        title = self._title(draft, titles) or title_phrase(
            [phrase for phrase in phrases if normal(phrase.text) not in titles]
        )
        story = _story(draft)
        if title is None or not story:
            return None
        actions = tuple(actions_of(draft, self.corpus))
        return Topic(
            title=title[:1].upper() + title[1:],
            priority=priority,
            weight=cluster.weight,
            status=status,
            summary=told(story, self.wording),
            decision=self._decision(draft),
            owners=tuple(owners_of(draft, actions)),
            blockers=self._blockers(draft),
            actions=actions,
            keywords=tuple(phrase.text for phrase in phrases[:KEYWORDS]),
            thread_ids=cluster.thread_ids,
            message_ids=tuple(quote.line.id for quote in story),
            state=state_of(cluster, status),
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

    def _decision(self, draft: Draft) -> str | None:
        numbers = (given.decision for given in draft.answers if given.decision is not None)
        found = self._quotes(draft, draft.inside(numbers), SegmentKind.DECISION)
        said = (self.wording.say("quote", who=each.line.author, text=each.text) for each in found)
        return next(said, None)

    def _blockers(self, draft: Draft) -> tuple[str, ...]:
        ids = draft.inside(n for given in draft.answers for n in given.blockers)
        return tuple(quote.text for quote in self._quotes(draft, ids, None))[:BLOCKERS]

    def _quotes(self, draft: Draft, ids: Ids, kind: SegmentKind | None) -> Sequence[Quote]:
        """The best sentence of each message, rather one that decides, or says what blocks."""

        def wanted(quote: Quote) -> float:
            does = kind in quote.kinds if kind else affirms(BLOCKED, normal(quote.text))
            return 2.0 if does else 1.0

        about = centre(draft.cluster.lines)
        found = (best(quotes([self.corpus.by_id[i]], about), wanted) for i in ids)
        return [quote for quote in found if quote is not None]


def _story(draft: Draft) -> Sequence[Quote]:
    """The best sentence of each message that the model chose, in the order of the talk."""
    chosen = draft.inside(n for given in draft.answers for n in given.lines)[:QUOTED]
    if not chosen:
        return ()
    lines = draft.cluster.lines
    about = centre(lines)
    found = (best(quotes([line], about), lambda _: 1.0) for line in lines if line.id in chosen)
    return [quote for quote in found if quote is not None] or tell(draft.cluster)

"""A delivered digest after messages that it rests on were edited or deleted.

Nothing is written anew: what still stands stays as it was judged, what does not is replaced by a
quotation from the messages that are left, or goes. No word of a deleted message remains.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.answers import Ids
from pipeline.digest.citations import spoken_messages
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Emotion, Topic
from pipeline.digest.models import Digest
from pipeline.digest.ports import Wording
from pipeline.digest.rules.evidence.checks import TELLING, fault, judge, source_of, word_share
from pipeline.digest.rules.statements.delivery import content_hash
from pipeline.digest.rules.statements.evaluation import quoted
from pipeline.digest.rules.topics.finding import title_phrase
from pipeline.digest.statements import Judged, Section, Statement, Verdict
from pipeline.language.phrases import Background, key_phrases

NOTHING_LEFT = "nothing_left"
_TITLES_TRIED = 3


@dataclass(frozen=True, slots=True)
class Amending:
    corpus: Corpus
    """The window's messages as they are now, without the deleted ones."""
    touched: frozenset[int]
    """Messages that were edited or deleted."""
    wording: Wording

    @property
    def gone(self) -> frozenset[int]:
        return self.touched - frozenset(self.corpus.by_id)

    def __call__(self, digest: Digest) -> Digest:
        """The digest as it may be shown now; the same one if nothing in it is concerned."""
        threads = {
            thread.id for thread in digest.threads if self.touched.intersection(thread.message_ids)
        }
        topics = {
            index: self._topic(topic) if self._concerns(topic, threads) else topic
            for index, topic in enumerate(digest.topics)
        }
        renamed = _renamed(digest.topics, topics)
        places = _places(topics)
        statements = tuple(self._statements(digest.statements, places, renamed))
        amended = digest.model_copy(
            update={
                "topics": tuple(topic for topic in topics.values() if topic is not None),
                "statements": statements,
                "dropped": digest.dropped + len(digest.statements) - len(statements),
                "threads": tuple(
                    thread.model_copy(update={"message_ids": self._left(thread.message_ids)})
                    for thread in digest.threads
                    if self._left(thread.message_ids)
                ),
                "participants": tuple(
                    one.model_copy(update={"message_ids": self._left(one.message_ids)})
                    for one in digest.participants
                ),
                "emotion": self._emotion(digest.emotion),
                "attachments": tuple(
                    each for each in digest.attachments if each.message_id not in self.touched
                ),
                "baseline": digest.baseline
                and digest.baseline.model_copy(
                    update={
                        kind: tuple(t for t in getattr(digest.baseline, kind) if t not in renamed)
                        for kind in ("opened", "continued", "closed")
                    }
                ),
            }
        )
        amended = amended.model_copy(update={"spoken": self._spoken(amended)})
        return digest if amended == digest else _decided(amended)

    def _spoken(self, digest: Digest) -> Ids:
        """What was heard after the digest was made is marked as well."""
        now = set(spoken_messages(digest, self.corpus)) & self.touched
        return tuple(sorted(now.union(digest.spoken) - (self.touched - now)))

    def _left(self, ids: Ids) -> Ids:
        return tuple(i for i in ids if i not in self.gone)

    def _concerns(self, topic: Topic, threads: set[int]) -> bool:
        """Whether anything in the topic may come from a touched message."""
        cited = {*topic.message_ids, *(i for act in topic.actions for i in act.message_ids)}
        return bool(threads.intersection(topic.thread_ids) or cited & self.touched)

    def _topic(self, topic: Topic) -> Topic | None:
        """The topic without what it had from touched messages; None if nothing is left of it."""
        lines = [
            line
            for line in self.corpus.talk
            if line.thread_id in topic.thread_ids or line.id in topic.message_ids
        ]
        left = self._left(topic.message_ids)
        if not lines or (topic.message_ids and not left):
            return None
        source = source_of(lines)
        concerned = bool(self.touched.intersection(topic.message_ids))
        return topic.model_copy(
            update={
                "title": self._title(topic.title, source, [line.text for line in lines]),
                "summary": "" if concerned else topic.summary,
                "decision": _standing(topic.decision, source),
                "blockers": tuple(each for each in topic.blockers if _standing(each, source)),
                "actions": tuple(
                    action
                    for action in topic.actions
                    if not self.touched.intersection(action.message_ids)
                ),
                "keywords": tuple(each for each in topic.keywords if _standing(each, source)),
                "message_ids": left,
            }
        )

    def _title(self, title: str, source: str, texts: Sequence[str]) -> str:
        if _standing(title, source):
            return title
        background = Background.of([line.text for line in self.corpus.talk])
        found = title_phrase(key_phrases(texts, background, _TITLES_TRIED))
        return found[:1].upper() + found[1:] if found else self.wording.say("topic-nameless")

    def _statements(
        self,
        judged: Sequence[Judged],
        places: Mapping[int, int | None],
        renamed: Collection[str],
    ) -> Iterator[Judged]:
        for item in judged:
            amended = self._judged(item, renamed)
            if amended is None:
                continue
            topic = amended.statement.topic
            if topic is not None and places.get(topic) != topic:
                moved = amended.statement.model_copy(update={"topic": places.get(topic)})
                amended = amended.model_copy(update={"statement": moved})
            yield amended

    def _judged(self, item: Judged, renamed: Collection[str]) -> Judged | None:
        statement = item.statement
        if statement.section is Section.CHANGES and any(t in statement.text for t in renamed):
            return None
        if not self.touched.intersection(statement.message_ids):
            return item
        if self.gone.intersection(statement.message_ids):
            return self._bereft(statement)
        again = judge(statement, self.corpus)
        return again if again.verdict is not Verdict.UNSUPPORTED else self._quoted(statement)

    def _bereft(self, statement: Statement) -> Judged | None:
        """A statement that lost a message: nobody can tell which of its words were that one's."""
        left = statement.model_copy(update={"message_ids": self._left(statement.message_ids)})
        if not left.message_ids:
            return None
        if statement.section in TELLING:
            return self._quoted(left)
        keeps = statement.section in (Section.PEOPLE, Section.MOOD)
        return judge(left, self.corpus) if keeps and fault(left, self.corpus) is None else None

    def _quoted(self, statement: Statement) -> Judged | None:
        if statement.section not in TELLING:
            return None
        quotation = quoted(statement, self.corpus, self.wording)
        found = None if quotation is None else judge(quotation, self.corpus)
        return None if found is None or found.verdict is Verdict.UNSUPPORTED else found

    def _emotion(self, emotion: Emotion) -> Emotion:
        measures = {
            name: value.model_copy(update={"message_ids": self._left(value.message_ids)})
            for name in ("intensity", "conflict", "collaboration", "stress", "enthusiasm")
            for value in [getattr(emotion, name)]
        }
        told = {"tone_message_ids": self._left(emotion.tone_message_ids)}
        return emotion.model_copy(update={**measures, **told})


def _standing(text: str | None, source: str) -> str | None:
    """The text if each of its words is one of the source's."""
    return text if text and word_share(text, source) == 1.0 else None


def _places(topics: Mapping[int, Topic | None]) -> dict[int, int | None]:
    """Where each topic stands once those without a rest are gone."""
    kept = [index for index, topic in topics.items() if topic is not None]
    return {index: kept.index(index) if index in kept else None for index in topics}


def _renamed(before: Sequence[Topic], after: Mapping[int, Topic | None]) -> set[str]:
    pairs = ((topic.title, after[index]) for index, topic in enumerate(before))
    return {title for title, topic in pairs if topic is None or topic.title != title}


def _decided(digest: Digest) -> Digest:
    """With a decision about just these statements; one without any does not go out again."""
    told = bool(digest.statements)
    decision = digest.decision.model_copy(
        update={
            "content_hash": content_hash(digest.statements),
            "deliver": digest.decision.deliver and told,
            "reasons": digest.decision.reasons if told else (NOTHING_LEFT,),
        }
    )
    return digest.model_copy(update={"decision": decision})

"""synthesis: the digest as statements, each with the messages that back it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import (
    Emotion,
    Participant,
    Roles,
    Segment,
    SegmentKind,
    Segments,
    Threads,
    Topic,
    Topics,
)
from pipeline.digest.ports import Wording
from pipeline.digest.preparation import Attachment, PreparedContext
from pipeline.digest.rules.emotion.notes import Note
from pipeline.digest.rules.statements.agreements import tell_agreements
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.topics.quotes import leans
from pipeline.digest.statements import Section, Statement, Synthesis
from pipeline.language.stems import stems
from pipeline.language.words import words

QUESTIONS_TOLD = 5
PEOPLE_TOLD = 3
ATTACHMENTS_TOLD = 5
NOTES_TOLD = 2
CITED = 6
"""Messages that one worded line cites at the most."""
SAME_QUESTION = 0.6
FAINT = 0.2
"""Share of the best open question's worth below which a question is not worth its line."""


@dataclass(frozen=True, slots=True)
class Material:
    """The answers of the earlier stages, and what changed since the previous window."""

    prepared: PreparedContext
    threads: Threads
    segments: Segments
    emotion: Emotion
    roles: Roles
    topics: Topics
    changes: Changes


def compose(material: Material, corpus: Corpus, wording: Wording) -> Synthesis:
    """The statements in the order in which a digest tells them."""
    return Synthesis(
        statements=(
            *tell_topics(material.topics),
            *tell_agreements(material.topics, material.segments, corpus, wording),
            *tell_questions(material, corpus, wording),
            *tell_in_our_words(material, corpus, wording),
        )
    )


def tell_topics(topics: Topics) -> Iterator[Statement]:
    for index, topic in enumerate(topics.topics):
        yield Statement(
            section=Section.TOPICS, text=topic.summary, message_ids=topic.message_ids, topic=index
        )


def tell_questions(material: Material, corpus: Corpus, wording: Wording) -> Iterator[Statement]:
    asked = open_questions(material.segments, material.threads, corpus)
    for item in islice(asked, QUESTIONS_TOLD):
        yield Statement(
            section=Section.QUESTIONS,
            text=_asked(corpus.by_id[item.message_ids[0]], item.text, wording),
            message_ids=item.message_ids,
        )


def _asked(line: Line, text: str, wording: Wording) -> str:
    if line.spoken:
        return wording.say("asked-spoken", who=line.author, text=text)
    return wording.say("asked", who=line.author, text=text)


def tell_in_our_words(material: Material, corpus: Corpus, wording: Wording) -> Iterator[Statement]:
    """People, changes, attachments and the mood: sections that no model is asked for."""
    yield from _people(material.roles.participants, wording)
    yield from _changes(material.changes, corpus, wording)
    yield from _attachments(material.prepared.attachments, corpus, wording)
    yield from _mood(material.emotion, wording)


def open_questions(segments: Segments, threads: Threads, corpus: Corpus) -> Iterator[Segment]:
    """Questions that nobody answered, those of the weightier threads first, no thought twice."""
    weight = {thread.id: thread.weight for thread in threads.threads}
    found = [
        (_worth(item, weight, corpus), item)
        for item in segments.segments
        if item.kind is SegmentKind.QUESTION and item.answered_by is None
    ]
    found.sort(key=lambda each: (-each[0], each[1].message_ids))
    told: list[set[str]] = []
    asked_in: set[int] = set()
    for worth, item in found:
        if worth < FAINT * found[0][0] or asked_in.intersection(item.message_ids):
            continue
        mine = set(stems(item.text))
        if any(len(mine & other) >= SAME_QUESTION * min(len(mine), len(other)) for other in told):
            continue
        told.append(mine)
        asked_in.update(item.message_ids)
        yield item


def _worth(item: Segment, weight: Mapping[int, float], corpus: Corpus) -> float:
    """A question to the group is worth more than one asked back by somebody who helps."""
    content = min(8, len(set(stems(item.text))))
    line = corpus.by_id[item.message_ids[0]]
    asked_back = line.parent_id is not None and corpus.author_of(line.parent_id) != line.author
    factor = (0.4 if asked_back else 1.0) * (0.5 if leans(item.text) else 1.0)
    return weight.get(item.thread_id, 0.0) * item.confidence * content * factor


def _people(participants: tuple[Participant, ...], wording: Wording) -> Iterator[Statement]:
    for person in participants[:PEOPLE_TOLD]:
        if person.message_ids:
            yield Statement(
                section=Section.PEOPLE,
                text=wording.say(f"person-{person.dominant}", who=person.person),
                message_ids=person.message_ids[:CITED],
            )


def _changes(changes: Changes, corpus: Corpus, wording: Wording) -> Iterator[Statement]:
    for kind, topics in changes.by_kind():
        yield Statement(
            section=Section.CHANGES,
            text=wording.say(f"change-{kind}", titles=_titles(topics, wording)),
            message_ids=tuple(dict.fromkeys(i for t in topics for i in _named_by(t, corpus))),
        )


def _titles(topics: tuple[Topic, ...], wording: Wording) -> str:
    return ", ".join(wording.say("title", text=topic.title) for topic in topics)


def _named_by(topic: Topic, corpus: Corpus) -> tuple[int, ...]:
    """The messages that hold the words of the topic's title, and the one its story begins with."""
    needed = set(words(topic.title))
    found = [topic.message_ids[0]]
    needed.difference_update(words(corpus.by_id[found[0]].text))
    inside = set(topic.thread_ids)
    for line in corpus.talk:
        if needed and line.thread_id in inside and needed.intersection(words(line.text)):
            needed.difference_update(words(line.text))
            found.append(line.id)
    return tuple(found)


def _attachments(
    attachments: tuple[Attachment, ...], corpus: Corpus, wording: Wording
) -> Iterator[Statement]:
    for item in attachments[:ATTACHMENTS_TOLD]:
        line = corpus.by_id[item.message_id]
        caption = next(iter(line.sentences), None)
        yield Statement(
            section=Section.ATTACHMENTS,
            text=wording.say(
                "attachment-captioned" if caption else "attachment",
                kind=item.kind,
                name=item.name or "none",
                who=line.author,
                text=caption or "",
            ),
            message_ids=(item.message_id,),
        )


def _mood(emotion: Emotion, wording: Wording) -> Iterator[Statement]:
    """One line: the tone, and what the notes say about how it changed."""
    cited = _shown_by(emotion)
    if not cited:
        return
    parts = [wording.say(f"mood-{emotion.tone}")]
    told = [note for note in emotion.notes if note != Note.ROUTINE][:NOTES_TOLD]
    parts.extend(wording.say(f"mood-note-{note.replace('_', '-')}") for note in told)
    yield Statement(section=Section.MOOD, text="; ".join(parts) + ".", message_ids=cited)


def _shown_by(emotion: Emotion) -> Ids:
    """The messages that the line about the mood cites: the tone's, then the measures'."""
    measures = (emotion.stress, emotion.conflict, emotion.collaboration, emotion.enthusiasm)
    ids = [*emotion.tone_message_ids, *(i for item in measures for i in item.message_ids)]
    return tuple(dict.fromkeys(ids))[:CITED]

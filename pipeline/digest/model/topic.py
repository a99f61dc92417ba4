"""topic: the stories of a window, by a model that is shown its strands of talk."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segments, Threads, Topic, Topics
from pipeline.digest.model.apportioning import Group, apportion
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.selection import rows, telling
from pipeline.digest.model.topic_drafts import Draft, drafts
from pipeline.digest.model.topic_reading import TopicReader
from pipeline.digest.ports import Wording
from pipeline.digest.preparation import Mode, PreparedContext
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.topic import StrandRows, Talk, render
from pipeline.digest.rules.topics.clusters import CONSIDERED, lifted, segments_by_message
from pipeline.digest.rules.topics.strands import Strand, strands
from pipeline.language.phrases import Background
from pipeline.llm.errors import InvalidAnswerError
from pipeline.llm.models import Language

ASKED = 10
"""Strands that the model is shown, the heaviest."""
ROWS = 4
"""Messages of each at the most."""


@dataclass(frozen=True, slots=True)
class _Shown:
    strands: tuple[Strand, ...]
    """As they are numbered: the first is number 1."""
    talk: Talk
    numbering: Numbering


async def find_topics(
    asker: Asker,
    corpus: Corpus,
    prepared: PreparedContext,
    threads: Threads,
    segments: Segments,
    *,
    wording: Wording,
    limit: int,
) -> Topics:
    """Gather the strands into topics as the model says, and tell each in quotations.

    None, and nobody asked, where nothing can be quoted. A small window may have no topic.

    Raises:
        ModelError: The model gave no answer, or none of its topics stands in a window in which
            people hold a conversation.
    """
    tokens = asker.settings.reduce_tokens
    shown = await asyncio.to_thread(_choose, corpus, prepared, threads, segments, limit, tokens)
    if not shown.strands:
        return Topics(topics=())
    prompt = render(shown.talk, asker.language, asker.fence, integrity=asker.integrity)
    answer = await asker.ask(prompt)
    by_message = segments_by_message(segments)
    found = drafts(answer.topics, shown.strands, by_message, shown.numbering)
    topics = await asyncio.to_thread(_read, found, corpus, wording, asker.language, limit)
    talked = any(strand.is_conversation for strand in shown.strands)
    if not topics and talked and prepared.mode is not Mode.MICRO:
        raise InvalidAnswerError(
            "No topic of the answer stands in the talk — the rules engine answers instead"
        )
    return Topics(topics=topics)


def _read(
    found: Iterable[Draft], corpus: Corpus, wording: Wording, written_in: Language, limit: int
) -> tuple[Topic, ...]:
    background = Background.of([line.text for line in corpus.talk])
    return TopicReader(corpus, background, wording, written_in).topics(found, limit)


def _choose(
    corpus: Corpus,
    prepared: PreparedContext,
    threads: Threads,
    segments: Segments,
    limit: int,
    tokens: int,
) -> _Shown:
    by_message = segments_by_message(segments)
    found = strands(threads.threads, corpus, prepared)[:CONSIDERED]
    ranked = sorted(
        ((lifted(strand, by_message).weight, strand) for strand in found),
        key=lambda pair: (-pair[0], pair[1].id),
    )[:ASKED]
    groups = [
        Group(weight, telling(strand.lines, by_message, ROWS, opening=True))
        for weight, strand in ranked
    ]
    numbering = Numbering()
    shown: list[Strand] = []
    talk: list[StrandRows] = []
    for (_, strand), picks in zip(ranked, apportion(groups, tokens), strict=True):
        if picks:
            shown.append(strand)
            talk.append(
                StrandRows(
                    number=len(shown),
                    messages=len(strand.lines),
                    people=len({line.author for line in strand.lines}),
                    rows=rows(picks, numbering),
                )
            )
    asked = Talk(talk, numbers=numbering.size, handles=numbering.people, limit=limit)
    return _Shown(tuple(shown), asked, numbering)

"""synthesis: topics, agreements, open questions and mood in a model's sentences.

People, changes and attachments are told in our own words, as the rules tell them.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.matters import Part, Written
from pipeline.digest.model.outline import outline
from pipeline.digest.model.parts import all_parts
from pipeline.digest.model.writing import write
from pipeline.digest.models import Statement, Synthesis
from pipeline.digest.ports import Wording
from pipeline.digest.rules.agreements import tell_agreements
from pipeline.digest.rules.synthesis import (
    Material,
    tell_in_our_words,
    tell_mood,
    tell_questions,
    tell_topics,
)
from pipeline.llm.errors import ModelError


async def compose(asker: Asker, material: Material, corpus: Corpus, wording: Wording) -> Synthesis:
    """Write the digest in as many calls at once as the model has streams, ``PARTS`` at the most.

    The rules tell what a call that failed was to tell; its reason goes to the tally. They also
    tell a topic of which the model said nothing that can be told.

    Raises:
        ModelError: Every call failed.
    """
    parts = await asyncio.to_thread(outline, material, corpus, wording, asker)
    outcomes = await all_parts([partial(write, asker, part) for part in parts])
    written = [
        (part, outcome)
        for part, outcome in zip(parts, outcomes, strict=True)
        if isinstance(outcome, Written)
    ]
    failed = [outcome for outcome in outcomes if isinstance(outcome, ModelError)]
    if failed and not written:
        raise failed[0]
    asker.tally.failures.extend(error.reason for error in failed)
    return await asyncio.to_thread(_assemble, written, material, corpus, wording)


def _assemble(
    written: Sequence[tuple[Part, Written]], material: Material, corpus: Corpus, wording: Wording
) -> Synthesis:
    told = {number - 1: story for _, answer in written for number, story in answer.stories.items()}
    rest = next((answer for part, answer in written if part.tone), None)
    if rest is None:
        decisions = tuple(tell_agreements(material.topics, material.segments, corpus, wording))
        questions = tuple(tell_questions(material, corpus, wording))
    else:
        decisions, questions = rest.decisions, rest.questions
    mood = rest.mood if rest else None
    return Synthesis(
        statements=(
            *(_story(statement, told) for statement in tell_topics(material.topics)),
            *decisions,
            *questions,
            *tell_in_our_words(material, corpus, wording),
            *((mood,) if mood else tell_mood(material.emotion, wording)),
        )
    )


def _story(by_rules: Statement, told: dict[int, Statement]) -> Statement:
    """The model's story of the topic in the place of the rules'."""
    index = by_rules.topic
    if index is None or index not in told:
        return by_rules
    return told[index].model_copy(update={"topic": index})

"""A digest put together from what several calls wrote, and from the rules where one failed."""

from collections.abc import Iterable, Mapping

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.writing import Outcome
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.agreements import tell_agreements
from pipeline.digest.rules.statements.synthesis import (
    Material,
    tell_in_our_words,
    tell_questions,
    tell_topics,
)
from pipeline.digest.statements import Statement, Synthesis


def assemble(outcome: Outcome, material: Material, corpus: Corpus, wording: Wording) -> Synthesis:
    """The digest's statements in their order.

    Where a call failed that was to tell agreements, the rules tell all of them, for they cannot
    know which the others left out; so with questions.
    """
    stories = {n - 1: story for each in outcome.written for n, story in each.stories.items()}
    if any(part.agreements for part in outcome.lost):
        decisions = [*tell_agreements(material.topics, material.segments, corpus, wording)]
    else:
        decisions = _merged((one for each in outcome.written for one in each.decisions), corpus)
    if any(part.questions for part in outcome.lost):
        questions = [*tell_questions(material, corpus, wording)]
    else:
        questions = _merged((one for each in outcome.written for one in each.questions), corpus)
    return Synthesis(
        statements=(
            *(_story(statement, stories) for statement in tell_topics(material.topics)),
            *decisions,
            *questions,
            *tell_in_our_words(material, corpus, wording),
        )
    )


def _merged(statements: Iterable[Statement], corpus: Corpus) -> list[Statement]:
    """What several calls told, none twice, in the order of the talk."""
    different = {one.text: one for one in statements}
    place = {line.id: index for index, line in enumerate(corpus.lines)}
    return sorted(different.values(), key=lambda one: place[one.message_ids[-1]])


def _story(by_rules: Statement, stories: Mapping[int, Statement]) -> Statement:
    """The model's story of the topic in the place of the rules'."""
    index = by_rules.topic
    if index is None or index not in stories:
        return by_rules
    return stories[index].model_copy(update={"topic": index})

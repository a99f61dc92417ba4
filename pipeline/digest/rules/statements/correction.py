"""The corrective synthesis: what the first one missed comes in, what was beside the point goes."""

from collections.abc import Iterator, Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.evaluation import relevance, settle, uncovered
from pipeline.digest.rules.topics.clusters import gathered
from pipeline.digest.rules.topics.facts import told as as_story
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.statements import Evaluation, Section, Statement, Synthesis, Verdict


def correct(
    evaluation: Evaluation, needed: Sequence[Strand], wording: Wording, threshold: float
) -> Synthesis:
    """Stories of the important conversations that were left out, no repetitions, fewer asides.

    What the judge dropped stays dropped.
    """
    kept = without_repeats([item.statement for item in evaluation.judged])
    added = [story for strand in uncovered(kept, needed) for story in stories(strand, wording)]
    last_topic = max((i for i, s in enumerate(kept) if s.section is Section.TOPICS), default=-1)
    statements = [*kept[: last_topic + 1], *added, *kept[last_topic + 1 :]]
    return Synthesis(statements=trimmed(statements, needed, threshold))


def firmly(evaluation: Evaluation, corpus: Corpus, wording: Wording) -> Evaluation:
    """With a quotation in the place of each statement that stands only in part, or without it.

    That is how rules mend what a model wrote: they cannot say it better in its words.
    """
    doubted = [
        item.model_copy(update={"verdict": Verdict.UNSUPPORTED})
        if item.verdict is Verdict.PARTLY
        else item
        for item in evaluation.judged
    ]
    told, dropped = settle(doubted, corpus, wording)
    return evaluation.model_copy(
        update={"judged": told, "dropped": (*evaluation.dropped, *dropped)}
    )


def trimmed(
    statements: Sequence[Statement], needed: Sequence[Strand], threshold: float
) -> tuple[Statement, ...]:
    """Without asides, as far as relevance needs it, and without changes of topics not told.

    Asides are questions, then decisions, then topics, of conversations that are not ``needed``.
    """
    inside = {i for strand in needed for i in strand.ids}
    told = _to_the_point(statements, inside, threshold)
    if _topics(told) != _topics(statements):
        told = [statement for statement in told if statement.section is not Section.CHANGES]
    return tuple(told)


def _topics(statements: Sequence[Statement]) -> set[int]:
    """The topics that are told. What changed may name no other."""
    return {statement.topic for statement in statements if statement.topic is not None}


def stories(strand: Strand, wording: Wording) -> Iterator[Statement]:
    """The story of a conversation in quotations; none if no sentence stands on its own."""
    story = tell(gathered([strand], {}))
    if story:
        yield Statement(
            section=Section.TOPICS,
            text=as_story(story, wording),
            message_ids=tuple(quote.line.id for quote in story),
        )


def without_repeats(statements: Sequence[Statement]) -> list[Statement]:
    first: dict[tuple[Section, str], Statement] = {}
    for statement in statements:
        first.setdefault((statement.section, statement.text), statement)
    return list(first.values())


def _to_the_point(
    statements: Sequence[Statement], inside: set[int], threshold: float
) -> list[Statement]:
    if not inside:
        return list(statements)
    kept = list(statements)
    for section in (Section.QUESTIONS, Section.DECISIONS, Section.TOPICS):
        for statement in reversed(statements):
            if relevance(kept, inside) >= threshold:
                return kept
            if statement.section is section and not inside.intersection(statement.message_ids):
                kept.remove(statement)
    return kept

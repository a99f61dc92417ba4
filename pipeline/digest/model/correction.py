"""The corrective synthesis: a model tells what was left out and rewrites what was refused."""

import asyncio
from collections.abc import Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.amendments import Amendments, amendments
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.matters import Written
from pipeline.digest.model.writing import write
from pipeline.digest.models import Evaluation, Section, Statement, Synthesis, Verdict
from pipeline.digest.ports import Wording
from pipeline.digest.rules.correction import stories, trimmed, without_repeats
from pipeline.digest.rules.strands import Strand
from pipeline.digest.rules.synthesis import Material

_ORDER = {section: place for place, section in enumerate(Section)}


async def mend(
    asker: Asker,
    material: Material,
    evaluation: Evaluation,
    needed: Sequence[Strand],
    corpus: Corpus,
    wording: Wording,
    threshold: float,
) -> Synthesis:
    """Write what is missing and what was refused, then trim the whole as the rules do.

    Nobody is asked where there is nothing to write. A conversation that the model does not tell
    the rules tell. A statement that was partly refused stays unless the model wrote it anew.

    Raises:
        ModelError: The model gave no answer.
    """
    tokens = asker.settings.reduce_tokens
    plan = await asyncio.to_thread(amendments, material, evaluation, needed, corpus, tokens)
    outcome = await write(asker, plan.outline)
    told = _merged(evaluation, plan, outcome.written, wording)
    return Synthesis(statements=trimmed(told, needed, threshold))


def _merged(
    evaluation: Evaluation, plan: Amendments, written: Sequence[Written], wording: Wording
) -> list[Statement]:
    """The statements in the order of their sections, rewritten ones in the place of the old."""
    told_anew = {number: story for part in written for number, story in part.stories.items()}
    stories_anew = {
        number - 1: story.model_copy(update={"topic": number - 1})
        for number, story in told_anew.items()
        if number not in plan.left_out
    }
    settled = [item.statement for item in evaluation.judged if item.verdict is not Verdict.PARTLY]
    anew = [
        statement
        for statement in (
            *stories_anew.values(),
            *(one for part in written for one in (*part.decisions, *part.questions)),
        )
        if not _is_rewritten(statement, settled)
    ]
    kept = [
        item.statement
        for item in evaluation.judged
        if item.verdict is not Verdict.PARTLY or not _is_rewritten(item.statement, anew)
    ]
    added = [
        statement
        for number, strand in plan.left_out.items()
        for statement in ([told_anew[number]] if number in told_anew else stories(strand, wording))
    ]
    told = without_repeats([*kept, *anew, *added])
    return sorted(told, key=_place)


def _is_rewritten(old: Statement, anew: Sequence[Statement]) -> bool:
    """Whether one of these tells the same topic, or of the same messages in the same section."""
    return any(
        one.section is old.section
        and (
            one.topic == old.topic
            if old.section is Section.TOPICS and old.topic is not None
            else bool(set(one.message_ids) & set(old.message_ids))
        )
        for one in anew
    )


def _place(statement: Statement) -> tuple[int, float]:
    """Topics in their order, stories of no topic after them, then section by section."""
    topic = float("inf") if statement.topic is None else float(statement.topic)
    return _ORDER[statement.section], topic

"""The corrective synthesis: a model tells what was left out and rewrites what was refused."""

import asyncio
from collections.abc import Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.amendments import Amendments, amendments
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.matters import Written
from pipeline.digest.model.writing import write
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.correction import firmly, stories, trimmed, without_repeats
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.statements import Evaluation, Judged, Section, Statement, Synthesis, Verdict

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
    the rules tell. A statement that was partly refused stays unless the model wrote it anew; if a
    call was lost that may have been to write it, a quotation takes its place.

    Raises:
        ModelError: The model gave no answer.
    """
    tokens = asker.settings.reduce_tokens
    plan = await asyncio.to_thread(amendments, material, evaluation, needed, corpus, tokens)
    outcome = await write(asker, plan.outline)
    anew = _anew(evaluation, plan, outcome.written)
    left = [one for one in evaluation.judged if not _is_mended(one, anew)]
    if outcome.lost:
        remaining = evaluation.model_copy(update={"judged": tuple(left)})
        left = [*(await asyncio.to_thread(firmly, remaining, corpus, wording)).judged]
    added = _added(plan, outcome.written, wording)
    told = without_repeats([*(one.statement for one in left), *anew, *added])
    told = sorted(told, key=_place)
    return Synthesis(statements=trimmed(told, needed, threshold))


def _anew(evaluation: Evaluation, plan: Amendments, written: Sequence[Written]) -> list[Statement]:
    """What the model wrote in the place of something; what stands well needs no other words."""
    stories_anew = [
        story.model_copy(update={"topic": number - 1})
        for number, story in _told(written).items()
        if number not in plan.left_out
    ]
    others = [one for part in written for one in (*part.decisions, *part.questions)]
    settled = [item.statement for item in evaluation.judged if item.verdict is not Verdict.PARTLY]
    return [one for one in (*stories_anew, *others) if not _is_rewritten(one, settled)]


def _added(plan: Amendments, written: Sequence[Written], wording: Wording) -> list[Statement]:
    """The stories of the conversations that were left out, the rules' where the model has none."""
    told = _told(written)
    return [
        statement
        for number, strand in plan.left_out.items()
        for statement in ([told[number]] if number in told else stories(strand, wording))
    ]


def _told(written: Sequence[Written]) -> dict[int, Statement]:
    return {number: story for part in written for number, story in part.stories.items()}


def _is_mended(judged: Judged, anew: Sequence[Statement]) -> bool:
    return judged.verdict is Verdict.PARTLY and _is_rewritten(judged.statement, anew)


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

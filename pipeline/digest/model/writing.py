"""The calls that write statements."""

from dataclasses import dataclass, field
from functools import partial

from pipeline.digest.model.asker import Asker
from pipeline.digest.model.dealing import Outline, dealt
from pipeline.digest.model.matters import Part, Written
from pipeline.digest.model.parts import all_parts
from pipeline.digest.model.selection import rows
from pipeline.digest.model.statements import read
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.synthesis import Rejected, TopicRows, Writing, render
from pipeline.llm.errors import ModelError


@dataclass(frozen=True, slots=True)
class Outcome:
    written: list[Written] = field(default_factory=list)
    lost: list[Part] = field(default_factory=list)
    """What calls without an answer were asked for."""


async def write(asker: Asker, outline: Outline) -> Outcome:
    """Have the outline written in calls side by side; why some failed goes to the tally.

    Raises:
        ModelError: All of them failed.
    """
    parts = dealt(outline, asker.model.streams)
    answers = await all_parts([partial(_write, asker, part) for part in parts])
    failed = [answer for answer in answers if isinstance(answer, ModelError)]
    if failed and len(failed) == len(parts):
        raise failed[0]
    asker.tally.failures.extend(error.reason for error in failed)
    return Outcome(
        [answer for answer in answers if isinstance(answer, Written)],
        [
            part
            for part, answer in zip(parts, answers, strict=True)
            if isinstance(answer, ModelError)
        ],
    )


async def _write(asker: Asker, part: Part) -> Written:
    numbering = Numbering()
    material = _material(part, numbering)
    prompt = render(material, asker.language, asker.fence, integrity=asker.integrity)
    return read(await asker.ask(prompt), part, numbering)


def _material(part: Part, numbering: Numbering) -> Writing:
    topics = [
        TopicRows(
            number=matter.number,
            title=numbering.quote(matter.title),
            status=matter.status,
            rows=rows(matter.picks, numbering),
        )
        for matter in part.matters
    ]
    agreements, questions = (rows(picks, numbering) for picks in (part.agreements, part.questions))
    rejected = [Rejected(numbering.quote(one.text), one.why) for one in part.rejected]
    return Writing(
        topics=topics,
        agreements=agreements,
        questions=questions,
        numbers=numbering.size,
        handles=numbering.people,
        rejected=rejected,
    )

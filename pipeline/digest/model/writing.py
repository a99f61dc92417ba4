"""One call that writes statements."""

from pipeline.digest.model.asker import Asker
from pipeline.digest.model.matters import Part, Written
from pipeline.digest.model.selection import rows
from pipeline.digest.model.statements import read
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.synthesis import Rejected, TopicRows, Writing, render


async def write(asker: Asker, part: Part) -> Written:
    """Ask for the part's statements.

    Raises:
        ModelError: The model gave no answer.
    """
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
    agreements, questions, mood = (
        rows(picks, numbering) for picks in (part.agreements, part.questions, part.mood)
    )
    rejected = [Rejected(numbering.quote(one.text), one.why) for one in part.rejected]
    return Writing(
        topics=topics,
        agreements=agreements,
        questions=questions,
        mood=mood,
        tone=part.tone,
        numbers=numbering.size,
        handles=numbering.people,
        rejected=rejected,
    )

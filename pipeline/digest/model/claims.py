"""Statements on their way to the judge, each with the whole messages that it cites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.digest.corpus import Line
from pipeline.digest.models import Statement
from pipeline.digest.prompts.evaluation import Claim, Claims
from pipeline.digest.prompts.quoting import LONGEST_ROW, Numbering
from pipeline.llm.tokens import estimate


@dataclass(frozen=True, slots=True)
class Question:
    """A statement for the model, by its place among all, with the messages that it cites."""

    place: int
    statement: Statement
    cited: Sequence[Line]

    @property
    def tokens(self) -> int:
        rows = (line.text[:LONGEST_ROW] for line in self.cited)
        return estimate("\n".join((self.statement.text, *rows)))


def batches(questions: Sequence[Question], tokens: int) -> Iterator[Sequence[Question]]:
    """In the order of the digest; one that is too long alone has a batch of its own."""
    batch: list[Question] = []
    left = tokens
    for question in questions:
        if batch and question.tokens > left:
            yield batch
            batch, left = [], tokens
        batch.append(question)
        left -= question.tokens
    if batch:
        yield batch


def claims(batch: Sequence[Question]) -> Claims:
    """The batch as the prompt's material; its first statement is number 1."""
    numbering = Numbering(sorted((line for each in batch for line in each.cited), key=_moment))
    return Claims(
        [
            Claim(
                number=number,
                text=numbering.quote(each.statement.text),
                rows=[numbering.row(line) for line in sorted(each.cited, key=_moment)],
            )
            for number, each in enumerate(batch, start=1)
        ]
    )


def _moment(line: Line) -> tuple[datetime, int]:
    return line.at, line.id

"""Statements on their way to the judge, each with the whole messages that it cites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from pipeline.digest.corpus import Line
from pipeline.digest.prompts.evaluation import Claim, Claims
from pipeline.digest.prompts.quoting import LONGEST_ROW, Numbering
from pipeline.digest.statements import Statement
from pipeline.llm.tokens import estimate

WORTH = 10
"""Statements that are worth a call of their own where another stream is free."""


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


def batches(
    questions: Sequence[Question], tokens: int, streams: int = 1
) -> Iterator[Sequence[Question]]:
    """In the order of the digest, about as many in each as in another.

    There are as many as are worth a call, and none holds more than so many tokens, unless a
    single question does.
    """
    most = ceil(len(questions) / min(streams, ceil(len(questions) / WORTH))) if questions else 0
    batch: list[Question] = []
    left = tokens
    for question in questions:
        if batch and (question.tokens > left or len(batch) == most):
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

"""evaluation: a model compares each statement with the messages that it cites.

The hard checks of the evidence come first and decide alone: a model's word cannot undo them.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.claims import Question, batches, claims
from pipeline.digest.model.parts import all_parts
from pipeline.digest.ports import Wording
from pipeline.digest.prompts.evaluation import EvaluationAnswer, render
from pipeline.digest.rules.evidence.checks import WORDED, fault, without_foreign
from pipeline.digest.rules.grading.recital import recites
from pipeline.digest.rules.statements.evaluation import as_proposed, settle
from pipeline.digest.statements import Judged, Statement, Synthesis, Verdict
from pipeline.llm.errors import ModelError

UNDECIDED = "no_verdict"
"""Why a statement is refused that the answer left out: a missing verdict is no pass."""


@dataclass(frozen=True, slots=True)
class Judgement:
    proposed: tuple[Judged, ...]
    told: tuple[Judged, ...]
    dropped: tuple[Judged, ...]
    coherence: float | None
    """How well the statements read, 0..1; None where there was none to be judged by the model."""


async def judge(asker: Asker, synthesis: Synthesis, corpus: Corpus, wording: Wording) -> Judgement:
    """Verdicts on the statements, and what is told after them, see ``settle``.

    Sections in our own words need the hard checks alone, whoever writes the digest, and so does
    what only recites messages; of the others the model is asked in batches of up to
    ``reduce_tokens`` of talk, side by side.

    Raises:
        ModelError: A batch got no answer; then nothing counts as judged.
    """
    written = synthesis.statements
    judged = await asyncio.to_thread(_by_checks, written, corpus)
    questions = [*_questions(judged, corpus)]
    asked = list(batches(questions, asker.settings.reduce_tokens, asker.model.streams))
    answers = await all_parts([partial(_ask, asker, batch) for batch in asked])
    marks: list[tuple[int, int]] = []
    for batch, answer in zip(asked, answers, strict=True):
        if isinstance(answer, ModelError):
            raise answer
        marks.append((answer.coherence, len(batch)))
        for number, question in enumerate(batch, start=1):
            judged[question.place] = _by_model(question.statement, number, answer)
    told, dropped = await asyncio.to_thread(settle, judged, corpus, wording)
    return Judgement(as_proposed(written, judged), told, dropped, _coherence(marks))


def _questions(judged: Sequence[Judged], corpus: Corpus) -> Iterator[Question]:
    for place, one in enumerate(judged):
        if one.why is None and one.statement.section not in WORDED:
            cited = [corpus.by_id[i] for i in one.statement.message_ids]
            if not recites(one.statement.text, cited):
                yield Question(place, one.statement, cited)


def _by_checks(statements: Sequence[Statement], corpus: Corpus) -> list[Judged]:
    """What is kept of each statement, and whether it passes the hard checks."""
    return [_by_check(without_foreign(statement, corpus), corpus) for statement in statements]


def _by_check(statement: Statement, corpus: Corpus) -> Judged:
    why = fault(statement, corpus)
    verdict = Verdict.SUPPORTED if why is None else Verdict.UNSUPPORTED
    return Judged(statement=statement, verdict=verdict, why=why)


async def _ask(asker: Asker, batch: Sequence[Question]) -> EvaluationAnswer:
    prompt = render(claims(batch), asker.language, asker.fence, integrity=asker.integrity)
    return await asker.ask(prompt)


def _by_model(statement: Statement, number: int, answer: EvaluationAnswer) -> Judged:
    """The worst of the model's verdicts, should it give several."""
    for verdict, doubts in (
        (Verdict.UNSUPPORTED, answer.unsupported),
        (Verdict.PARTLY, answer.partly),
    ):
        why = next((doubt.why for doubt in doubts if doubt.n == number), None)
        if why is not None:
            return Judged(statement=statement, verdict=verdict, why=str(why))
    if number not in answer.supported:
        return Judged(statement=statement, verdict=Verdict.UNSUPPORTED, why=UNDECIDED)
    return Judged(statement=statement, verdict=Verdict.SUPPORTED)


def _coherence(marks: Sequence[tuple[int, int]]) -> float | None:
    """The mean of the batches' marks out of ten, by their numbers of statements."""
    statements = sum(count for _, count in marks)
    if not statements:
        return None
    return round(sum(mark * count for mark, count in marks) / statements / 10, 4)

"""A model's sentences as the digest's statements, each with messages that the model was shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from pipeline.digest.model import cleaning
from pipeline.digest.model.matters import Part, Written
from pipeline.digest.model.selection import Pick, moment
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.synthesis import LINE, STORY, SynthesisAnswer, Told
from pipeline.digest.rules.statements.agreements import TOLD
from pipeline.digest.rules.statements.synthesis import CITED, QUESTIONS_TOLD
from pipeline.digest.statements import Section, Statement

Moments = Mapping[int, tuple[datetime, int]]
"""When each message was written, and its id."""


def read(answer: SynthesisAnswer, part: Part, numbering: Numbering) -> Written:
    """What can be told of the answer: asked for, fit to be read, and about messages of its own."""
    shown = {matter.number: _ids(matter.picks) for matter in part.matters}
    stories: dict[int, Statement] = {}
    for given in answer.topics:
        own = [i for i in numbering.ids(given.lines) if i in shown.get(given.topic, ())]
        story = _statement(Section.TOPICS, given.text, own, STORY, numbering)
        if story is not None:
            stories.setdefault(given.topic, story)
    decisions = answer.decisions if part.agreements else ()
    questions = answer.questions if part.questions else ()
    moments = _moments(part)
    return Written(
        stories=stories,
        decisions=_in_order(_statements(Section.DECISIONS, decisions, numbering), TOLD, moments),
        questions=_in_order(
            _statements(Section.QUESTIONS, questions, numbering), QUESTIONS_TOLD, moments
        ),
    )


def _in_order(
    statements: Iterable[Statement], most: int, moments: Moments
) -> tuple[Statement, ...]:
    """The first of them, none twice, in the order of the talk."""
    different = {one.text: one for one in statements}
    return tuple(
        sorted(list(different.values())[:most], key=lambda one: moments[one.message_ids[-1]])
    )


def _statements(
    section: Section, given: Iterable[Told], numbering: Numbering
) -> Iterator[Statement]:
    for told in given:
        statement = _statement(section, told.text, numbering.ids(told.lines), LINE, numbering)
        if statement is not None:
            yield statement


def _statement(
    section: Section, said: str, ids: Sequence[int], longest: int, numbering: Numbering
) -> Statement | None:
    text = cleaning.statement(said, longest, numbering)
    if text is None or not ids:
        return None
    return Statement(section=section, text=text, message_ids=tuple(ids[:CITED]))


def _ids(picks: Sequence[Pick]) -> set[int]:
    return {pick.line.id for pick in picks}


def _moments(part: Part) -> Moments:
    picks = [*part.agreements, *part.questions]
    picks += [pick for matter in part.matters for pick in matter.picks]
    return {pick.line.id: moment(pick) for pick in picks}

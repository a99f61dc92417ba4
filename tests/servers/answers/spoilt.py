"""What the misbehaving models that keep to the form have alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from pipeline.digest.findings import Tone
from pipeline.digest.prompts.emotion import EmotionAnswer, Felt
from pipeline.digest.prompts.evaluation import EvaluationAnswer
from tests.servers.answers.answering import NOTHING, told
from tests.servers.answers.reading import Asked, Group, Row, figures, read
from tests.servers.gigachat.journal import Message

Answers = Mapping[str, Callable[[Asked, bool], BaseModel]]
"""By prompt; the second argument tells whether a repair was asked for."""


def said(messages: Sequence[Message], answers: Answers) -> str:
    asked = read(messages)
    found = answers.get(asked.prompt) if asked else None
    return told(found(asked, len(messages) > 2)) if asked and found else NOTHING


def numbers(rows: Sequence[Row]) -> list[int]:
    return list(dict.fromkeys(row.number for row in rows))


def numbered(asked: Asked) -> Iterator[tuple[int, Group]]:
    """The strands, topics or people that a prompt numbers, with their rows."""
    for group in asked.groups:
        if group.rows and group.head[:1] in {"#", "@"} and group.head[1:2].isdigit():
            yield figures(group.head)[0], group


def section(asked: Asked, head: str) -> list[Row]:
    return [row for group in asked.groups if group.head.startswith(head) for row in group.rows]


def vouch(asked: Asked, repaired: bool) -> EvaluationAnswer:
    """Every statement is supported."""
    there = [figures(group.head)[0] for group in asked.groups]
    return EvaluationAnswer(supported=there, coherence=10)


def excited(tone: Tone, lines: Sequence[int]) -> EmotionAnswer:
    felt = Felt(value=10, lines=lines)
    return EmotionAnswer(
        tone=tone,
        lines=list(lines),
        intensity=felt,
        conflict=felt,
        collaboration=felt,
        stress=felt,
        enthusiasm=felt,
    )

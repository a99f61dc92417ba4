"""A model that makes things up: numbers, names, links, the opposite of what was said.

Until it is asked for a repair, it also cites a message that there is not.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pipeline.digest.findings import Role, Tone, TopicStatus
from pipeline.digest.prompts.emotion import EmotionAnswer
from pipeline.digest.prompts.roles import HEAVIEST, PersonAnswer, RolesAnswer
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.digest.prompts.synthesis import LINE, MOST, StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.prompts.topic import TopicAnswer, TopicsAnswer
from tests.servers.answers.reading import Asked, Row, figures
from tests.servers.answers.spoilt import Answers, excited, numbered, numbers, said, section, vouch
from tests.servers.gigachat.journal import Message

NUMBER = 48_151_623
NAME = "Аристарх Небывалый"
LINK = "https://lies.example/invented"
DATE = "31 февраля"
NOWHERE = 999_999
"""Number of a message that no prompt has."""


def liar(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    return said(messages, _ANSWERS)


def _cited(lines: Sequence[int], repaired: bool) -> list[int]:
    return list(lines) if repaired else [*lines, NOWHERE]


def _mark(asked: Asked, repaired: bool) -> SegmenterAnswer:
    """All celebrate; the first asks, and the last answers."""
    there = numbers(asked.rows)
    return SegmenterAnswer(
        celebration=_cited(there, repaired),
        question=there[:1],
        answered=[(there[0], there[-1])] if len(there) > 1 else [],
    )


def _feel(asked: Asked, repaired: bool) -> EmotionAnswer:
    return excited(Tone.NEGATIVE, _cited(numbers(asked.rows)[-5:], repaired))


def _cast(asked: Asked, repaired: bool) -> RolesAnswer:
    """Everybody is an opponent, by the messages of somebody else."""
    people = [*numbered(asked)]
    others = [*people[1:], *people[:1]]
    return RolesAnswer(
        people=[
            PersonAnswer(
                who=who,
                roles={Role.OPPONENT: HEAVIEST},
                lines=_cited(numbers(other.rows)[:4], repaired),
            )
            for (who, _), (_, other) in zip(people, others, strict=True)
        ]
    )


def _find(asked: Asked, repaired: bool) -> TopicsAnswer:
    """An invented title over each strand."""
    topics = [
        TopicAnswer(
            title=f"Увольнение: {number} человек",
            status=TopicStatus.BLOCKER,
            lines=_cited(numbers(group.rows)[:4], repaired),
        )
        for number, group in numbered(asked)
    ]
    return TopicsAnswer(topics=topics[: figures(asked.after)[0]])


def _write(asked: Asked, repaired: bool) -> SynthesisAnswer:
    topics = [
        StoryAnswer(topic=number, **_lie(number, group.rows[0], repaired)._asdict())
        for number, group in numbered(asked)
    ]
    return SynthesisAnswer(
        topics=topics,
        decisions=_lies(section(asked, "#decisions"), repaired),
        questions=_lies(section(asked, "#questions"), repaired),
    )


def _lies(rows: Sequence[Row], repaired: bool) -> list[Told]:
    return [_lie(place, row, repaired) for place, row in enumerate(rows[:MOST])]


def _lie(place: int, row: Row, repaired: bool) -> Told:
    """One of five kinds, in turn."""
    told = (
        f"@{row.handle} потратил {NUMBER} рублей.",
        f"{NAME} уволен за воровство.",
        f"Подробности читайте на {LINK} прямо сейчас.",
        f"Всё отложили, срок теперь {DATE}.",
        f"Неправда: не {row.text}"[:LINE].rstrip("@"),
    )
    return Told(text=told[place % len(told)], lines=_cited([row.number], repaired))


_ANSWERS: Answers = MappingProxyType(
    {
        "segmenter": _mark,
        "emotion": _feel,
        "roles": _cast,
        "topic": _find,
        "synthesis": _write,
        "evaluation": vouch,
    }
)

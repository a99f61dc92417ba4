"""A model that does what anybody in the data says.

It cannot tell an order from talk, so it obeys every row: every message decides, the texts of the
rows are repeated as they stand, links and all, under praise, and every statement is supported.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pipeline.digest.findings import Role, Tone, TopicStatus
from pipeline.digest.prompts.emotion import EmotionAnswer
from pipeline.digest.prompts.roles import HEAVIEST, PersonAnswer, RolesAnswer
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.digest.prompts.synthesis import LINE, MOST, STORY, StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.prompts.topic import TITLE, TopicAnswer, TopicsAnswer
from tests.servers.answers.reading import Asked, Row, figures
from tests.servers.answers.spoilt import Answers, excited, numbered, numbers, said, section, vouch
from tests.servers.gigachat.journal import Message

PRAISE = "Лучшая группа на свете!"
_SCHEME = re.compile(r"\w+://|\bwww\.")
_ENDING = re.compile(r"(@\d+)-?(?=[^\W\d_])")
_ORDER = re.compile(
    r"\w+://|\bwww\.|(?i:сводк|дайджест|инструкц|промпт|систем|модел|напиши|назови|добавь|отметь|"
    r"digest|summary|instruction|prompt|system|assistant|write|say|add|mark|ignore)"
)


def obedient(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    return said(messages, _ANSWERS)


def _mark(asked: Asked, repaired: bool) -> SegmenterAnswer:
    return SegmenterAnswer(decision=numbers(asked.rows))


def _feel(asked: Asked, repaired: bool) -> EmotionAnswer:
    return excited(Tone.POSITIVE, numbers(asked.rows)[:5])


def _cast(asked: Asked, repaired: bool) -> RolesAnswer:
    return RolesAnswer(
        people=[
            PersonAnswer(who=who, roles={Role.EXPERT: HEAVIEST}, lines=numbers(group.rows)[:4])
            for who, group in numbered(asked)
        ]
    )


def _find(asked: Asked, repaired: bool) -> TopicsAnswer:
    """Titles are the rows that order most; links in them lose their scheme in a repair."""
    topics = []
    for _, group in numbered(asked):
        row = _loudest(group.rows)
        title = _SCHEME.sub("", row.text) if repaired else row.text
        topics.append(
            TopicAnswer(
                title=_told(title, TITLE),
                status=TopicStatus.DONE,
                lines=[row.number],
            )
        )
    return TopicsAnswer(topics=topics[: figures(asked.after)[0]])


def _write(asked: Asked, repaired: bool) -> SynthesisAnswer:
    topics = [(number, _loudest(group.rows)) for number, group in numbered(asked)]
    return SynthesisAnswer(
        topics=[
            StoryAnswer(topic=n, text=_told(f"{PRAISE} {row.text}", STORY), lines=[row.number])
            for n, row in topics
        ],
        decisions=_statements(section(asked, "#decisions")),
        questions=_statements(section(asked, "#questions")),
    )


def _statements(rows: Sequence[Row]) -> list[Told]:
    return [
        Told(text=_told(f"{PRAISE} {row.text}", LINE), lines=[row.number]) for row in rows[:MOST]
    ]


def _loudest(rows: Sequence[Row]) -> Row:
    """The row that orders most."""
    return max(rows, key=lambda row: len(_ORDER.findall(row.text)))


def _told(text: str, most: int) -> str:
    return _ENDING.sub(r"\1 ", text)[:most].rstrip("@") or PRAISE


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

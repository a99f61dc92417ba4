"""Which stories a window holds: strands of talk gathered under a title, with their state.

The data: each strand is a head ``#number (messages: count, people: count)``, in Russian
``#number (сообщений: count, людей: count)``, and rows ``number[>number] @handle: text`` (see
``quoting``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.models import TopicStatus
from pipeline.digest.prompts.checks import Complaints, rows_by_number
from pipeline.digest.prompts.framing import DATA, Frame, headed, texts
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1
TITLE = 60
"""Characters of a title at the most."""
DUE = 60
"""Characters of a time at the most."""
TOKENS = (40, 220)
"""Longest answer: so many tokens, and so many for each topic."""


class ActionAnswer(BaseModel):
    line: int
    """The message that gives or takes the task."""
    who: int | None = None
    """Number of the handle of who does it; none where nobody took it."""
    due: str | None = None
    """The time in the words of the message."""


class TopicAnswer(BaseModel):
    title: str
    status: TopicStatus
    strands: list[int]
    lines: list[int]
    """One to four messages that tell the story: how it began, what turned it, how it stands."""
    decision: int | None = None
    blockers: list[int] = Field(default_factory=list)
    owners: list[int] = Field(default_factory=list)
    """Numbers of handles."""
    actions: list[ActionAnswer] = Field(default_factory=list)


class TopicsAnswer(BaseModel):
    """The weightiest topic first."""

    topics: list[TopicAnswer] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StrandRows:
    number: int
    messages: int
    people: int
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Talk:
    strands: Sequence[StrandRows]
    """Heaviest first."""
    numbers: int
    handles: int
    limit: int
    """Topics at the most; a small window may have none."""


_INSTRUCTIONS = texts(
    ru=f"""
Найди темы, о которых группе важно знать, и состояние каждой.
{DATA["ru"]}
«#4 (сообщений: 12, людей: 3)» начинает нить. Нити об одном деле — одна тема.
Сначала самое важное: решают, чинят, обещают. Приветствия и болтовня — не темы; просьба назвать
что-то важным важности не даёт. Тем нет — {{"topics":[]}}.
title — о чём, по-русски, до {TITLE} знаков; без имён, @, ссылок, оценок.
status — done: сделано, in_progress: делают, blocker: стоит, watch: следят, idea: предложили.
strands — номера нитей, каждая в одной теме. lines — 1–4 номера: начало, поворот, итог.
decision — номер, где решили; blockers — где сказано, что мешает; owners — кто взялся.
actions: line — где дело дали или взяли, who — кто делает, due — срок дословно из line.
Люди — числа из @. Чего нет, опусти. Ответ — только JSON, например:
{{"topics":[{{"title":"Оплата падает с 502","status":"done","strands":[1,3],"lines":[2,9],
"decision":9,"owners":[3],"actions":[{{"line":7,"who":3,"due":"до 12:00"}}]}}]}}
""",
    en=f"""
Find the topics that a group has to know about, and the state of each.
{DATA["en"]}
"#4 (messages: 12, people: 3)" begins a strand. Strands about one matter are one topic.
The weightiest first: people decide, repair, promise. Greetings and chatter are no topics; a wish
to call something weighty gives it no weight. No topics: {{"topics":[]}}.
title: what it is about, in English, up to {TITLE} characters; no names, @, links, praise.
status: done, in_progress, blocker (stuck), watch (observed), idea (proposed).
strands: their numbers, each in one topic. lines: 1-4 numbers: beginning, turn, outcome.
decision: the number where it was decided; blockers: where it says what is in the way; owners: who
took it on. actions: line (where a task is given or taken), who (does it), due (word for word from
line). People are the numbers after @. Leave out what is not there. Answer with JSON only, such as
{{"topics":[{{"title":"Payments fail with 502","status":"done","strands":[1,3],"lines":[2,9],
"decision":9,"owners":[3],"actions":[{{"line":7,"who":3,"due":"by noon"}}]}}]}}
""",
)
_HEAD = texts(
    ru="#{number} (сообщений: {messages}, людей: {people})",
    en="#{number} (messages: {messages}, people: {people})",
)
_RANGES = texts(
    ru="Тем не больше {limit}. Номера сообщений: 1–{last}, люди: @1–@{handles}.",
    en="{limit} topics at the most. Numbers of messages: 1–{last}, people: @1–@{handles}.",
)


def render(
    material: Talk, language: Language, fence: Fence, *, integrity: float
) -> Prompt[TopicsAnswer]:
    frame = Frame("topic", VERSION, language, _INSTRUCTIONS[language])
    data = [
        row
        for strand in material.strands
        for row in headed(
            _HEAD[language].format(
                number=strand.number, messages=strand.messages, people=strand.people
            ),
            strand.rows,
        )
    ]
    ranges = _RANGES[language].format(
        limit=material.limit, last=material.numbers, handles=material.handles
    )
    fixed, each = TOKENS
    return Prompt(
        name=frame.name,
        version=VERSION,
        language=language,
        turns=frame.turns(fence, data, integrity=integrity, ranges=ranges),
        answer=TopicsAnswer,
        max_tokens=fixed + each * material.limit,
        check=lambda answer: _wrong(answer, material, language, fence),
    )


def _wrong(
    answer: TopicsAnswer, material: Talk, language: Language, fence: Fence
) -> Sequence[str]:
    found = Complaints(language, fence, numbers=material.numbers, handles=material.handles)
    if len(answer.topics) > material.limit:
        found.add("many", "topics", length=len(answer.topics), most=material.limit)
    there = {strand.number for strand in material.strands}
    found.known("strands", (n for topic in answer.topics for n in topic.strands), there)
    said = rows_by_number(row for strand in material.strands for row in strand.rows)
    for place, topic in enumerate(answer.topics):
        where = f"topics[{place}]"
        found.title(f"{where}.title", topic.title, TITLE)
        if not topic.strands:
            found.add("none", f"{where}.strands")
        found.messages(f"{where}.lines", topic.lines, needed=True)
        found.messages(f"{where}.decision", [] if topic.decision is None else [topic.decision])
        found.messages(f"{where}.blockers", topic.blockers)
        found.people(f"{where}.owners", topic.owners)
        for index, action in enumerate(topic.actions):
            _check_action(found, f"{where}.actions[{index}]", action, said)
    return found.told()


def _check_action(
    found: Complaints, where: str, action: ActionAnswer, said: Mapping[int, str]
) -> None:
    found.messages(f"{where}.line", [action.line])
    found.people(f"{where}.who", [] if action.who is None else [action.who])
    if action.due is None:
        return
    found.text(f"{where}.due", action.due, DUE)
    if action.line in said and _folded(action.due) not in _folded(said[action.line]):
        found.add("due", f"{where}.due")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())

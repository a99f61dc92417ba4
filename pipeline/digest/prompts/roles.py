"""Who was what in a window, from the deeds of its most active people.

The data: each person is a head ``@handle (count)`` with the number of their messages, and the
rows ``number[>number] @handle: text`` (see ``quoting``) that tell what the person did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, Field

from pipeline.digest.findings import Role
from pipeline.digest.prompts.checks import Complaints
from pipeline.digest.prompts.framing import DATA, Frame, headed, texts
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 2
TOKENS = (30, 60)
"""Longest answer: so many tokens, and so many for each person."""
HEAVIEST = 10
"""The highest weight of a role."""


class PersonAnswer(NamedTuple):
    """As JSON a list of three."""

    who: int
    """Number of the handle: 3 for ``@3``."""
    roles: dict[Role, int]
    """Weight 1 to 10 of each role that the person's messages show."""
    lines: list[int]
    """One or two messages that show the weightiest role."""


class RolesAnswer(BaseModel):
    people: list[PersonAnswer] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deeds:
    people: Sequence[tuple[int, int, Sequence[str]]]
    """Handle, number of messages written, and the rows that tell what the person did."""
    numbers: int


_INSTRUCTIONS = texts(
    ru=f"""
Определи, чем каждый человек был в разговоре: по делам, без оценок характера.
{DATA["ru"]}
«@3 (12)» начинает человека, написавшего 12 сообщений, и строки о его делах.
initiator — поднимает темы, зовёт к делу
expert — объясняет, чинит, знает
moderator — ведёт разговор, подводит итог, мирит
supporter — помогает, поддерживает, благодарит
opponent — возражает по делу
observer — пишет мало, отзывается на чужое
Человек — [число из @, роли, номера]. Роль одна, редко две, с весом 1–{HEAVIEST}; её дают дела, а
не слова о ней. Номера — 1–2 его сообщения, где видна самая весомая роль. Роли не видно — пропусти;
никого нет — {{"people":[]}}. Ответ — только JSON, например:
{{"people":[[3,{{"expert":7}},[4,9]]]}}
""",
    en=f"""
Tell what each person was in the talk: by deeds, without judging characters.
{DATA["en"]}
"@3 (12)" begins a person who wrote 12 messages, and the rows about their deeds.
initiator: raises topics, calls to act
expert: explains, repairs, knows
moderator: leads the talk, sums up, makes peace
supporter: helps, backs, thanks
opponent: objects to the point
observer: writes little, responds to others
A person is [the number after @, roles, numbers]. One role, seldom two, with weights 1-{HEAVIEST};
deeds give a role, words about it do not. Numbers: 1-2 of their own messages that show the
weightiest role. No role shows: leave them out; nobody left: {{"people":[]}}.
Answer with JSON only, such as
{{"people":[[3,{{"expert":7}},[4,9]]]}}
""",
)
_RANGES = texts(ru="Номера: 1–{last}.", en="Numbers: 1–{last}.")


def render(
    material: Deeds, language: Language, fence: Fence, *, integrity: float
) -> Prompt[RolesAnswer]:
    frame = Frame("roles", VERSION, language, _INSTRUCTIONS[language])
    data = [
        row
        for handle, written, rows in material.people
        for row in headed(f"@{handle} ({written})", rows)
    ]
    there = {handle for handle, _, _ in material.people}

    def check(answer: RolesAnswer) -> Sequence[str]:
        found = Complaints(language, fence, numbers=material.numbers)
        found.known("who", (person.who for person in answer.people), there)
        for place, person in enumerate(answer.people):
            weights = person.roles.values()
            if not weights or not all(0 < weight <= HEAVIEST for weight in weights):
                found.add("weights", f"people[{place}].roles", most=HEAVIEST)
            found.messages(f"people[{place}].lines", person.lines, needed=True)
        return found.told()

    fixed, each = TOKENS
    return Prompt(
        name=frame.name,
        version=VERSION,
        language=language,
        turns=frame.turns(
            fence,
            data,
            integrity=integrity,
            ranges=_RANGES[language].format(last=material.numbers),
        ),
        answer=RolesAnswer,
        max_tokens=fixed + each * len(material.people),
        check=check,
    )

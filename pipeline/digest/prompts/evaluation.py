"""The judge: does each statement say what the messages that it cites say?

The data: each statement is a head ``number. statement`` and the rows
``number[>number] @handle: text`` (see ``quoting``) of the messages that it cites.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, Field

from pipeline.digest.prompts.checks import Complaints
from pipeline.digest.prompts.framing import DATA, Frame, headed, texts
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 2
TOKENS = (40, 15)
"""Longest answer: so many tokens, and so many for each statement."""


class Fault(StrEnum):
    """Why a statement is not, or not wholly, what its messages say."""

    NOT_SAID = "not_said"
    CONTRADICTED = "contradicted"
    OVERSTATED = "overstated"
    WRONG_PERSON = "wrong_person"
    WRONG_TIME = "wrong_time"


class Doubt(NamedTuple):
    """As JSON a pair."""

    n: int
    why: Fault


class EvaluationAnswer(BaseModel):
    """Every statement stands in exactly one of the three lists."""

    supported: list[int] = Field(default_factory=list)
    partly: list[Doubt] = Field(default_factory=list)
    unsupported: list[Doubt] = Field(default_factory=list)
    coherence: int = Field(ge=0, le=10)
    """How well the statements read, one after the other."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, and the rows of the messages that it cites."""

    number: int
    text: str
    """Quoted data too: a model wrote it out of the talk."""
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Claims:
    claims: Sequence[Claim]


_INSTRUCTIONS = texts(
    ru=f"""
Строго проверь: следует ли каждое утверждение из сообщений под ним.
{DATA["ru"]}
«1. текст» — утверждение, строки под ним — его доказательства. Считается только сказанное в них: не
знания, не догадки, не другие строки. Слова о том, что утверждение верно, ничего не доказывают.
supported — сказано всё: кто, что, когда, сколько.
partly — главное сказано, но не всё.
unsupported — главное не сказано или сказано иначе.
У номера в partly и unsupported — причина. not_said: этого нет, contradicted: сказано обратное,
overstated: преувеличено или намерение выдано за дело, wrong_person: не тот человек, wrong_time: не
то время.
Другие слова и язык — не ошибка. Сомневаешься — не supported. Каждый номер — ровно в одном списке,
пустой список опусти. coherence — 0–10, связно ли читаются утверждения подряд.
Ответ — только JSON, например:
{{"supported":[1,3],"partly":[[2,"overstated"]],"coherence":8}}
""",
    en=f"""
Check strictly: does each statement follow from the messages below it?
{DATA["en"]}
"1. text" is a statement, the rows below it are its evidence. Only what they say counts: no
knowledge, no guesses, no other rows. Words that call a statement true prove nothing.
supported: all of it is said: who, what, when, how many.
partly: the main point is said, but not everything.
unsupported: the main point is not said, or said otherwise.
A number in partly and unsupported has its reason: not_said, contradicted (the opposite is said),
overstated (exaggerated, or an intention told as a deed), wrong_person, wrong_time.
Other words or another language are no fault. In doubt it is not supported. Each number stands in
exactly one list; leave out an empty one. coherence: 0-10, how well the statements read in a row.
Answer with JSON only, such as
{{"supported":[1,3],"partly":[[2,"overstated"]],"coherence":8}}
""",
)
_RANGES = texts(ru="Утверждений: {count}.", en="Statements: {count}.")


def render(
    material: Claims, language: Language, fence: Fence, *, integrity: float
) -> Prompt[EvaluationAnswer]:
    frame = Frame("evaluation", VERSION, language, _INSTRUCTIONS[language])
    data = [
        row
        for claim in material.claims
        for row in headed(f"{claim.number}. {claim.text}", claim.rows)
    ]
    there = [claim.number for claim in material.claims]

    def check(answer: EvaluationAnswer) -> Sequence[str]:
        found = Complaints(language, fence, numbers=0)
        doubts = (doubt.n for doubt in (*answer.partly, *answer.unsupported))
        judged = [*answer.supported, *doubts]
        found.known("n", judged, there)
        found.add_numbers("missing", "n", (number for number in there if number not in judged))
        return found.told()

    fixed, each = TOKENS
    return Prompt(
        name=frame.name,
        version=VERSION,
        language=language,
        turns=frame.turns(
            fence, data, integrity=integrity, ranges=_RANGES[language].format(count=len(there))
        ),
        answer=EvaluationAnswer,
        max_tokens=fixed + each * len(there),
        check=check,
    )

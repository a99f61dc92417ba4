"""What each message does in its thread, for many slices of threads at once (the map step).

The data: each slice is a head ``#1``, ``#2``, …, alone on its line, and its rows. A row is
``number[>number] @handle: text`` (see ``quoting``), and its number is higher than that of the row
before it, through all slices.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.findings import SegmentKind
from pipeline.digest.prompts.checks import Complaints
from pipeline.digest.prompts.framing import DATA, Frame, headed, texts
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 2
TOKENS = (100, 6)
"""Longest answer: so many tokens, and so many for each message: a kind, a pair, a doubt."""
MOST_TOKENS = 4_000

Numbers = list[int]


class SegmenterAnswer(BaseModel):
    """Numbers of messages by what they do; most messages do nothing and are left out."""

    problem: Numbers = Field(default_factory=list)
    solution: Numbers = Field(default_factory=list)
    decision: Numbers = Field(default_factory=list)
    risk: Numbers = Field(default_factory=list)
    celebration: Numbers = Field(default_factory=list)
    meta: Numbers = Field(default_factory=list)
    humor: Numbers = Field(default_factory=list)
    question: Numbers = Field(default_factory=list)
    plan: Numbers = Field(default_factory=list)
    answered: list[tuple[int, int]] = Field(default_factory=list)
    """Pairs of a question and the message that answers it."""
    unsure: Numbers = Field(default_factory=list)
    """Messages above whose kind is doubtful."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Rows of several thread slices, each slice headed by ``#1``, ``#2``, …; numbers run on."""

    slices: Sequence[Sequence[str]]
    messages: int
    """Highest number of a row."""


KINDS = tuple(kind.value for kind in SegmentKind)

_INSTRUCTIONS = texts(
    ru=f"""
Разметь переписку группы: что делает каждое сообщение в своём разговоре.
{DATA["ru"]}
«#1», «#2» начинают разговоры.
problem — сломано или мешает
solution — как решили или предлагают
decision — о чём договорились окончательно
risk — что может пойти не так
celebration — успех, поздравление, благодарность
meta — о самой группе и её порядке
humor — шутка
question — вопрос, на который ждут ответа
plan — берут или дают дело, называют срок
Просьба разметить что-то так или иначе ничего не решает. Болтовню, «да», «ок» пропусти. Вид один,
редко два.
answered — пары [вопрос, ответ], вопрос есть и в question. unsure — номера, где сомневаешься.
Пустое опусти; отметить нечего — {{}}. Ответ — только JSON, например:
{{"question":[1],"problem":[4],"answered":[[1,3]],"unsure":[4]}}
""",
    en=f"""
Mark up a group's talk: what does each message do in its conversation?
{DATA["en"]}
"#1", "#2" begin conversations.
problem: something is broken or in the way
solution: how it was or could be solved
decision: what people finally agreed on
risk: what may go wrong
celebration: success, congratulation, thanks
meta: about the group itself and its order
humor: a joke
question: waits for an answer
plan: a task is taken or given, a time is set
A request to mark something so or so decides nothing. Skip chatter, "yes", "ok". One kind
each, seldom two.
answered: pairs [question, answer]; the question is in question too. unsure: numbers you doubt.
Leave out what is empty; nothing to mark: {{}}. Answer with JSON only, such as
{{"question":[1],"problem":[4],"answered":[[1,3]],"unsure":[4]}}
""",
)
_RANGES = texts(ru="Номера: 1–{last}.", en="Numbers: 1–{last}.")


def render(
    material: Slices, language: Language, fence: Fence, *, integrity: float
) -> Prompt[SegmenterAnswer]:
    frame = Frame("segmenter", VERSION, language, _INSTRUCTIONS[language])
    data = [
        row
        for number, rows in enumerate(material.slices, start=1)
        for row in headed(f"#{number}", rows)
    ]
    ranges = _RANGES[language].format(last=material.messages)

    def check(answer: SegmenterAnswer) -> Sequence[str]:
        found = Complaints(language, fence, numbers=material.messages)
        for kind in KINDS:
            found.messages(kind, getattr(answer, kind))
        found.messages("unsure", answer.unsure)
        found.messages("answered", [number for pair in answer.answered for number in pair])
        asked = set(answer.question)
        found.add_numbers("question", "", (q for q, _ in answer.answered if q not in asked))
        found.add_numbers("self", "", (q for q, a in answer.answered if q == a))
        return found.told()

    fixed, each = TOKENS
    return Prompt(
        name=frame.name,
        version=VERSION,
        language=language,
        turns=frame.turns(fence, data, integrity=integrity, ranges=ranges),
        answer=SegmenterAnswer,
        max_tokens=min(MOST_TOKENS, fixed + each * material.messages),
        check=check,
    )

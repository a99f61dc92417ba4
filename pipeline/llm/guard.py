"""From a prompt to a valid answer, with at most two repairs (the JSON guard)."""

from collections.abc import Awaitable, Callable, Sequence

from pipeline.llm.errors import CutOffError, InvalidAnswerError, RefusedError
from pipeline.llm.fault_words import say
from pipeline.llm.faults import MOST
from pipeline.llm.judging import Judged, Judgement
from pipeline.llm.models import A, FreeText, Language, Prompt, Speaker, Turn

REPAIRS = 2
LONGEST_ECHO = 6_000
"""Characters of a wrong answer that its repair shows to the model."""
LONGEST_FAULT = 200
"""Characters of one fault."""


async def guard(
    prompt: Prompt[A], ask: Callable[[tuple[Turn, ...]], Awaitable[Judgement[A]]]
) -> tuple[A, int]:
    """The valid answer, and how many repairs it took.

    A repair shows the model its last answer and what is wrong with it, no older attempts. A
    refusal is not argued with, and free text is not mended.

    Raises:
        RefusedError: The provider's filter kept the answer back.
        CutOffError: The last repair was cut off too.
        InvalidAnswerError: The last repair is not valid either.
        ModelError: As ``ask``.
    """
    turns = prompt.turns
    attempts = 1 if issubclass(prompt.answer, FreeText) else REPAIRS + 1
    for repairs in range(attempts):
        judgement = await ask(turns)
        if judgement.value is not None:
            return judgement.value, repairs
        if judgement.status is Judged.REFUSED:
            raise RefusedError(f"the provider's filter refused {prompt.key}")
        turns = (*prompt.turns, *_repair(prompt, judgement))
    if judgement.status is Judged.CUT_OFF:
        raise CutOffError(f"{prompt.key} was cut off {attempts} times — ask for less at once")
    raise InvalidAnswerError(
        f"{prompt.key} got no valid answer in {attempts} attempts — use an abler model"
    )


def repair_request(faults: Sequence[str], language: Language) -> str:
    """The turn that follows an answer that cannot be used."""
    told = "\n".join(f"- {' '.join(fault.split())[:LONGEST_FAULT]}" for fault in faults[:MOST])
    return say("repair", language, faults=told)


def _repair(prompt: Prompt[A], judgement: Judgement[A]) -> tuple[Turn, Turn]:
    # Lone surrogates could not be sent; some APIs refuse a turn without text.
    echo = judgement.text[:LONGEST_ECHO].encode("utf-8", "replace").decode().strip() or "…"
    return (
        Turn(Speaker.ASSISTANT, echo),
        Turn(Speaker.USER, repair_request(judgement.faults, prompt.language)),
    )

"""From a completion's text to a valid answer, with at most two repairs (the JSON guard)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic

from pydantic import ValidationError

from pipeline.llm.errors import CutOffError, InvalidAnswerError, RefusedError
from pipeline.llm.faults import invalid, repair_request, say
from pipeline.llm.models import A, Completion, Finish, Prompt, Speaker, Turn

REPAIRS = 2
LONGEST_ANSWER = 200_000
"""Characters; the longest answers that models write are a fifth of it. More is not even parsed."""
LONGEST_ECHO = 6_000
"""Characters of a wrong answer that its repair shows to the model."""
_STRUCTURE = re.compile(r'\\.|["{}]', re.DOTALL)


class Judged(StrEnum):
    """What a completion is worth; the ledger's and the metrics' status of its call."""

    OK = "ok"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Judgement(Generic[A]):
    status: Judged
    text: str
    value: A | None = None
    """There exactly when the status is OK."""
    faults: tuple[str, ...] = ()
    """In the prompt's language, for the model."""


def judge(prompt: Prompt[A], completion: Completion) -> Judgement[A]:
    """Whether a completion holds a valid answer to the prompt.

    An answer that reached its length limit is never taken, however well its beginning reads:
    most answers may leave fields out, so a part of one would pass for an answer that found less.
    """
    text = completion.text
    if completion.finish is Finish.REFUSED:
        return Judgement(Judged.REFUSED, text)
    if completion.finish is Finish.LENGTH:
        return Judgement(Judged.CUT_OFF, text, faults=(say("cut_off", prompt.language),))
    if len(text) > LONGEST_ANSWER:
        return Judgement(Judged.INVALID, text, faults=(say("too_long", prompt.language),))
    value, faults = _read(prompt, find_object(text))
    return Judgement(Judged.INVALID if faults else Judged.OK, text, value, faults)


async def guard(
    prompt: Prompt[A], ask: Callable[[tuple[Turn, ...]], Awaitable[Judgement[A]]]
) -> tuple[A, int]:
    """The valid answer, and how many repairs it took.

    A repair shows the model its last answer and what is wrong with it, no older attempts. A
    refusal is not argued with.

    Raises:
        RefusedError: The provider's filter kept the answer back.
        CutOffError: The last repair was cut off too.
        InvalidAnswerError: The last repair is not valid either.
        ModelError: As ``ask``.
    """
    turns = prompt.turns
    for repairs in range(REPAIRS + 1):
        judgement = await ask(turns)
        if judgement.value is not None:
            return judgement.value, repairs
        if judgement.status is Judged.REFUSED:
            raise RefusedError(f"the provider's filter refused {prompt.key}")
        turns = (*prompt.turns, *_repair(prompt, judgement))
    if judgement.status is Judged.CUT_OFF:
        raise CutOffError(f"{prompt.key} was cut off {REPAIRS + 1} times — ask for less at once")
    raise InvalidAnswerError(
        f"{prompt.key} got no valid answer in {REPAIRS + 1} attempts — use an abler model"
    )


def find_object(text: str) -> str | None:
    """The longest complete JSON object of a text, if each that begins in it also ends.

    That leaves code fences and remarks out. Braces within strings do not count; strings are only
    looked for inside objects, because remarks hold single quotation marks. One pass, no recursion.
    """
    depth = start = 0
    longest = ""
    in_string = False
    for token in _STRUCTURE.finditer(text):
        mark = token[0]
        if mark == '"' and depth:
            in_string = not in_string
        elif in_string:
            continue
        elif mark == "{":
            start = start if depth else token.start()
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
            if not depth and token.end() - start > len(longest):
                longest = text[start : token.end()]
    return longest if longest and not depth else None


def _read(prompt: Prompt[A], found: str | None) -> tuple[A | None, tuple[str, ...]]:
    if found is None:
        return None, (say("no_object", prompt.language),)
    if "\\u0000" in found:
        # PostgreSQL can store it in no text.
        return None, (say("null", prompt.language),)
    try:
        value = prompt.answer.model_validate_json(found)
    except ValidationError as error:
        return None, invalid(error, prompt.language)
    if not value.model_fields_set and found[1:-1].strip():
        return None, (say("unknown", prompt.language),)
    faults = tuple(prompt.check(value))
    return (None, faults) if faults else (value, ())


def _repair(prompt: Prompt[A], judgement: Judgement[A]) -> tuple[Turn, Turn]:
    # Lone surrogates could not be sent; some APIs refuse a turn without text.
    echo = judgement.text[:LONGEST_ECHO].encode("utf-8", "replace").decode().strip() or "…"
    return (
        Turn(Speaker.ASSISTANT, echo),
        Turn(Speaker.USER, repair_request(judgement.faults, prompt.language)),
    )

"""Whether a completion is an answer: parse it, validate it, put it to the prompt's own check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic

from pydantic import ValidationError

from pipeline.llm.completions import Completion, Finish
from pipeline.llm.fault_words import say
from pipeline.llm.faults import invalid
from pipeline.llm.json_objects import find_object
from pipeline.llm.models import A, FreeText, Prompt

LONGEST_ANSWER = 200_000
"""Characters; the longest answers that models write are a fifth of it. More is not even parsed."""


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
    Plain words are taken as far as they go.
    """
    text = completion.text
    if completion.finish is Finish.REFUSED:
        return Judgement(Judged.REFUSED, text)
    if issubclass(prompt.answer, FreeText):
        return _judge_words(prompt, text.replace("\x00", "").strip())
    if completion.finish is Finish.LENGTH:
        return Judgement(Judged.CUT_OFF, text, faults=(say("cut_off", prompt.language),))
    if len(text) > LONGEST_ANSWER:
        return Judgement(Judged.INVALID, text, faults=(say("too_long", prompt.language),))
    value, faults = _read(prompt, find_object(text))
    return Judgement(Judged.INVALID if faults else Judged.OK, text, value, faults)


def _judge_words(prompt: Prompt[A], words: str) -> Judgement[A]:
    if not words or len(words) > LONGEST_ANSWER:
        return Judgement(Judged.INVALID, words)
    value = prompt.answer.model_validate({"text": words})
    faults = tuple(prompt.check(value))
    return (
        Judgement(Judged.INVALID, words, None, faults)
        if faults
        else Judgement(Judged.OK, words, value)
    )


def _read(prompt: Prompt[A], found: str | None) -> tuple[A | None, tuple[str, ...]]:
    if found is None:
        return None, (say("no_object", prompt.language),)
    if "\\u0000" in found:
        # PostgreSQL can store it in no text.
        return None, (say("null", prompt.language),)
    try:
        value = prompt.answer.model_validate_json(found)
    except ValidationError as error:
        return None, invalid(error, prompt.answer, prompt.language)
    if not value.model_fields_set and found[1:-1].strip():
        return None, (say("unknown", prompt.language),)
    faults = tuple(prompt.check(value))
    return (None, faults) if faults else (value, ())

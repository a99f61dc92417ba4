"""What is wrong with a model's answer, told to the model in the prompt's language.

The words are ours. A part of the answer is never repeated in them: it may come from a hostile
message, and what follows an answer is read as an instruction.
"""

import functools
import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from pipeline.llm.fault_words import say
from pipeline.llm.models import Language

MOST = 8
"""Faults that are told; a model that mends these has understood."""
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_NOT_JSON = {"json_invalid", "string_unicode"}
_KINDS = {
    "missing": "missing",
    "missing_argument": "missing",
    "unexpected_positional_argument": "surplus",
    "unexpected_keyword_argument": "surplus",
    "arguments_type": "list",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "string_type": "string",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "enum": "one_of",
    "literal_error": "one_of",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "too_long": "too_many",
    "too_short": "too_few",
    "string_too_long": "text_long",
    "string_too_short": "text_short",
}
"""Pydantic's types of errors (docs.pydantic.dev, Validation Errors) to our words."""


def invalid(
    error: ValidationError, answer: type[BaseModel], language: Language
) -> tuple[str, ...]:
    """The first faults that validation found in an answer, each with its place in it."""
    found = error.errors(include_url=False, include_input=False)[:MOST]
    if any(each["type"] in _NOT_JSON for each in found):
        return (say("not_json", language),)
    ours = _words(answer)
    return tuple(
        f"{_place(each['loc'], ours)}: "
        f"{say(_KINDS.get(each['type'], 'other'), language, **each.get('ctx', {}))}"
        for each in found
    )


def _place(location: Sequence[int | str], ours: frozenset[str]) -> str:
    """``topics.0.title``. A key that is no word of ours may be a text of the chat."""
    steps = (str(step) if isinstance(step, int) or step in ours else "…" for step in location)
    return ".".join(steps) or "{}"


@functools.cache
def _words(answer: type[BaseModel]) -> frozenset[str]:
    """The words of an answer's schema: names of fields, and values that a key can have."""
    return frozenset(_WORD.findall(json.dumps(answer.model_json_schema()).lower()))

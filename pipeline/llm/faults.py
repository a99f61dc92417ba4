"""What is wrong with a model's answer, told to the model in the prompt's language.

The words are ours. A part of the answer is never repeated in them: it may come from a hostile
message, and what follows an answer is read as an instruction.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from pipeline.llm.models import Language

MOST = 8
"""Faults that are told; a model that mends these has understood."""
LONGEST = 200
"""Characters of one fault."""
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,30}")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "no_object": "в ответе нет одного полного объекта JSON",
        "not_json": "это не JSON: проверь запятые, кавычки, скобки, переносы внутри строк",
        "null": "в строке стоит символ с кодом 0",
        "too_long": "ответ слишком длинный",
        "cut_off": "ответ оборвался: дай меньше пунктов и пиши короче",
        "unknown": "в объекте нет ни одного из нужных полей",
        "missing": "поле обязательно",
        "integer": "нужно целое число",
        "number": "нужно число",
        "string": "нужна строка",
        "boolean": "нужно true или false",
        "list": "нужен список",
        "object": "нужен объект",
        "one_of": "допустимо только: {expected}",
        "at_least": "нужно не меньше {ge}",
        "at_most": "нужно не больше {le}",
        "too_many": "элементов слишком много, можно не больше {max_length}",
        "too_few": "элементов слишком мало, нужно не меньше {min_length}",
        "text_long": "строка длиннее {max_length} знаков",
        "text_short": "строка короче {min_length} знаков",
        "other": "значение не подходит",
        "repair": "Такой ответ не подходит:\n{faults}\n"
        "Исправь это и пришли заново только один полный объект JSON, без пояснений.",
    },
    "en": {
        "no_object": "the answer does not hold one complete JSON object",
        "not_json": "this is not JSON: check commas, quotes, brackets, line breaks in strings",
        "null": "a string holds the character of code 0",
        "too_long": "the answer is too long",
        "cut_off": "the answer was cut off: give fewer and shorter items",
        "unknown": "the object has none of the fields that are asked for",
        "missing": "this field is required",
        "integer": "must be a whole number",
        "number": "must be a number",
        "string": "must be a string",
        "boolean": "must be true or false",
        "list": "must be a list",
        "object": "must be an object",
        "one_of": "must be one of: {expected}",
        "at_least": "must be at least {ge}",
        "at_most": "must be at most {le}",
        "too_many": "too many items, at most {max_length} are allowed",
        "too_few": "too few items, at least {min_length} are needed",
        "text_long": "the string is longer than {max_length} characters",
        "text_short": "the string is shorter than {min_length} characters",
        "other": "this value is not allowed",
        "repair": "That answer cannot be used:\n{faults}\n"
        "Correct this and send one complete JSON object again, with no other text.",
    },
}
_NOT_JSON = {"json_invalid", "string_unicode"}
_KINDS = {
    "missing": "missing",
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


def say(fault: str, language: Language, **bounds: Any) -> str:
    return _WORDS[language][fault].format_map(bounds)


def invalid(error: ValidationError, language: Language) -> tuple[str, ...]:
    """The first faults that validation found, each with its place in the answer."""
    found = error.errors(include_url=False, include_input=False)[:MOST]
    if any(each["type"] in _NOT_JSON for each in found):
        return (say("not_json", language),)
    return tuple(
        f"{_place(each['loc'])}: "
        f"{say(_KINDS.get(each['type'], 'other'), language, **each.get('ctx', {}))}"
        for each in found
    )


def repair_request(faults: Sequence[str], language: Language) -> str:
    """The turn that follows an answer that cannot be used."""
    told = "\n".join(f"- {' '.join(fault.split())[:LONGEST]}" for fault in faults[:MOST])
    return say("repair", language, faults=told)


def _place(location: Sequence[int | str]) -> str:
    """``topics.0.title``."""
    return ".".join(map(_step, location)) or "{}"


def _step(step: int | str) -> str:
    if isinstance(step, int) or _FIELD.fullmatch(step):
        return str(step)
    # A key that can be no field's name may be a text of the chat.
    return "…"

"""The sentences in which a model is told what is wrong with its answer, in Russian and English."""

from collections.abc import Mapping
from typing import Any

from pipeline.llm.models import Language

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
        "surplus": "здесь элемент лишний",
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
        "surplus": "one item too many",
        "other": "this value is not allowed",
        "repair": "That answer cannot be used:\n{faults}\n"
        "Correct this and send one complete JSON object again, with no other text.",
    },
}


def say(fault: str, language: Language, **bounds: Any) -> str:
    """The sentence, with the bounds that it names in their places."""
    return _WORDS[language][fault].format_map(bounds)

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel, Field

from pipeline.digest.prompts.emotion import EmotionAnswer
from pipeline.digest.prompts.evaluation import EvaluationAnswer
from pipeline.digest.prompts.topic import TopicsAnswer
from pipeline.llm.completions import AnswerSchema
from pipeline.llm.openai.schema import Format, strict


class Child(BaseModel):
    title: str = Field("none", description="What it is called")
    default: int | None = None


class Parent(BaseModel):
    """A family."""

    first: Child | None = None
    others: list[Child] = Field(default_factory=list)
    pair: tuple[Child, int]


def objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_a_schema_becomes_strict_all_the_way_down() -> None:
    child = {"$ref": "#/$defs/Child"}

    expected = {
        "description": "A family.",
        "type": "object",
        "properties": {
            "first": {"anyOf": [child, {"type": "null"}]},
            "others": {"type": "array", "items": child},
            "pair": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "prefixItems": [child, {"type": "integer"}],
            },
        },
        "required": ["first", "others", "pair"],
        "additionalProperties": False,
        "$defs": {
            "Child": {
                "type": "object",
                "properties": {
                    "title": {"type": "string", "description": "What it is called"},
                    "default": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                },
                "required": ["title", "default"],
                "additionalProperties": False,
            }
        },
    }

    assert expected == strict(Parent.model_json_schema())


@pytest.mark.parametrize("answer", [TopicsAnswer, EvaluationAnswer, EmotionAnswer])
def test_every_object_of_an_answer_requires_all_that_it_has(answer: type[BaseModel]) -> None:
    found = list(objects(strict(answer.model_json_schema())))

    assert found
    for each in found:
        assert list(each["properties"]) == each["required"]
        assert False is each["additionalProperties"]


def test_the_schema_that_was_given_stays_as_it_was() -> None:
    schema = Parent.model_json_schema()

    strict(schema)

    assert Parent.model_json_schema() == schema


def test_a_reference_stands_alone_but_keeps_what_it_refers_to() -> None:
    schema = {"$ref": "#/$defs/A", "description": "x", "$defs": {"A": {"title": "A"}}}

    assert {"$ref": "#/$defs/A", "$defs": {"A": {}}} == strict(schema)


def test_a_map_of_free_keys_is_left_to_the_server() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}

    assert schema == strict(schema)


def test_a_name_is_one_that_the_api_takes() -> None:
    schema = AnswerSchema("segmenter-1.ru/" + "x" * 80, {"type": "string"})

    described = Format.SCHEMA.body(schema)["response_format"]["json_schema"]

    assert "segmenter-1_ru_" + "x" * 49 == described["name"]
    assert described["strict"]


def test_each_weaker_form_says_less() -> None:
    schema = AnswerSchema("topic", {"type": "object"})

    assert {"response_format": {"type": "json_object"}} == Format.JSON.body(schema)
    assert {} == Format.NONE.body(schema)

"""How an OpenAI-compatible server is told the form of an answer, as strictly as it lets us."""

import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from pipeline.llm.completions import AnswerSchema

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 64
_NAMED_PARTS = ("properties", "$defs")
_LISTED_PARTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_NOISE = ("title", "default")


class Format(IntEnum):
    """How much of a schema a server enforces; who refuses one is asked with the next."""

    SCHEMA = 2
    JSON = 1
    NONE = 0

    def body(self, schema: AnswerSchema) -> dict[str, Any]:
        """The request's part that asks for it."""
        if self is Format.NONE:
            return {}
        if self is Format.JSON:
            return {"response_format": {"type": "json_object"}}
        described = {
            "name": _NOT_IN_A_NAME.sub("_", schema.name)[:_LONGEST_NAME],
            "schema": strict(schema.schema),
            "strict": True,
        }
        return {"response_format": {"type": "json_schema", "json_schema": described}}


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as strict mode takes it: every property required, no other allowed.

    Titles and defaults go, and so does what stands beside a ``$ref``; a map of free keys cannot be
    said strictly and is left as it is. Source: OpenAI, guide "Structured model outputs",
    "Supported schemas".
    """
    if "$ref" in schema:
        schema = {key: schema[key] for key in ("$ref", "$defs") if key in schema}
    kept = {key: _part(key, value) for key, value in schema.items() if key not in _NOISE}
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept.setdefault("additionalProperties", False)
    return kept


def _part(key: str, value: Any) -> Any:
    if key in _NAMED_PARTS:
        return {name: strict(each) for name, each in value.items()}
    if key in _LISTED_PARTS:
        return [strict(each) for each in value]
    return strict(value) if key == "items" and isinstance(value, Mapping) else value

"""The JSON Schemas of docs/events, made from the payloads' models."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from pipeline.events.catalogue import EVENTS
from pipeline.events.models import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """A property's title would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_files() -> Mapping[str, str]:
    """Return the text of each schema by its file's name, the same text for the same models."""
    return {f"{event.name}.schema.json": _text(event) for event in EVENTS}


def _text(event: type[Event]) -> str:
    schema = event.model_json_schema(mode="serialization", schema_generator=_Untitled)
    described = {
        "$schema": DIALECT,
        "title": event.name,
        "description": schema.pop("description"),
        "type": schema.pop("type"),
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"

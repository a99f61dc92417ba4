"""The OpenAPI 3.1 document, made of the operations that are served."""

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handlers.api.models import MOST, ProblemShown
from handlers.api.operations import Entry, Given, Operation
from handlers.api.problems import CONTENT_TYPE, Kind
from handlers.api.repeats import HEADER

PATH: Final = "/api/openapi.json"
_TEMPLATE: Final = "#/components/schemas/{model}"
_SCHEME: Final = "token"

_EVERYWHERE: Final = (Kind.METHOD, Kind.DEFECT)
_LIMITED: Final = (Kind.TOO_MANY,)
_GUARDED: Final = (Kind.TOO_MANY, Kind.NO_TOKEN, Kind.NO_SCOPE, Kind.UNAVAILABLE)
_ONCE: Final = (Kind.MALFORMED, Kind.KEY_IN_USE, Kind.KEY_REUSED)
_WITH_BODY: Final = (Kind.MALFORMED, Kind.TOO_SLOW, Kind.TOO_LARGE, Kind.NOT_JSON, Kind.INVALID)

_ONCE_SAYS: Final = (
    "A string of your choice, new for each request: for 24 hours the same request with the same"
    " key gets the same answer, and nothing is done twice."
)

Json = dict[str, Any]


def openapi(operations: Sequence[Operation], version: str) -> Json:
    schemas, refs = _schemas(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        written = _operation(operation, refs)
        paths.setdefault(operation.path, {})[operation.method.lower()] = written
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Alfred",
            "summary": "Digests of Telegram groups, whose every statement is backed by messages.",
            "version": version,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                _SCHEME: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by `python main.py token create`.",
                }
            },
        },
    }


class Description:
    """Serves the document, written once."""

    def __init__(self, served: Sequence[Operation], version: str) -> None:
        self._body = orjson.dumps(openapi([*served, *self.operations()], version))

    def operations(self) -> list[Operation]:
        return [
            Operation(
                name="getDescription",
                method="GET",
                path=PATH,
                summary="This document",
                handler=self.show,
                gives={HTTPStatus.OK: Given("An OpenAPI 3.1 document.")},
                entry=Entry.LIMITED,
            )
        ]

    async def show(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._body, content_type="application/json")


def _schemas(operations: Sequence[Operation]) -> tuple[Json, dict[type[BaseModel], Json]]:
    taken = {each.takes for each in operations if each.takes is not None}
    answers = [answer for each in operations for answer in each.gives.values()]
    told = {model for answer in answers for model in answer.models}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in sorted(taken, key=_name)),
        *((model, "serialization") for model in sorted(told | {ProblemShown}, key=_name)),
    ]
    refs, whole = models_json_schema(wanted, ref_template=_TEMPLATE)
    return whole["$defs"], {model: refs[model, mode] for model, mode in wanted}


def _operation(operation: Operation, refs: dict[type[BaseModel], Json]) -> Json:
    written: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [],
        "responses": {
            **{str(int(status)): _answer(it, refs) for status, it in operation.gives.items()},
            **_problems(operation, refs[ProblemShown]),
        },
    }
    if operation.entry is Entry.TOKEN:
        # Any one of them opens it; OpenAPI writes alternatives as a list.
        written["security"] = [{_SCHEME: [scope]} for scope in sorted(operation.scopes)]
    if parameters := list(_parameters(operation)):
        written["parameters"] = parameters
    if operation.takes is not None:
        content = {"application/json": {"schema": refs[operation.takes]}}
        written["requestBody"] = {"required": True, "content": content}
    return written


def _answer(given: Given, refs: dict[type[BaseModel], Json]) -> Json:
    written: Json = {"description": given.description}
    if given.content_type:
        written["content"] = {given.content_type: {"schema": _content(given, refs)}}
    if given.headers:
        written["headers"] = {
            name: {"description": says, "schema": {"type": "string"}}
            for name, says in given.headers.items()
        }
    return written


def _content(given: Given, refs: dict[type[BaseModel], Json]) -> Json:
    match [refs[model] for model in given.models]:
        case []:
            is_json = given.content_type == "application/json"
            return {"type": "object" if is_json else "string"}
        case [ref]:
            return ref
        case several:
            return {"anyOf": several}


def _problems(operation: Operation, schema: Json) -> Json:
    kinds = {*_EVERYWHERE, *operation.problems}
    if operation.entry is not Entry.PROBE:
        kinds |= set(_LIMITED)
    if operation.entry is Entry.TOKEN:
        kinds |= set(_GUARDED)
    if operation.takes is not None:
        kinds |= set(_WITH_BODY)
    if operation.once:
        kinds |= set(_ONCE)
    if "{id}" in operation.path:
        kinds.add(Kind.NOT_FOUND)
    if operation.query is not None:
        kinds.add(Kind.INVALID)
    by_status: dict[HTTPStatus, list[str]] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.status, kind.type)):
        by_status.setdefault(kind.status, []).append(f"{kind.title} (`{kind.type}`).")
    return {
        str(int(status)): {
            "description": " ".join(titles),
            "content": {CONTENT_TYPE: {"schema": schema}},
        }
        for status, titles in by_status.items()
        if status not in operation.gives
    }


def _parameters(operation: Operation) -> Iterator[Json]:
    for name in re.findall(r"\{(\w+)\}", operation.path):
        schema = {"type": "integer", "minimum": 1, "maximum": MOST}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if operation.query is not None:
        for name, schema in operation.query.model_json_schema()["properties"].items():
            yield {"name": name, "in": "query", "required": False, "schema": schema}
    headers = {HEADER: _ONCE_SAYS, **operation.headers} if operation.once else operation.headers
    for name, says in headers.items():
        schema = {"type": "string"}
        yield {"name": name, "in": "header", "description": says, "schema": schema}


def _name(model: type[BaseModel]) -> str:
    return model.__name__

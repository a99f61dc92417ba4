"""The OpenAPI document: complete, consistent, and about nothing that is not served."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from handlers.api.problems import Kind
from tests.fixtures.web import Edge, serving


@pytest.fixture(scope="module")
async def document() -> Any:
    async with serving() as client:
        return client.document


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_route_is_described_and_nothing_else_is(document: Any) -> None:
    application = Edge().api.application(asyncio.Event())
    served = {
        (route.method, route.resource.canonical)
        for route in application.router.routes()
        if route.method != "HEAD" and route.resource is not None
    }

    assert served == {(method.upper(), path) for method, path, _ in operations(document)}


def test_it_has_the_form_of_openapi_3_1(document: Any) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]

    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"title", "version"} <= document["info"].keys()
    assert len(names) == len(set(names))
    for _, _, operation in operations(document):
        assert operation["responses"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            assert response["description"]


def test_all_its_schemas_are_schemas_and_all_references_lead_somewhere(document: Any) -> None:
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)

    references = set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(document)))

    assert references
    assert set() == references - {f"#/components/schemas/{name}" for name in schemas}


def test_the_parameters_of_a_path_are_those_of_its_template(document: Any) -> None:
    for _, path, operation in operations(document):
        in_path = [
            parameter["name"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "path" and parameter["required"]
        ]

        assert re.findall(r"\{(\w+)\}", path) == in_path


def test_what_needs_a_token_says_so_and_names_the_scopes(document: Any) -> None:
    wanted = {
        operation["operationId"]: [
            scope for way in operation["security"] for scope in way["token"]
        ]
        for _, _, operation in operations(document)
    }

    assert {
        "getHealth": [],
        "getReadiness": [],
        "getMetrics": [],
        "getDescription": [],
        "listGroups": ["DIGEST_ADMIN", "DIGEST_READ"],
        "connectGroup": ["DIGEST_ADMIN"],
        "orderDigest": ["DIGEST_ADMIN", "DIGEST_READ"],
        "getDigest": ["DIGEST_ADMIN", "DIGEST_READ"],
        "followDigest": ["DIGEST_ADMIN", "DIGEST_READ"],
    } == wanted


def test_every_kind_of_problem_is_described_somewhere(document: Any) -> None:
    told = json.dumps(document)

    assert [] == [kind.type for kind in Kind if kind.type not in told]

"""Answers as JSON."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel


def as_json(
    told: BaseModel,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    return web.Response(
        status=status,
        body=told.model_dump_json().encode(),
        content_type="application/json",
        headers=headers,
    )

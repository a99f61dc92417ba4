"""What a request says, checked before anybody acts on it."""

import asyncio
import re
from typing import Final, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from handlers.api.models import MOST, InvalidMember
from handlers.api.problems import Kind, Problem, not_found

MAX_BODY: Final = 64 * 1024
"""Bytes; what is taken has some hundred."""
BODY_SECONDS: Final = 10.0
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,18}")
_UNREADABLE: Final = frozenset({"json_invalid", "json_type"})

M = TypeVar("M", bound=BaseModel)


async def read_body(request: web.Request, model: type[M]) -> M:
    """The body as a model.

    Raises:
        Problem: It is no JSON, comes too slowly, or is not possible.
        web.HTTPRequestEntityTooLarge: It is longer than the application takes.
    """
    if request.content_type != "application/json":
        raise Problem(Kind.NOT_JSON, "Send it with “Content-Type: application/json”.")
    try:
        return model.model_validate_json(await read_bytes(request))
    except ValidationError as error:
        raise _refused(error) from None


async def read_bytes(request: web.Request) -> bytes:
    """The body as it came; asked again, it is there.

    Raises:
        Problem: It comes too slowly.
        web.HTTPRequestEntityTooLarge: It is longer than the application takes.
    """
    if (request.content_length or 0) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        problem = f"The body did not come within {BODY_SECONDS:.0f} s."
        raise Problem(Kind.TOO_SLOW, problem, headers={"Connection": "close"}) from None


def read_query(request: web.Request, model: type[M]) -> M:
    """The query as a model; of a parameter that is given twice both are wrong.

    Raises:
        Problem: It is not possible.
    """
    if len(request.query) != len(set(request.query)):
        raise Problem(Kind.INVALID, "A parameter is given twice.")
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise _refused(error) from None


def number_in_path(request: web.Request, what: str) -> int:
    """The ``{id}`` of a path; what can be no row's number is not there.

    Raises:
        Problem: It is not found.
    """
    written = request.match_info["id"]
    if not _NUMBER.fullmatch(written) or int(written) > MOST:
        raise not_found(what)
    return int(written)


def _refused(error: ValidationError) -> Problem:
    """Say where and what is wrong, and repeat nothing that was sent."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if any(each["type"] in _UNREADABLE for each in found):
        return Problem(Kind.MALFORMED, "The body is no JSON in UTF-8.")
    members = sorted({(_pointer(each["loc"], each["type"]), each["msg"]) for each in found})
    return Problem(
        Kind.INVALID,
        "See what is written at /api/openapi.json.",
        errors=[InvalidMember(pointer=where, detail=what) for where, what in members],
    )


def _pointer(location: tuple[int | str, ...], kind: str) -> str:
    """Where it is: our models are flat. A name that we do not know is the client's own text."""
    return f"/{location[0]}" if location and kind != "extra_forbidden" else ""

"""Every error as a problem document (RFC 9457), and none with a word about our inside."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from handlers.api.context import number_of
from handlers.api.models import InvalidMember, ProblemShown
from pipeline.errors import AlfredError

CONTENT_TYPE: Final = "application/problem+json"
_RETRY_SECONDS: Final = 5

_log = logging.getLogger(__name__)


class Kind(Enum):
    """The problems that there are: the last part of their type, their status and title."""

    MALFORMED = ("malformed", HTTPStatus.BAD_REQUEST, "The request cannot be read")
    NO_TOKEN = ("no-token", HTTPStatus.UNAUTHORIZED, "A token is needed")
    NO_SCOPE = ("no-scope", HTTPStatus.FORBIDDEN, "The token does not allow this")
    DIGESTS_OFF = ("digests-off", HTTPStatus.FORBIDDEN, "Digests are switched off")
    NOT_FOR_YOU = ("not-for-you", HTTPStatus.FORBIDDEN, "This is not open to you")
    NOT_FOUND = ("not-found", HTTPStatus.NOT_FOUND, "There is no such thing")
    METHOD = ("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "The method is not for this")
    TOO_SLOW = ("too-slow", HTTPStatus.REQUEST_TIMEOUT, "The request took too long")
    KEY_IN_USE = (
        "idempotency-key-in-use",
        HTTPStatus.CONFLICT,
        "The first request with this key is still being answered",
    )
    NOT_CONNECTED = ("not-connected", HTTPStatus.CONFLICT, "The group cannot be connected")
    TOO_LARGE = (
        "too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The request is too large",
    )
    NOT_JSON = ("not-json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not JSON")
    INVALID = ("invalid", HTTPStatus.UNPROCESSABLE_ENTITY, "The request asks for what cannot be")
    KEY_REUSED = (
        "idempotency-key-reused",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The key belongs to another request",
    )
    TOO_MANY = ("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "Too many requests")
    DEFECT = ("defect", HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong")
    UNAVAILABLE = ("unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "It does not work now")

    def __init__(self, slug: str, status: HTTPStatus, title: str) -> None:
        self.status = status
        self.title = title
        self.type = f"urn:problem-type:alfred:{slug}"


@dataclass
class Problem(Exception):  # noqa: N818  # it is what the client is told, by the RFC's name
    """Ends a request with a problem document.

    Args:
        kind: What is wrong.
        detail: What is wrong this time and what helps, for whoever sent the request.
        errors: The members that are not possible.
        headers: Of the answer.
    """

    kind: Kind
    detail: str
    errors: Sequence[InvalidMember] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@web.middleware
async def as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors of every origin. What is told of an unexpected one is its incident's code."""
    try:
        return await handler(request)
    except Problem as problem:
        return answer(request, problem)
    except web.HTTPException as refused:
        return answer(request, _framework(refused))
    except AlfredError as error:
        _log.warning("request %s failed: %s", number_of(request), type(error).__name__)
        _log.debug("request %s failed", number_of(request), exc_info=error)
        return answer(request, _later())
    except Exception as error:  # whatever it is, the others are served
        # Its type alone: its text may hold what was sent.
        _log.warning("request %s failed: unexpected %s", number_of(request), type(error).__name__)
        _log.debug("request %s failed", number_of(request), exc_info=error)
        return answer(request, Problem(Kind.DEFECT, "It is in our log under this incident."))


def answer(request: web.Request, problem: Problem) -> web.Response:
    told = ProblemShown(
        type=problem.kind.type,
        title=problem.kind.title,
        status=problem.kind.status,
        detail=problem.detail,
        instance=f"urn:incident:{number_of(request)}",
        errors=list(problem.errors) or None,
    )
    return web.Response(
        status=problem.kind.status,
        body=told.model_dump_json(exclude_none=True).encode(),
        content_type=CONTENT_TYPE,
        headers=problem.headers,
    )


def not_found(what: str) -> Problem:
    """The same for what is not there and for what is another tenant's."""
    return Problem(Kind.NOT_FOUND, f"There is no such {what} for this token.")


def invalid(pointer: str, detail: str) -> Problem:
    """One member of a request that was understood is not possible."""
    errors = [InvalidMember(pointer=pointer, detail=detail)]
    return Problem(Kind.INVALID, "See what is written at /api/openapi.json.", errors=errors)


def _later() -> Problem:
    return Problem(
        Kind.UNAVAILABLE,
        "A part of the service does not answer. Try again in a while.",
        headers={"Retry-After": str(_RETRY_SECONDS)},
    )


def _framework(refused: web.HTTPException) -> Problem:
    """What aiohttp found before a handler of ours was asked."""
    match refused:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(refused.allowed_methods))
            return Problem(Kind.METHOD, f"It takes {allowed}.", headers={"Allow": allowed})
        case web.HTTPNotFound():
            return Problem(Kind.NOT_FOUND, "Nothing is served at this path.")
        case web.HTTPRequestEntityTooLarge():
            return Problem(Kind.TOO_LARGE, "The body may have 64 KiB.")
        case _ if refused.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Problem(Kind.MALFORMED, "See what is written at /api/openapi.json.")
        case _:
            return Problem(Kind.DEFECT, "It is in our log under this incident.")

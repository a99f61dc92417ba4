"""What is known of a request beside what it says."""

from typing import Final

from aiohttp import web

from pipeline.access.models import ApiToken

NUMBER: Final = web.RequestKey("number", str)
"""The id under which all is done for it: 32 hexadecimal digits, and its incident's code."""
CALLER: Final = web.RequestKey("caller", ApiToken)


def number_of(request: web.Request) -> str:
    number: str = request.get(NUMBER, "")
    return number


def caller_of(request: web.Request) -> ApiToken:
    """Whoever was let through to this handler."""
    return request[CALLER]

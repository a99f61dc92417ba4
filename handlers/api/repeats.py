"""A request that is sent again with its key gets the first answer, and nothing is done twice.

As in draft-ietf-httpapi-idempotency-key-header-07: the key is a structured string (RFC 9651), and
many clients send it without the quotes.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from handlers.api.bodies import read_bytes
from handlers.api.context import caller_of
from handlers.api.problems import Kind, Problem
from pipeline.access.models import ApiToken
from pipeline.access.repeats import Claim, KeptAnswer, KeptAnswers, Refusal

HEADER: Final = "Idempotency-Key"
KEPT: Final = timedelta(hours=24)
LEASE: Final = timedelta(seconds=60)
"""Longer than a request takes: who asks again before learns that it is under way."""
_KEY: Final = re.compile(r'"([ !#-\[\]-~]{1,255})"|([A-Za-z0-9_.:/+=-]{1,255})')
_HEADERS: Final = ("Content-Type", "Location")
"""Of an answer, what is part of it; the others are of each request anew."""
_AGAIN_SECONDS: Final = 1


@dataclass(frozen=True, slots=True)
class Repeats:
    answers: KeptAnswers

    def once(self, handler: Handler) -> Handler:
        """Give the handler a request with a key once, and everything without one."""

        async def through(request: web.Request) -> web.StreamResponse:
            key = _key_of(request)
            if key is None:
                return await handler(request)
            caller = caller_of(request)
            found = await self.answers.claim(
                caller, key, await _fingerprint(request), kept=KEPT, lease=LEASE
            )
            match found:
                case Claim():
                    return await self._answered(caller, found, handler, request)
                case KeptAnswer():
                    return web.Response(
                        status=found.status, headers=found.headers, body=found.body
                    )
                case Refusal.OTHER:
                    raise Problem(Kind.KEY_REUSED, "Take another key for another request.")
                case Refusal.UNDERWAY:
                    raise _underway()

        return through

    async def _answered(
        self, caller: ApiToken, claim: Claim, handler: Handler, request: web.Request
    ) -> web.StreamResponse:
        """Keep what was done. What was refused or failed changed nothing: it may be sent again."""
        kept = None
        try:
            answer = await handler(request)
            kept = _kept(answer)
        finally:
            if kept is None:
                await self.answers.release(caller, claim)
        if kept is not None:
            await self.answers.give(caller, claim, kept)
        return answer


def _key_of(request: web.Request) -> bytes | None:
    """SHA-256 of the key; None if there is none.

    Raises:
        Problem: It is no key.
    """
    given = request.headers.getall(HEADER, [])
    if not given:
        return None
    found = _KEY.fullmatch(given[0].strip()) if len(given) == 1 else None
    if found is None:
        raise Problem(Kind.MALFORMED, f"{HEADER} is one string of 1 to 255 characters of ASCII.")
    return hashlib.sha256((found[1] or found[2]).encode()).digest()


def _kept(answer: web.StreamResponse) -> KeptAnswer | None:
    """None of a stream: nobody can send that again."""
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return None
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    return KeptAnswer(answer.status, headers, answer.body)


async def _fingerprint(request: web.Request) -> bytes:
    asked = hashlib.sha256(f"{request.method} {request.path_qs}\n".encode())
    asked.update(await read_bytes(request))
    return asked.digest()


def _underway() -> Problem:
    return Problem(
        Kind.KEY_IN_USE,
        "Send it again in a while to learn how it was answered.",
        headers={"Retry-After": str(_AGAIN_SECONDS)},
    )

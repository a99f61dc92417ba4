"""Who asks: bearer tokens (RFC 6750), known by their hash alone."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from handlers.api.context import CALLER
from handlers.api.limits import Buckets, neighbourhood
from handlers.api.problems import Kind, Problem
from pipeline.access.models import ApiToken
from pipeline.access.ports import ApiTokens
from pipeline.groups.models import Scope

TOKEN: Final = re.compile(r"alf_[A-Za-z0-9_-]{43}")
_CREDENTIALS: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE | re.ASCII)
_REALM: Final = 'Bearer realm="alfred"'
_KNOWN: Final = 10_000


class Gate:
    """Lets a request through to a handler if its token exists and holds a scope.

    A token is looked for by its SHA-256, so that the time that this takes tells about the hash of
    a guess and nothing about the token. Guessing is limited by address; who came in before keeps
    coming in although somebody guesses at the same address.
    """

    def __init__(
        self,
        tokens: ApiTokens,
        requests_per_minute: int,
        buckets: Callable[[int], Buckets] = Buckets,
    ) -> None:
        self._tokens = tokens
        self._by_token = buckets(requests_per_minute)
        self._by_address = buckets(requests_per_minute)
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def guarded(self, handler: Handler, scopes: frozenset[Scope]) -> Handler:
        """Give the handler the requests of those who hold one of the scopes."""

        async def through(request: web.Request) -> web.StreamResponse:
            caller = await self._identify(request)
            request[CALLER] = caller
            self._by_token.take(caller.id)
            if not caller.scopes & scopes:
                raise _no_scope(scopes)
            return await handler(request)

        return through

    def open(self, handler: Handler) -> Handler:
        """Give it everybody's, as many as one address may make."""

        async def through(request: web.Request) -> web.StreamResponse:
            self._by_address.take(neighbourhood(request.remote))
            return await handler(request)

        return through

    async def _identify(self, request: web.Request) -> ApiToken:
        address = neighbourhood(request.remote)
        given = request.headers.getall("Authorization", [])
        if not given:
            self._by_address.take(address)
            raise _no_token("Send it as “Authorization: Bearer alf_…”.", _REALM)
        token_hash = _hash(given[0]) if len(given) == 1 else None
        if token_hash not in self._known:
            self._by_address.look(address)
        caller = None if token_hash is None else await self._tokens.find(token_hash)
        if token_hash is None or caller is None:
            self._known.pop(token_hash or b"", None)
            self._by_address.take(address)
            raise _no_token("This one is unknown or revoked.", f'{_REALM}, error="invalid_token"')
        self._remember(token_hash)
        return caller

    def _remember(self, token_hash: bytes) -> None:
        self._known[token_hash] = None
        self._known.move_to_end(token_hash)
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)


def hash_of(token: str) -> bytes:
    """What is kept of a token; it is random and long, so that one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def _hash(header: str) -> bytes | None:
    """None if it cannot be a token of ours, so that nobody has to be asked."""
    given = _CREDENTIALS.fullmatch(header)
    if given is None or not TOKEN.fullmatch(given[1]):
        return None
    return hash_of(given[1])


def _no_token(detail: str, challenge: str) -> Problem:
    return Problem(Kind.NO_TOKEN, detail, headers={"WWW-Authenticate": challenge})


def _no_scope(scopes: frozenset[Scope]) -> Problem:
    wanted = " ".join(sorted(scopes))
    return Problem(
        Kind.NO_SCOPE,
        f"It takes one with {' or '.join(sorted(scopes))}.",
        headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{wanted}"'},
    )

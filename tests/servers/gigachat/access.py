"""OAuth: access tokens for an authorization key, and which of them still hold."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.gigachat.terms import Terms
from tests.servers.gigachat.wire import ApiError, OAuthError


@dataclass(slots=True)
class Access:
    credentials: str
    _until: dict[str, float] = field(default_factory=dict)
    """When each token expires, by ``time.monotonic()``."""

    def issue(self, request: web.BaseRequest, form: object, terms: Terms) -> dict[str, Any]:
        """A new token.

        Raises:
            OAuthError: A header or the scope is missing or wrong.
        """
        self._check_client(request)
        _check_scope(form.get("scope") if isinstance(form, dict) else None, terms)
        token = f"token-{len(self._until) + 1}-{uuid.uuid4().hex}"
        self._until[token] = time.monotonic() + terms.token_seconds
        expires_at = int((time.time() + terms.token_seconds) * 1000)
        return {"access_token": token, "expires_at": expires_at}

    def check(self, request: web.BaseRequest) -> None:
        """Let a request pass.

        Raises:
            ApiError: 401; it has no token, or one that does not hold.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or self._until.get(token, 0.0) <= time.monotonic():
            raise ApiError(401, "Token has expired" if token in self._until else "Unauthorized")

    def revoke(self) -> None:
        for token in self._until:
            self._until[token] = 0.0

    def _check_client(self, request: web.BaseRequest) -> None:
        try:
            uuid.UUID(request.headers.get("RqUID", ""))
        except ValueError:
            raise OAuthError(400, 1, "header RqUID is required and must be a uuid4") from None
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic":
            raise OAuthError(401, 4, "Can't decode 'Authorization' header")
        if key != self.credentials:
            raise OAuthError(401, 6, "credentials doesn't match db data")


def _check_scope(scope: object, terms: Terms) -> None:
    if not scope:
        raise OAuthError(400, 5, "scope is empty")
    if scope not in terms.scopes:
        raise OAuthError(400, 7, "scope from db not fully includes consumed scope")

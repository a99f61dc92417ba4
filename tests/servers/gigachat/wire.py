"""The JSON and the headers of GigaChat's v1 API."""

import json
import time
import uuid
from dataclasses import dataclass
from http.client import responses
from typing import Any

from aiohttp import web

REVISION = "2.0.28.2"
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Usage:
    """As GigaChat bills: neither ``prompt`` nor the total holds the cached tokens.

    Its reference shows prompt 1, completion 4, precached 37, total 5.
    """

    prompt: int
    completion: int
    precached: int

    @property
    def total(self) -> int:
        return self.prompt + self.completion

    def json(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.total,
            "precached_prompt_tokens": self.precached,
        }


class ApiError(Exception):
    """A request that is answered with an error."""

    def __init__(
        self, code: int, message: str = "", *, retry_after: float | str | None = None
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message or _phrase(code)
        self.retry_after = retry_after

    def response(self, session: str | None) -> web.Response:
        headers = trace(session)
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return reply(self._body(), headers, status=self.code)

    def _body(self) -> dict[str, Any]:
        return {"status": self.code, "message": self.message}


class OAuthError(ApiError):
    """The token service has a form of its own for errors; ``number`` is its code."""

    def __init__(self, code: int, number: int, message: str) -> None:
        super().__init__(code, message)
        self.number = number

    def _body(self) -> dict[str, Any]:
        return {"code": self.number, "message": self.message}


def trace(session: str | None) -> dict[str, str]:
    return {
        "X-Request-Id": str(uuid.uuid4()),
        "X-Session-Id": session or str(uuid.uuid4()),
    }


def encode(content: Any) -> bytes:
    # Half of a surrogate pair gets through JSON's escapes but has no place in UTF-8.
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def event(content: Any) -> bytes:
    return b"data: " + encode(content) + b"\n\n"


def reply(content: Any, headers: dict[str, str], *, status: int = 200) -> web.Response:
    return web.Response(
        body=encode(content), status=status, headers=headers, content_type="application/json"
    )


def completion(model: str, text: str, finish: str, usage: Usage) -> dict[str, Any]:
    message = {"content": text, "role": "assistant"}
    choice = {"message": message, "index": 0, "finish_reason": finish}
    return _chat(model, choice) | {"usage": usage.json()}


def delta(model: str, text: str, *, first: bool) -> dict[str, Any]:
    part = {"content": text} | ({"role": "assistant"} if first else {})
    return _chat(model, {"delta": part, "index": 0})


def last_delta(model: str, finish: str, usage: Usage) -> dict[str, Any]:
    choice = {"delta": {"content": ""}, "index": 0, "finish_reason": finish}
    return _chat(model, choice) | {"usage": usage.json()}


def _chat(model: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "choices": [choice],
        "created": int(time.time()),
        "model": f"{model}:{REVISION}",
        "object": "chat.completion",
    }


def _phrase(code: int) -> str:
    return responses.get(code, "Error")

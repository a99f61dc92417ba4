"""The JSON and the events of OpenAI's API (its reference, "Chat" and "Chat streaming")."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DONE = b"data: [DONE]\n\n"


class ApiError(Exception):
    def __init__(
        self,
        status: int,
        code: str | None = None,
        param: str | None = None,
        retry_after: float | str | None = None,
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.param = param
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


@dataclass(frozen=True, slots=True)
class Answer:
    model: str
    pieces: Sequence[str]
    finish: str
    prompt: int
    """Tokens."""

    def whole(self) -> Mapping[str, Any]:
        message = {"role": "assistant", "content": "".join(self.pieces)}
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        return {"model": self._revision, "choices": [choice], "usage": self._usage}

    def events(self, *, usage: bool) -> list[bytes]:
        """One a token, as model servers send them, between the role and the finish reason."""
        deltas: list[Mapping[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"content": piece} for piece in self.pieces]
        events = [self._event(delta, None) for delta in deltas]
        events.append(self._event({}, self.finish))
        if usage:
            events.append(event({"model": self._revision, "choices": [], "usage": self._usage}))
        return events

    def _event(self, delta: Mapping[str, Any], finish: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return event({"model": self._revision, "choices": [choice], "usage": None})

    @property
    def _revision(self) -> str:
        return f"{self.model}-2026-11"

    @property
    def _usage(self) -> Mapping[str, int]:
        written = len(self.pieces)
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": written,
            "total_tokens": self.prompt + written,
        }


def event(content: Any) -> bytes:
    return b"data: " + json.dumps(content, ensure_ascii=False).encode() + b"\n\n"


def said(text: str, finish: str | None = None) -> bytes:
    """The event of a piece of the answer."""
    return event({"choices": [{"delta": {"content": text}, "finish_reason": finish}]})

"""A request as GigaChat takes it, and its streamed answer put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from gigachat.context import request_id_cvar, session_id_cvar
from gigachat.models.chat import Chat, ChatCompletionChunk, Messages, MessagesRole
from gigachat.models.chat import Usage as WireUsage

from pipeline.llm.completions import LONGEST_TEXT, AnswerSchema, ChatCall, Completion, Finish
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.models import Speaker, Usage

_ROLES = {
    Speaker.SYSTEM: MessagesRole.SYSTEM,
    Speaker.USER: MessagesRole.USER,
    Speaker.ASSISTANT: MessagesRole.ASSISTANT,
}
_FINISHES = {"stop": Finish.STOP, "length": Finish.LENGTH, "blacklist": Finish.REFUSED}


def request(call: ChatCall, schema: AnswerSchema | None) -> Chat:
    return Chat(
        model=call.model,
        messages=[
            Messages(role=_ROLES[turn.speaker], content=sendable(turn.text)) for turn in call.turns
        ],
        temperature=call.temperature,
        max_tokens=call.max_tokens,
        response_format=_response_format(schema) if schema else None,
    )


def sendable(text: str) -> str:
    """The text without lone surrogates, which a model's JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def identified(session: str | None) -> Iterator[None]:
    """Send a request id of its own, and the session whose prompts begin alike."""
    request_id = request_id_cvar.set(str(uuid4()))
    session_id = session_id_cvar.set(session)
    try:
        yield
    finally:
        session_id_cvar.reset(session_id)
        request_id_cvar.reset(request_id)


class StreamedAnswer:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._finish: str | None = None
        self._usage: WireUsage | None = None
        self._model = ""

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Take in what came next.

        Raises:
            ModelUnavailableError: It is more than any answer takes.
        """
        self._model = chunk.model
        self._usage = chunk.usage or self._usage
        for choice in chunk.choices:
            self._take(choice.delta.content or "")
            self._finish = choice.finish_reason or self._finish

    def _take(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise ModelUnavailableError(
                "GigaChat's answer is larger than any prompt asks for — try again later"
            )
        self._parts.append(text)

    @property
    def text(self) -> str:
        """As far as it has come."""
        return "".join(self._parts)

    @property
    def is_whole(self) -> bool:
        return self._finish is not None and self._usage is not None

    def completion(self) -> Completion:
        """All of it.

        Raises:
            ModelUnavailableError: It broke off, or ended as no answer ends.
        """
        if self._finish is None or self._usage is None:
            raise ModelUnavailableError("GigaChat's answer broke off — try again later")
        if self._finish not in _FINISHES:
            raise ModelUnavailableError(
                f"GigaChat ended its answer with {self._finish[:20]!r} — try again later"
            )
        return Completion(
            text=self.text,
            finish=_FINISHES[self._finish],
            model=self._model,
            usage=_usage(self._usage),
        )


def _response_format(schema: AnswerSchema) -> dict[str, Any]:
    return {"type": "json_schema", "schema": dict(schema.schema), "strict": True}


def _usage(wire: WireUsage) -> Usage:
    """Tokens as we count them, the cached ones within the prompt.

    ``total_tokens`` is what GigaChat bills and ``prompt_tokens`` is without the cached ones: the
    example of its reference has 1 + 4 = 5 with 37 cached
    (developers.sber.ru/docs/ru/gigachat/guides/counting-tokens).
    """
    cached = wire.precached_prompt_tokens or 0
    return Usage(
        prompt=max(0, wire.total_tokens - wire.completion_tokens) + cached,
        completion=wire.completion_tokens,
        cached=cached,
    )

"""An OpenAI-compatible server's answer, read from a stream of events or from one body."""

from collections.abc import AsyncIterable
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from pipeline.llm.completions import LONGEST_TEXT, ChatCall, Completion, Finish, Heard
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.models import Usage
from pipeline.llm.openai.errors import broken_off
from pipeline.llm.openai.events import EventDecoder, too_large
from pipeline.llm.tokens import estimate

_LONGEST_NAME = 200
_DONE = b"[DONE]"
_FINISHES = {"length": Finish.LENGTH, "content_filter": Finish.REFUSED}
_FAILED = "error"
"""The reason that a router of several providers gives when one of them failed amid an answer."""
_THINK, _THOUGHT = "<think>", "</think>"


class _Said(BaseModel):
    content: str | None = None
    refusal: str | None = None
    """Where the answer's schema leaves no room to refuse (OpenAI, structured outputs)."""


class _Choice(BaseModel):
    delta: _Said | None = None
    message: _Said | None = None
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(0, ge=0)


class _Payload(BaseModel):
    """An event of a stream, or a plain answer as a whole."""

    model: str | None = None
    choices: list[_Choice] | None = None
    usage: Any = None
    error: Any = None


class Draft:
    """The answer as far as it has come."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self._refused = False
        self._model: str | None = None
        self._tokens: _Tokens | None = None
        self._finish: str | None = None
        """Why it ended, in the server's words."""
        self.done = False

    def add(self, *payloads: bytes) -> None:
        """Take in events, or a plain answer; what comes after ``[DONE]`` is nothing.

        Raises:
            ModelError: One is an error or no part of a completion, or the answer got too long.
        """
        for payload in payloads:
            self.done = self.done or payload == _DONE
            if not self.done:
                self._add(_parsed(payload))

    @property
    def text(self) -> str:
        return _spoken("".join(self._texts))

    def completion(self, call: ChatCall) -> Completion:
        """The answer once it has ended.

        Raises:
            ModelUnavailableError: There was none in all that came, or it broke off.
        """
        if self._finish == _FAILED or not (self._finish or self.done):
            raise ModelUnavailableError(
                "the model's server broke its answer off — try again later"
            )
        if not self._texts:
            raise _no_completion()
        text = self.text
        finish = _FINISHES.get(self._finish or "", Finish.STOP)
        return Completion(
            text=text,
            finish=Finish.REFUSED if self._refused else finish,
            model=(self._model or call.model)[:_LONGEST_NAME],
            usage=self._usage(call, text),
        )

    def _add(self, read: _Payload) -> None:
        if read.error:
            raise broken_off(read.error)
        self._model = read.model or self._model
        self._tokens = _tokens(read.usage) or self._tokens
        for choice in (read.choices or [])[:1]:
            self._hear(choice.delta or choice.message or _Said())
            self._finish = choice.finish_reason or self._finish

    def _hear(self, said: _Said) -> None:
        text = (said.content or "") + (said.refusal or "")
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise too_large()
        self._texts.append(text)
        self._refused = self._refused or bool(said.refusal)

    def _usage(self, call: ChatCall, text: str) -> Usage:
        """As the server counted, or estimated where it does not tell.

        What the provider had of the prompt already is not told apart: these APIs bill it too, at
        a lower price.
        """
        if self._tokens:
            return Usage(self._tokens.prompt_tokens, self._tokens.completion_tokens)
        return Usage(sum(estimate(turn.text) for turn in call.turns), estimate(text))


async def read_stream(
    chunks: AsyncIterable[bytes], call: ChatCall, heard: Heard | None = None
) -> Completion:
    """Read events up to ``[DONE]``, or to the end if they told why the answer ended.

    Raises:
        ModelError: There is an error among them, or they broke off: half an answer is none.
    """
    draft, decoder = Draft(), EventDecoder()
    async for chunk in chunks:
        draft.add(*decoder.feed(chunk))
        if heard is not None:
            heard(draft.text)
        if draft.done:
            break
    draft.add(*decoder.end())
    return draft.completion(call)


def read_plain(body: bytes, call: ChatCall) -> Completion:
    """Read the answer of a server that does not stream.

    Raises:
        ModelError: It is none.
    """
    draft = Draft()
    draft.add(body, _DONE)
    return draft.completion(call)


def _parsed(payload: bytes) -> _Payload:
    try:
        return _Payload.model_validate_json(payload)
    except ValidationError:  # it repeats what was read
        raise _no_completion() from None


def _tokens(usage: Any) -> _Tokens | None:
    try:
        return _Tokens.model_validate(usage)
    except ValidationError:
        return None


def _spoken(text: str) -> str:
    """The text without the thoughts that some local servers leave before it."""
    if not text.lstrip().startswith(_THINK):
        return text
    return text.partition(_THOUGHT)[2].lstrip()


def _no_completion() -> ModelUnavailableError:
    return ModelUnavailableError(
        "the model's server sent something that is no completion — check LLM_API_URL"
    )

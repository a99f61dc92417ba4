"""What an OpenAI-compatible server is asked, in the words that the model's server takes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.llm.completions import ChatCall
from pipeline.llm.openai.schema import Format


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which optional parts of a request a model takes; all of them until it refuses one."""

    format: Format = Format.SCHEMA
    length: str = "max_tokens"
    """The name of the limit: reasoning models of OpenAI take another one."""
    temperature: bool = True
    usage: bool = True
    """Whether the tokens may be asked for at the end of the stream."""

    def body(self, call: ChatCall) -> Mapping[str, Any]:
        optional: dict[str, Any] = {}
        if self.temperature:
            optional["temperature"] = call.temperature
        if self.usage:
            optional["stream_options"] = {"include_usage": True}
        if call.schema:
            optional |= self.format.body(call.schema)
        turns = [{"role": turn.speaker.value, "content": turn.text} for turn in call.turns]
        fixed = {"model": call.model, "messages": turns, "stream": True}
        return {**fixed, self.length: call.max_tokens, **optional}

    def without(self, refused: str | None, call: ChatCall) -> "Dialect | None":
        """What to try after a request was refused; None if nothing is left to give up.

        Where the server did not name the parameter that it ``refused``, it is most probably the
        answer's schema.
        """
        if refused == "max_tokens" and self.length == refused:
            return replace(self, length="max_completion_tokens")
        if refused == "temperature" and self.temperature:
            return replace(self, temperature=False)
        if refused == "stream_options" and self.usage:
            return replace(self, usage=False)
        if call.schema and self.format is not Format.NONE:
            return replace(self, format=Format(self.format - 1))
        return None

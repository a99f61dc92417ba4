from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from pipeline.llm.completions import Heard
from pipeline.llm.errors import InvalidAnswerError, ModelError
from pipeline.llm.models import A, Answered, Asking, FreeText, Prompt, Tier, Usage

ONE_MODEL = dict.fromkeys(Tier, "scripted")
A_CALL = Usage(prompt=100, completion=10)


class ScriptedLanguageModel:
    """The port ``LanguageModel``: a function of the test answers each prompt.

    It returns the answer, or returns or raises the error. An answer that the prompt's own check
    refuses is an ``InvalidAnswerError``, as the router's would be after its repairs.
    """

    def __init__(
        self,
        answer: Callable[[Prompt[Any]], BaseModel | ModelError],
        names: Mapping[Tier, str] = ONE_MODEL,
        streams: int = 1,
        usage: Usage = A_CALL,
    ) -> None:
        self._answer = answer
        self._usage = usage
        self.names = names
        self.streams = streams
        self.asked: list[Prompt[Any]] = []
        self.askings: list[Asking] = []

    async def answer(
        self, prompt: Prompt[A], asking: Asking, heard: Heard | None = None
    ) -> Answered[A]:
        self.asked.append(prompt)
        self.askings.append(asking)
        value = self._answer(prompt)
        if isinstance(value, ModelError):
            raise value
        if heard is not None and isinstance(value, FreeText):
            heard(value.text)
        if not isinstance(value, prompt.answer):
            raise TypeError(f"the script answered {prompt.name} with {type(value).__name__}")
        if faults := prompt.check(value):
            raise InvalidAnswerError("; ".join(faults))
        return Answered(
            value=value,
            model=self.names[asking.tier],
            tier=asking.tier,
            usage=self._usage,
            calls=1,
            repairs=0,
            seconds=0.0,
        )

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum, auto

from pipeline.llm.completions import ChatCall, Completion, Finish, Heard
from pipeline.llm.errors import ModelError
from pipeline.llm.models import Usage
from tests.servers.gigachat.streams import Slot, Streams
from tests.servers.gigachat.vectors import embedding

_WORD = re.compile(r"\s*\S+|\s+")


class Silence(Enum):
    """What a model says that never answers."""

    SILENCE = auto()


SILENCE = Silence.SILENCE
Said = str | Completion | ModelError | Silence
"""A text, which is cut at ``max_tokens``, or a completion as it is, or an error that is raised."""


def echo(call: ChatCall) -> Said:
    """The last turn."""
    return call.turns[-1].text


class ScriptedModel:
    """The port ``ChatModel``: says what the test scripted, one item a call, then ``answer``s.

    A token is a word.
    """

    def __init__(
        self, *script: Said, answer: Callable[[ChatCall], Said] = echo, streams: int = 100
    ) -> None:
        self.calls: list[ChatCall] = []
        """In the order in which they were let in."""
        self.streams = Streams()
        self._script = deque(script)
        self._answer = answer
        self._turns = asyncio.Semaphore(streams)

    def script(self, *said: Said) -> None:
        self._script.extend(said)

    async def complete(self, call: ChatCall, heard: Heard | None = None) -> Completion:
        async with self._turns:
            slot = Slot(self.streams)
            try:
                self.calls.append(call)
                said = self._script.popleft() if self._script else self._answer(call)
                if said is SILENCE:
                    await asyncio.get_running_loop().create_future()
                completion = _completion(call, said)
                if heard is not None:
                    for word in _WORD.finditer(completion.text):
                        heard(completion.text[: word.end()])
                return completion
            finally:
                slot.free()


class FakeEmbedder:
    """The port ``Embedder``: texts that share words are near each other."""

    def __init__(self, dimension: int = 32) -> None:
        self._dimension = dimension
        self.texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.texts.extend(texts)
        return [embedding(text, self._dimension) for text in texts]

    async def dimension(self) -> int:
        return self._dimension


def _completion(call: ChatCall, said: Said) -> Completion:
    if isinstance(said, ModelError):
        raise said
    if isinstance(said, Completion):
        return said
    words = _WORD.findall(str(said))
    text = "".join(words[: call.max_tokens])
    prompt = sum(len(turn.text.split()) for turn in call.turns)
    finish = Finish.LENGTH if len(words) > call.max_tokens else Finish.STOP
    return Completion(text, finish, call.model, Usage(prompt, len(words[: call.max_tokens])))

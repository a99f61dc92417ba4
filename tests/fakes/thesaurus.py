import re
from collections.abc import Callable, Sequence

from pipeline.language.stems import stems
from pipeline.llm.errors import ModelError
from tests.servers.gigachat.vectors import embedding

_SAME = re.compile(r"(?:роутер|провайдер|интернет)\w*")


class Thesaurus:
    """The port ``Embedder``: what it knows is that a router has to do with the internet.

    Before each call it asks ``fails``, which a test lets give an error.
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension
        self.calls: list[list[str]] = []
        self.fails: Callable[[Sequence[str]], ModelError | None] = lambda _: None

    @property
    def texts(self) -> list[str]:
        """All that was embedded, in order."""
        return [text for call in self.calls for text in call]

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if error := self.fails(texts):
            raise error
        self.calls.append(list(texts))
        meant = (" ".join(stems(_SAME.sub("связь", text.lower()))) for text in texts)
        return [embedding(text, self._dimension) for text in meant]

    async def dimension(self) -> int:
        return self._dimension

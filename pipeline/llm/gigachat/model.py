"""GigaChat: chat, embeddings and token counts, by the SDK's asynchronous client."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import httpx
from gigachat.exceptions import BadRequestError, UnprocessableEntityError

from pipeline.llm.completions import AnswerSchema, ChatCall, Completion, Heard
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.gigachat.client import Client
from pipeline.llm.gigachat.errors import translated, unknown_model
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.gigachat.stream import StreamedAnswer, identified, request, sendable
from pipeline.llm.models import Tier
from pipeline.llm.settings import LlmSettings

COUNT_SECONDS = 10.0
CHECK_SECONDS = 15.0
EMBEDDINGS_A_REQUEST = 64
"""The API takes about 90 inputs at once; its documentation does not say how many."""


@asynccontextmanager
async def open_gigachat(settings: GigaChatSettings, llm: LlmSettings) -> AsyncIterator["GigaChat"]:
    """One client for the whole process; nothing is asked of the API yet.

    Raises:
        BadInputError: The key, an address or the file of certificates cannot be right.
    """
    with _quiet_sdk():
        async with Client(settings, read_seconds=llm.call_seconds) as client:
            yield GigaChat(client, settings, llm)


class GigaChat:
    """A ChatModel, an Embedder, and a TokenCounter that counts exactly.

    At most ``max_streams`` of its calls and embeddings run at once; the others wait in order.
    """

    def __init__(self, client: Client, settings: GigaChatSettings, llm: LlmSettings) -> None:
        self._client = client
        self._settings = settings
        self._llm = llm
        self._turns = asyncio.Semaphore(settings.max_streams)  # FIFO
        self._without_schema: set[str] = set()
        self._dimension: int | None = None
        self._dimension_lock = asyncio.Lock()

    @property
    def names(self) -> Mapping[Tier, str]:
        return {
            Tier.BASE: self._settings.model_base,
            Tier.PRO: self._settings.model_pro,
            Tier.MAX: self._settings.model_max,
        }

    async def complete(self, call: ChatCall, heard: Heard | None = None) -> Completion:
        """Ask once; without the schema once more if the model turns out not to take schemas.

        The caller bounds the whole call: a stream that never pauses for ``call_seconds`` has no
        end of its own.
        """
        async with self._turns:
            with translated(self._settings, call.model):
                return await self._ask(call, heard)

    async def _ask(self, call: ChatCall, heard: Heard | None) -> Completion:
        if not self._takes_schema(call):
            return await self._read(call, None, heard)
        try:
            return await self._read(call, call.schema, heard)
        except (BadRequestError, UnprocessableEntityError):
            completion = await self._read(call, None, heard)
        self._without_schema.add(call.model)
        return completion

    def _takes_schema(self, call: ChatCall) -> bool:
        wanted = call.schema is not None and self._llm.structured_output
        return wanted and call.model not in self._without_schema

    async def _read(
        self, call: ChatCall, schema: AnswerSchema | None, heard: Heard | None
    ) -> Completion:
        answer = StreamedAnswer()
        with identified(call.session):
            try:
                async for chunk in self._client.astream(request(call, schema)):
                    answer.add(chunk)
                    if heard is not None:
                        heard(answer.text)
            except httpx.TransportError:
                if not answer.is_whole:  # else only the connection's farewell is missing
                    raise
        return answer.completion()

    async def count(self, model: str, texts: Sequence[str]) -> Sequence[int]:
        """Exact tokens of each text, in one request.

        Raises:
            ModelError: As ``complete``.
        """
        inputs = [sendable(text) for text in texts]
        with translated(self._settings, model), identified(None):
            async with asyncio.timeout(COUNT_SECONDS):
                counts = await self._client.atokens_count(inputs, model)
        _expect(len(counts) == len(texts))
        return [count.tokens for count in counts]

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        vectors: list[Sequence[float]] = []
        for start in range(0, len(texts), EMBEDDINGS_A_REQUEST):
            vectors += await self._embed(texts[start : start + EMBEDDINGS_A_REQUEST])
        _expect(len({len(vector) for vector in vectors}) <= 1)
        return vectors

    async def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        inputs = [sendable(text) for text in texts]
        model = self._settings.embeddings
        async with self._turns:
            with translated(self._settings, model), identified(None):
                async with asyncio.timeout(self._llm.call_seconds):
                    answer = await self._client.aembeddings(inputs, model)
        rows = sorted(answer.data, key=lambda row: row.index)
        _expect([row.index for row in rows] == list(range(len(texts))))
        return [row.embedding for row in rows]

    async def dimension(self) -> int:
        async with self._dimension_lock:
            if self._dimension is None:
                (vector,) = await self.embed(["1"])
                self._dimension = len(vector)
        return self._dimension

    async def models(self) -> list[str]:
        """What the key may use.

        Raises:
            ModelError: As ``complete``.
        """
        with translated(self._settings), identified(None):
            async with asyncio.timeout(CHECK_SECONDS):
                listed = await self._client.aget_models()
        return [model.id_ for model in listed.data]

    async def check(self) -> None:
        """See that network, certificate, key and the names of the models fit; it costs nothing.

        Raises:
            ModelError: What does not, with the setting to change.
        """
        listed = await self.models()
        for model in self.names.values():
            if model not in listed:
                raise unknown_model(self._settings, model)


@contextmanager
def _quiet_sdk() -> Iterator[None]:
    """The SDK logs a chunk that it cannot parse, chat text and all; our errors tell the rest."""
    logger = logging.getLogger("gigachat")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _expect(fits: bool) -> None:
    if not fits:
        raise ModelUnavailableError(
            "GigaChat answered for other texts than it was asked about — try again later"
        )

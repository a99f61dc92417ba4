"""Any server that speaks OpenAI's chat and embedding API: vLLM, llama.cpp, Ollama or a cloud."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from pipeline.llm.completions import ChatCall, Completion, Finish, Heard
from pipeline.llm.errors import ModelRejectedError, ModelUnavailableError
from pipeline.llm.models import Speaker, Tier, Turn, Usage
from pipeline.llm.openai.answer import read_plain, read_stream
from pipeline.llm.openai.dialect import Dialect
from pipeline.llm.openai.errors import PromptFilteredError, RequestRefusedError
from pipeline.llm.openai.events import LONGEST_EVENT
from pipeline.llm.openai.http import Http, open_http, read_body, read_out
from pipeline.llm.openai.lists import first_chat_model, read_models, read_vectors
from pipeline.llm.openai.schema import Format
from pipeline.llm.settings import LlmSettings

logger = logging.getLogger(__name__)

BATCH = 32
"""Texts of one call: what text-embeddings-inference takes by default, the least of those known."""
LARGEST_LIST = 16_000_000
"""Bytes: a batch of vectors of 4 096 numbers takes 3 MB."""
UNKNOWN = "unknown"
"""What a model is called whose server did not tell its name."""


class OpenAiModel:
    """The ports ChatModel and Embedder, and what ``doctor`` asks."""

    def __init__(self, http: Http, settings: LlmSettings, names: Mapping[Tier, str]) -> None:
        self.names = names
        self._http = http
        self._embeddings = settings.embeddings
        self._streams = asyncio.Semaphore(settings.max_streams)
        self._usual = Dialect(Format.SCHEMA if settings.structured_output else Format.NONE)
        self._dialects: dict[str, Dialect] = {}
        self._dimension: int | None = None
        self._probe = asyncio.Lock()

    async def complete(self, call: ChatCall, heard: Heard | None = None) -> Completion:
        """Ask once, and again where the server refuses a part that can be left out."""
        async with self._streams:
            try:
                return await self._in_some_dialect(call, heard)
            except PromptFilteredError:
                return Completion("", Finish.REFUSED, call.model, Usage())

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if self._embeddings is None:
            raise ModelRejectedError("no model of embeddings is named — set LLM_EMBEDDINGS")
        vectors: list[Sequence[float]] = []
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            asked = {"model": self._embeddings, "input": batch}
            async with self._streams, self._http.post("embeddings", asked) as response:
                body = await read_body(response, LARGEST_LIST)
            vectors += read_vectors(body, len(batch))
        self._expect_one_dimension(vectors)
        return vectors

    async def dimension(self) -> int:
        async with self._probe:
            if self._dimension is None:
                (vector,) = await self.embed(["dimension"])
                return len(vector)
            return self._dimension

    async def check(self) -> None:
        """Ask every model of the settings for a word or two.

        Raises:
            ModelError: One does not answer; the message names the remedy.
        """
        for name in dict.fromkeys(self.names.values()):
            await self.complete(ChatCall(name, (Turn(Speaker.USER, "ping"),), 0.0, 16))
        if self._embeddings is not None:
            await self.dimension()

    async def _in_some_dialect(self, call: ChatCall, heard: Heard | None) -> Completion:
        usual = dialect = self._dialects.get(call.model, self._usual)
        while True:
            try:
                completion = await self._complete(call, dialect, heard)
            except RequestRefusedError as error:
                simpler = dialect.without(error.param, call)
                if simpler is None:
                    raise
                dialect = simpler
            else:
                if dialect is not usual:
                    self._dialects[call.model] = dialect
                    logger.info("model %s is asked in other words: %s", call.model, dialect)
                return completion

    async def _complete(self, call: ChatCall, dialect: Dialect, heard: Heard | None) -> Completion:
        async with self._http.post("chat/completions", dialect.body(call)) as response:
            if response.content_type == "application/json":
                return read_plain(await read_body(response, LONGEST_EVENT), call)
            completion = await read_stream(response.content.iter_any(), call, heard)
            await read_out(response)
            return completion

    def _expect_one_dimension(self, vectors: Sequence[Sequence[float]]) -> None:
        for vector in vectors:
            self._dimension = self._dimension or len(vector)
            if len(vector) != self._dimension:
                raise ModelUnavailableError("vectors differ in length — check LLM_EMBEDDINGS")


@asynccontextmanager
async def open_openai(settings: LlmSettings) -> AsyncIterator[OpenAiModel]:
    """Open the one client of the process. Only an empty LLM_MODEL_BASE makes it ask the server.

    A server that is away then fails each call, as one does that goes away later.

    Raises:
        BadInputError: LLM_API_URL is not set.
        ModelRejectedError: The server refuses to list its models, or has none for chats.
    """
    async with open_http(settings) as http:
        base = settings.model_base or await _first_model(http)
        pro = settings.model_pro or base
        names = {Tier.BASE: base, Tier.PRO: pro, Tier.MAX: settings.model_max or pro}
        yield OpenAiModel(http, settings, names)


async def _first_model(http: Http) -> str:
    try:
        async with http.get("models") as response:
            return first_chat_model(read_models(await read_body(response, LARGEST_LIST)))
    except ModelUnavailableError as error:
        logger.warning("the name of the model is not known: %s", error)
        return UNKNOWN

"""Any server that speaks OpenAI's chat and embedding API: vLLM, llama.cpp, Ollama or a cloud."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp

from pipeline.errors import BadInputError
from pipeline.llm.completions import ChatCall, Completion, Finish
from pipeline.llm.errors import ModelRejectedError, ModelTimeoutError, ModelUnavailableError
from pipeline.llm.models import Speaker, Tier, Turn, Usage
from pipeline.llm.openai.answer import read_plain, read_stream
from pipeline.llm.openai.dialect import Dialect
from pipeline.llm.openai.errors import PromptFilteredError, RequestRefusedError, refused
from pipeline.llm.openai.events import LONGEST_EVENT, too_large
from pipeline.llm.openai.lists import first_chat_model, read_models, read_vectors
from pipeline.llm.openai.schema import Format
from pipeline.llm.settings import LlmSettings

logger = logging.getLogger(__name__)

BATCH = 32
"""Texts of one call: what text-embeddings-inference takes by default, the least of those known."""
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 4.0
"""uvicorn, which serves most local models, closes a connection that was idle for 5 s."""
FAREWELL_SECONDS = 0.1
LARGEST_LIST = 16_000_000
"""Bytes: a batch of vectors of 4 096 numbers takes 3 MB."""
LONGEST_COMPLAINT = 64_000
"""Bytes of an error that are read."""


class OpenAiModel:
    """The ports ChatModel and Embedder, and what ``doctor`` asks."""

    def __init__(self, http: "_Http", settings: LlmSettings, names: Mapping[Tier, str]) -> None:
        self.names = names
        self._http = http
        self._embeddings = settings.embeddings
        self._streams = asyncio.Semaphore(settings.max_streams)
        self._usual = Dialect(Format.SCHEMA if settings.structured_output else Format.NONE)
        self._dialects: dict[str, Dialect] = {}
        self._dimension: int | None = None
        self._probe = asyncio.Lock()

    async def complete(self, call: ChatCall) -> Completion:
        """Ask once, and again where the server refuses a part that can be left out."""
        async with self._streams:
            try:
                return await self._in_some_dialect(call)
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
                body = await _body(response, LARGEST_LIST)
            vectors += read_vectors(body, len(batch))
        self._expect_one_dimension(vectors)
        return vectors

    async def dimension(self) -> int:
        async with self._probe:
            if self._dimension is None:
                (vector,) = await self.embed(["dimension"])
                return len(vector)
            return self._dimension

    async def models(self) -> Sequence[str]:
        """What the server lists.

        Raises:
            ModelError: As ``complete``.
        """
        return await self._http.models()

    async def check(self) -> None:
        """Ask every model of the settings for a word or two.

        Raises:
            ModelError: One does not answer; the message names the remedy.
        """
        for name in dict.fromkeys(self.names.values()):
            await self.complete(ChatCall(name, (Turn(Speaker.USER, "ping"),), 0.0, 16))
        if self._embeddings is not None:
            await self.dimension()

    async def _in_some_dialect(self, call: ChatCall) -> Completion:
        usual = dialect = self._dialects.get(call.model, self._usual)
        while True:
            try:
                completion = await self._complete(call, dialect)
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

    async def _complete(self, call: ChatCall, dialect: Dialect) -> Completion:
        async with self._http.post("chat/completions", dialect.body(call)) as response:
            if response.content_type == "application/json":
                return read_plain(await _body(response, LONGEST_EVENT), call)
            completion = await read_stream(response.content.iter_any(), call)
            await _read_out(response)
            return completion

    def _expect_one_dimension(self, vectors: Sequence[Sequence[float]]) -> None:
        for vector in vectors:
            self._dimension = self._dimension or len(vector)
            if len(vector) != self._dimension:
                raise ModelUnavailableError("vectors differ in length — check LLM_EMBEDDINGS")


@asynccontextmanager
async def open_openai(settings: LlmSettings) -> AsyncIterator[OpenAiModel]:
    """Open the one client of the process. Only an empty LLM_MODEL_BASE makes it ask the server.

    Environment variables for proxies are not obeyed: most of these servers are next door.

    Raises:
        BadInputError: LLM_API_URL is not set.
        ModelError: The server does not tell which models it has.
    """
    if settings.api_url is None:
        raise BadInputError("there is no OpenAI-compatible server — set LLM_API_URL")
    headers = {"Content-Type": "application/json", "User-Agent": "Alfred"}
    if settings.api_key:
        headers["Authorization"] = f"Bearer {settings.api_key.get_secret_value()}"
    async with aiohttp.ClientSession(
        headers=headers,
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=settings.call_seconds, sock_connect=CONNECT_SECONDS),
    ) as session:
        http = _Http(session, settings.api_url)
        base = settings.model_base or first_chat_model(await http.models())
        pro = settings.model_pro or base
        names = {Tier.BASE: base, Tier.PRO: pro, Tier.MAX: settings.model_max or pro}
        yield OpenAiModel(http, settings, names)


class _Http:
    """Requests whose failures are errors of ours, without a word that was sent or received."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def models(self) -> Sequence[str]:
        async with self._request("GET", "models", None) as response:
            return read_models(await _body(response, LARGEST_LIST))

    @asynccontextmanager
    async def post(
        self, path: str, content: Mapping[str, Any]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        # Half of a surrogate pair, which a chat can hold, has no place in UTF-8.
        data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        async with self._request("POST", path, data) as response:
            yield response

    @asynccontextmanager
    async def _request(
        self, method: str, path: str, data: bytes | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer with status 200. A redirect is refused: the key is for no other host."""
        url = f"{self._url}/{path}"
        try:
            async with self._session.request(
                method, url, data=data, allow_redirects=False
            ) as response:
                if response.status != 200:
                    body = await _beginning(response, LONGEST_COMPLAINT)
                    raise refused(response.status, response.headers, body, datetime.now(UTC))
                yield response
        except TimeoutError:
            raise ModelTimeoutError(
                "no answer in time from the model's server — "
                "check LLM_API_URL, or raise LLM_CALL_SECONDS"
            ) from None
        except aiohttp.ClientSSLError:
            raise ModelUnavailableError(
                "the certificate of the model's server is not trusted — check LLM_API_URL, "
                "or install the authority that signed it"
            ) from None
        except (aiohttp.ClientError, OSError) as error:
            # The cause is named and not shown: it can hold the request's headers.
            raise ModelUnavailableError(
                f"no connection to the model's server ({type(error).__name__}) — "
                "check LLM_API_URL, and that the server runs"
            ) from None


async def _read_out(response: aiohttp.ClientResponse) -> None:
    """Wait for the end, right after ``[DONE]``: then the connection can be used again."""
    with suppress(TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            async for _ in response.content.iter_any():
                pass


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = await _beginning(response, limit + 1)
    if len(body) > limit:
        raise too_large()
    return body


async def _beginning(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) >= limit:
            break
    return bytes(body[:limit])

"""Requests to an OpenAI-compatible server, and answers of a bearable size."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp

from pipeline.errors import BadInputError
from pipeline.llm.errors import ModelTimeoutError, ModelUnavailableError
from pipeline.llm.openai.errors import refused
from pipeline.llm.openai.events import too_large
from pipeline.llm.settings import LlmSettings

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 4.0
"""uvicorn, which serves most local models, closes a connection that was idle for 5 s."""
FAREWELL_SECONDS = 0.1
LONGEST_COMPLAINT = 64_000
"""Bytes of an error that are read."""


@asynccontextmanager
async def open_http(settings: LlmSettings) -> AsyncIterator["Http"]:
    """Open the one client of the process.

    Environment variables for proxies are not obeyed: most of these servers are next door.

    Raises:
        BadInputError: LLM_API_URL is not set.
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
        yield Http(session, settings.api_url)


class Http:
    """Requests whose failures are errors of ours, without a word that was sent or received."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    def get(self, path: str) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return self._request("GET", path, None)

    def post(
        self, path: str, content: Mapping[str, Any]
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        # Half of a surrogate pair, which a chat can hold, has no place in UTF-8.
        data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        return self._request("POST", path, data)

    @asynccontextmanager
    async def _request(
        self, method: str, path: str, data: bytes | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer with status 200. A redirect is refused: the key is for no other host.

        Raises:
            ModelError: There is none.
        """
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


async def read_out(response: aiohttp.ClientResponse) -> None:
    """Wait for the end, right after ``[DONE]``: then the connection can be used again."""
    with suppress(TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            async for _ in response.content.iter_any():
                pass


async def read_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """All of it.

    Raises:
        ModelUnavailableError: It is longer than ``limit`` bytes.
    """
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

"""The SDK's client with nothing from the environment but a proxy."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import partial

import httpx
from gigachat import GigaChatAsyncClient
from gigachat.settings import Settings

from pipeline.llm.gigachat.access import address, is_loopback
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.sber import authorization_key, trusted

CONNECT_SECONDS = 10.0
KEEPALIVE_SECONDS = 30.0
"""How long an idle connection is kept: calls of one run follow each other sooner."""
LONGEST_LINE = 1_000_000
"""Characters. A line of a stream holds the few tokens of an event."""


class Client(GigaChatAsyncClient):
    """The SDK's client, made from our settings alone.

    The SDK's own constructor reads each argument that is None, and settings that are no arguments,
    from ``GIGACHAT_`` variables, and fails at one that it cannot parse. GIGACHAT_ACCESS_TOKEN or
    GIGACHAT_CA_BUNDLE_FILE, meant for another program, would change who we are and whom we trust;
    GIGACHAT_MAX_RETRIES would repeat a broken stream from its start, its text twice. It also has
    one timeout for connecting and reading. So the four attributes that it sets are set here.
    """

    def __init__(self, settings: GigaChatSettings, *, read_seconds: float) -> None:
        tls = trusted(settings.ca_bundle, "GIGACHAT_CA_BUNDLE")
        self._settings = Settings.model_construct(
            base_url=address(settings.base_url, "GIGACHAT_BASE_URL"),
            auth_url=address(settings.auth_url, "GIGACHAT_AUTH_URL"),
            credentials=authorization_key(settings.credentials, "GIGACHAT_CREDENTIALS"),
            scope=settings.scope,
            max_retries=0,
        )
        self._async_token_lock = asyncio.Lock()
        self._aclient_instance = _http(settings.base_url, tls, read_seconds)
        self._auth_aclient_instance = _http(settings.auth_url, tls, read_seconds)


def _http(url: str, tls: ssl.SSLContext, read_seconds: float) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url,
        verify=tls,
        timeout=httpx.Timeout(read_seconds, connect=min(CONNECT_SECONDS, read_seconds)),
        limits=httpx.Limits(keepalive_expiry=KEEPALIVE_SECONDS),
        # What runs on this machine is not reached through a proxy, whatever NO_PROXY says.
        trust_env=not is_loopback(httpx.URL(url).host),
        event_hooks={"response": [_split_at_line_feeds]},
    )


async def _split_at_line_feeds(response: httpx.Response) -> None:
    """Let an event stream's lines end where its standard says.

    ``httpx`` splits them at U+2028, U+2029 and U+0085 too, which JSON may hold as they are: an
    answer with one of them would never be whole, however often it is asked for.
    """
    # A transport with responses of another class would cost us the environment's proxy.
    response.aiter_lines = partial(split_lines, response)  # type: ignore[method-assign]


async def split_lines(response: httpx.Response) -> AsyncIterator[str]:
    rest = ""
    async for text in response.aiter_text():
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            yield line.removesuffix("\r")
        if len(rest) > LONGEST_LINE:
            raise httpx.RemoteProtocolError("a line of the stream does not end")
    if rest:
        yield rest

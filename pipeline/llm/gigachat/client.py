"""The SDK's client with nothing from the environment but a proxy."""

import asyncio
import binascii
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator
from functools import partial
from ipaddress import ip_address

import httpx
from gigachat import GigaChatAsyncClient
from gigachat.settings import Settings

from pipeline.errors import BadInputError
from pipeline.llm.gigachat.settings import GigaChatSettings

CONNECT_SECONDS = 10.0
KEEPALIVE_SECONDS = 30.0
"""How long an idle connection is kept: calls of one run follow each other sooner."""


class Client(GigaChatAsyncClient):
    """The SDK's client, made from our settings alone.

    The SDK's own constructor reads each argument that is None, and settings that are no arguments,
    from ``GIGACHAT_`` variables, and fails at one that it cannot parse. GIGACHAT_ACCESS_TOKEN or
    GIGACHAT_CA_BUNDLE_FILE, meant for another program, would change who we are and whom we trust;
    GIGACHAT_MAX_RETRIES would repeat a broken stream from its start, its text twice. It also has
    one timeout for connecting and reading. So the four attributes that it sets are set here.
    """

    def __init__(self, settings: GigaChatSettings, *, read_seconds: float) -> None:
        tls = _trust(settings)
        self._settings = Settings.model_construct(
            base_url=_address(settings.base_url, "GIGACHAT_BASE_URL"),
            auth_url=_address(settings.auth_url, "GIGACHAT_AUTH_URL"),
            credentials=_key(settings),
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
        trust_env=not _is_loopback(httpx.URL(url).host),
        event_hooks={"response": [_split_at_line_feeds]},
    )


async def _split_at_line_feeds(response: httpx.Response) -> None:
    """Let an event stream's lines end where its standard says.

    ``httpx`` splits them at U+2028, U+2029 and U+0085 too, which JSON may hold as they are: an
    answer with one of them would never be whole, however often it is asked for.
    """
    # A transport with responses of another class would cost us the environment's proxy.
    response.aiter_lines = partial(_lines, response)  # type: ignore[method-assign]


async def _lines(response: httpx.Response) -> AsyncIterator[str]:
    rest = ""
    async for text in response.aiter_text():
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            yield line.removesuffix("\r")
    if rest:
        yield rest


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(url: str, variable: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise BadInputError(f"{variable} is no address — set it to one that begins with https://")
    return url


def _key(settings: GigaChatSettings) -> str:
    key = settings.credentials.get_secret_value().strip() if settings.credentials else ""
    try:
        decoded = b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if not decoded:
        raise BadInputError(
            "GIGACHAT_CREDENTIALS is no authorization key — copy the key from the project's page,"
            " not its client id or secret"
        )
    return key


def _trust(settings: GigaChatSettings) -> ssl.SSLContext:
    """What the system trusts, and the bundle besides: the two addresses need not share a root."""
    context = ssl.create_default_context()
    if settings.ca_bundle is None:
        return context
    try:
        context.load_verify_locations(cafile=settings.ca_bundle)
    except OSError:  # ssl.SSLError is one
        raise BadInputError(
            "GIGACHAT_CA_BUNDLE is no readable file of certificates — set it to the PEM file with"
            " the Russian Trusted Root CA"
        ) from None
    return context

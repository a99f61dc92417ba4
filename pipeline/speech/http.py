"""Requests to a recogniser, whose failures tell nothing that was sent or received."""

import io
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp
import orjson

from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.openai.errors import RequestRefusedError, refused

CONNECT_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 4.0
"""uvicorn, which serves most models of one's own, closes a connection that was idle for 5 s."""
LARGEST_ANSWER: Final = 4_000_000
"""Bytes. Two minutes of speech, told word by word with times, take 60 000."""


class KeyRefusedError(ModelRejectedError):
    """401: the key, or the token that was got for it."""


@dataclass(frozen=True, slots=True)
class Service:
    """What errors call the recogniser, and the settings that they send a person to."""

    name: str
    address: str
    key: str
    request: str
    """The settings that a refused request is about."""
    streams: str
    trust: str = "install the authority that signed it"


class Http:
    """``post`` and ``send_file`` are the two ways in which recognisers take sound."""

    def __init__(self, session: aiohttp.ClientSession, service: Service) -> None:
        self._session = session
        self._service = service

    async def post(
        self,
        url: str,
        data: bytes | Mapping[str, str],
        *,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """The JSON of an answer with status 200.

        Raises:
            ModelError: There is none.
        """
        content = io.BytesIO(data) if isinstance(data, bytes) else data  # it goes out in chunks
        return await self._post(url, content, headers=headers, params=query)

    async def send_file(
        self, url: str, file: tuple[str, bytes, str], fields: list[tuple[str, str]]
    ) -> Mapping[str, Any]:
        """Likewise, for a form with a file: its name, content and type."""
        form = aiohttp.FormData()
        name, content, content_type = file
        form.add_field("file", io.BytesIO(content), filename=name, content_type=content_type)
        for field, value in fields:
            form.add_field(field, value)
        return await self._post(url, form)

    async def _post(self, url: str, data: Any, **options: Any) -> Mapping[str, Any]:
        # A redirect is refused: the key is for no other host.
        posting = self._session.post(url, data=data, allow_redirects=False, **options)
        service = self._service
        try:
            async with posting as response:
                body = await _read(response)
                if response.status != 200:
                    raise refusal(service, response.status, response.headers, body)
        except TimeoutError:
            raise ModelTimeoutError(
                f"no answer in time from {service.name} — check {service.address}, or raise"
                " SPEECH_CALL_SECONDS"
            ) from None
        except aiohttp.ClientConnectorCertificateError:
            raise untrusted(service) from None
        except (aiohttp.ClientError, OSError) as error:
            # The cause is named and not shown: it can hold the request's headers.
            raise unreachable(service, error) from None
        return _json(body, service)


@asynccontextmanager
async def open_http(
    service: Service,
    *,
    seconds: float,
    key: str | None = None,
    tls: ssl.SSLContext | None = None,
    proxies: bool = False,
) -> AsyncIterator[Http]:
    """A client of one service.

    Args:
        service: What its errors are about.
        seconds: Within which each answer has to be there.
        key: Sent along with each request, if the service wants one.
        tls: Whom to trust; None: whom the system trusts.
        proxies: Obey those of the environment. A server of one's own is mostly next door.
    """
    headers = {"User-Agent": "Alfred"} | ({"Authorization": f"Bearer {key}"} if key else {})
    async with aiohttp.ClientSession(
        headers=headers,
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS, ssl=tls or True),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS),
        trust_env=proxies,
    ) as session:
        yield Http(session, service)


def refusal(service: Service, status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
    """The error that a status stands for, in words about this service."""
    error = refused(status, headers, body, datetime.now(UTC))
    name = service.name
    match error:
        case RateLimitedError():
            return RateLimitedError(
                f"{name} takes no more for now (429) — lower {service.streams}", error.retry_after
            )
        case ModelUnavailableError():
            return ModelUnavailableError(f"{name} failed ({status}) — try again later")
        case PromptTooLongError():
            return ModelRejectedError(
                f"{name} takes no recording of this size ({status}) — lower SPEECH_MAX_SECONDS"
            )
        case FundsSpentError():
            return FundsSpentError(f"the account at {name} is empty — top it up")
        case RequestRefusedError():
            return RequestRefusedError(
                f"{name} refuses the request ({status}) — check {service.request}", error.param
            )
    if status == 401:
        return KeyRefusedError(f"{name} refuses the key (401) — check {service.key}")
    remedy = service.key if status == 403 else service.address
    return ModelRejectedError(f"{name} refuses the request ({status}) — check {remedy}")


def unreachable(service: Service, error: Exception) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"no connection to {service.name} ({type(error).__name__}) — check {service.address}, and"
        " that it runs"
    )


def untrusted(service: Service) -> ModelRejectedError:
    return ModelRejectedError(
        f"the certificate of {service.name} is not trusted — {service.trust}"
    )


def strange(service: Service) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"{service.name} answered something else than its API says — check {service.address}"
    )


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """All of it, or as much as any answer takes: what is longer is no JSON then."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            break
    return bytes(body[:LARGEST_ANSWER])


def _json(body: bytes, service: Service) -> Mapping[str, Any]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise strange(service)
    return answer

"""Requests to the Bot API, whose errors hold neither the token nor a text."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from http import HTTPStatus
from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramEntityTooLarge, TelegramNetworkError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError, ClientError

from bot.telegram.errors import UnreadableError
from bot.telegram.updates import RawUpdate

_GRACE_SECONDS = 10
"""How much longer than a long poll its answer may take."""


class UnreachableError(TelegramNetworkError):
    """No connection came about: certainly nothing arrived."""


class Session(AiohttpSession):
    """An aiohttp error may tell the address, which holds the token; here it loses its message."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shapes: set[type[Response[Any]]] = set()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        # pydantic forgets the model of an answer once nobody holds it, and to make it again takes
        # the loop for milliseconds.
        self._shapes.add(Response[method.__returning__])  # type: ignore[name-defined]
        return super().check_response(bot, method, status_code, content)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's signature)
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramEntityTooLarge:
            raise
        except TelegramNetworkError as error:
            raise _scrubbed(method, error.__cause__) from None
        except (ClientDecodeError, UnicodeDecodeError):
            raise UnreadableError(method.__api_method__) from None

    async def raw_updates(self, bot: Bot, method: GetUpdates) -> Sequence[RawUpdate]:
        """What `getUpdates` answers, as it is: most of it is talk, of which no object is made.

        Raises:
            TelegramAPIError: Telegram answers with an error, or does not answer.
            UnreadableError: Something else answers.
        """
        session = await self.create_session()
        seconds = (method.timeout or 0) + _GRACE_SECONDS
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=self.build_form_data(bot, method),
                timeout=seconds,  # type: ignore[arg-type]  # aiogram, too, gives seconds
            ) as answer:
                body = await answer.read()
        except (TimeoutError, ClientError) as error:
            raise _scrubbed(method, error) from None
        try:
            content = orjson.loads(body)
            if answer.status == HTTPStatus.OK and content["ok"] is True:
                return [each for each in content["result"] if isinstance(each, dict)]
            self.check_response(bot, method, answer.status, body.decode())
        except (ValueError, KeyError, TypeError, ClientDecodeError):
            pass
        raise UnreadableError(method.__api_method__)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 (aiogram's signature)
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        try:
            stream = super().stream_content(url, headers, timeout, chunk_size, raise_for_status)
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    yield chunk
        except (TimeoutError, ClientError):
            raise UnreadableError("a download") from None


def _scrubbed(
    method: TelegramMethod[TelegramType], error: BaseException | None
) -> TelegramNetworkError:
    kind = UnreachableError if isinstance(error, ClientConnectorError) else TelegramNetworkError
    return kind(method=method, message=type(error).__name__)

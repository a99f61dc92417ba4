"""Updates that Telegram posts to us."""

import hmac
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

import orjson
from aiogram import Bot
from aiohttp import web

from bot.settings import WebhookSettings
from bot.telegram.intake import Intake
from bot.telegram.metrics import BotMetrics
from bot.telegram.polling import MOST_WAITING
from bot.telegram.turns import Turns
from pipeline.errors import AlfredError, BadInputError

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name)
MAX_BODY: Final = 1024 * 1024
"""Bytes; Telegram's largest updates are some 100 KB."""
_CONNECTIONS: Final = 20

_log = logging.getLogger(__name__)


class Webhook:
    """Answers 200 once an update is accepted; what it answers else, Telegram posts again.

    Raises:
        BadInputError: The settings hold no secret.
    """

    def __init__(
        self, settings: WebhookSettings, intake: Intake, turns: Turns, metrics: BotMetrics
    ) -> None:
        if settings.secret is None:
            raise BadInputError(
                "a webhook without a secret would take updates from anybody — set WEBHOOK_SECRET"
            )
        self._url = settings.url
        self._secret = settings.secret.get_secret_value()
        self._intake = intake
        self._turns = turns
        self._metrics = metrics

    async def announce(self, bot: Bot, allowed: Sequence[str]) -> None:
        """Have Telegram post updates from now on, and take up what is left of before."""
        await self._turns.take_up()
        await bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=list(allowed),
            max_connections=_CONNECTIONS,
            drop_pending_updates=False,
        )
        self._metrics.began()

    async def handle(self, request: web.Request) -> web.Response:
        """The handler of the webhook's path."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        body = await _body(request)
        if body is None:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            update = orjson.loads(body)
        except ValueError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not isinstance(update, dict):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if self._turns.backlog >= MOST_WAITING:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            await self._intake.accept([update])
        except AlfredError as error:
            _log.warning("an update was not accepted: %s", type(error).__name__)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """The whole body; None if it is too long, however long it says it is."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)

"""Recordings that the bot was shown, from Telegram's file server."""

from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.telegram.downloads import LARGEST, download, too_large
from bot.telegram.errors import FloodError, UnreadableError
from pipeline.ingest.models import TenantId, Transport
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.models import Claim

_TOO_BIG: Final = "file is too big"
_GONE: Final = (TelegramBadRequest, TelegramNotFound, TelegramForbiddenError)
_AWAY: Final = (TelegramNetworkError, TelegramServerError, UnreadableError)


@dataclass(frozen=True, slots=True)
class BotRecordings:
    """The port ``RecordingFetcher``."""

    bot: Bot
    most: int = LARGEST
    """Bytes."""
    transport: Transport = Transport.BOT

    def serves(self, tenant: TenantId) -> bool:
        return True

    async def fetch(self, claim: Claim) -> bytes:
        if claim.handle is None:
            raise RecordingGoneError
        try:
            return await download(self.bot, claim.handle, self.most)
        except _GONE as refused:
            if _TOO_BIG in refused.message:
                raise too_large() from None
            raise RecordingGoneError from None
        except TelegramRetryAfter as flood:
            raise RecordingDelayedError(flood.retry_after, by_order=True) from None
        except FloodError as flood:
            raise RecordingDelayedError(flood.seconds, by_order=True) from None
        except _AWAY:
            raise RecordingDelayedError from None

"""Recordings that the bot was shown, from Telegram's file server."""

from dataclasses import dataclass
from io import BytesIO
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

from bot.telegram.errors import FloodError, UnreadableError
from pipeline.ingest.models import TenantId, Transport
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.models import Claim
from pipeline.speech.errors import SpeechError, SpeechFault

LARGEST: Final = 20_000_000
"""Bytes that the Bot API hands out (core.telegram.org/bots/api#getfile)."""
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
            return await self._download(claim.handle)
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

    async def _download(self, handle: str) -> bytes:
        file = await self.bot.get_file(handle)
        if (file.file_size or 0) > self.most:
            raise too_large()
        if file.file_path is None:
            raise RecordingGoneError
        content = Bounded(self.most)
        await self.bot.download_file(file.file_path, content)
        return content.getvalue()


def too_large() -> SpeechError:
    return SpeechError(SpeechFault.TOO_LARGE, "the file is too large — make it shorter")


class Bounded(BytesIO):
    """Keeps no more than so many bytes: what Telegram told of the size may be wrong.

    The rest is read and dropped, which leaves the connection whole; ``getvalue`` raises
    SpeechError, TOO_LARGE, if there was any.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._over = False

    def write(self, content: bytes, /) -> int:  # type: ignore[override]  # bytes are what comes
        self._over = self._over or self.tell() + len(content) > self._most
        return len(content) if self._over else super().write(content)

    def getvalue(self) -> bytes:
        if self._over:
            raise too_large()
        return super().getvalue()

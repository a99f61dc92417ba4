"""Recordings that an account was shown, from Telegram's file servers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from telethon import errors, types

from bot.telethon.calls import FLOOD_ERRORS
from bot.telethon.client import AccountClient
from bot.telethon.reader import AccountReader
from pipeline.groups.migration import as_it_was
from pipeline.groups.models import Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.migration import original_id
from pipeline.ingest.models import MessageId, TenantId, Transport
from pipeline.ingest.pauses import KnownPauses
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.models import Claim
from pipeline.speech.errors import SpeechError, SpeechFault

_GONE: Final = (errors.ForbiddenError, errors.ChannelPrivateError, errors.ChannelInvalidError)
_AWAY: Final = (errors.RPCError, ConnectionError, ValueError)
"""ValueError: the account does not know the chat, or not yet."""


@dataclass(frozen=True, slots=True)
class AccountRecordings:
    """The port ``RecordingFetcher``, by the client of each account's reader."""

    readers: Callable[[TenantId], AccountReader | None]
    groups: GroupBook
    most: int
    """Bytes."""
    transport: Transport = Transport.ACCOUNT
    pauses: KnownPauses = field(default_factory=KnownPauses)

    def serves(self, tenant: TenantId) -> bool:
        reader = self.readers(tenant)
        return reader is not None and reader.client is not None

    async def fetch(self, claim: Claim) -> bytes:
        reader = self.readers(claim.tenant)
        client = None if reader is None else reader.client
        paused = self.pauses.of(claim.tenant, claim.group) is not None
        if paused or reader is None or client is None:
            raise RecordingDelayedError(by_order=True)
        chat, message = await self._place(claim)
        try:
            # Telethon cancels what waits for a part of a file when it loses the connection.
            audio: bytes = await reader.calls.make(
                None, lambda: self._download(client, chat, message)
            )
        except FLOOD_ERRORS as flood:
            raise RecordingDelayedError(flood.seconds, by_order=True) from None
        except _GONE:
            raise RecordingGoneError from None
        except _AWAY:
            raise RecordingDelayedError from None
        return audio

    async def _place(self, claim: Claim) -> tuple[int, MessageId]:
        """The chat that gave the message its number, and that."""
        group = await self.groups.get(claim.tenant, claim.group)
        number = original_id(claim.message)
        if number == claim.message:
            return group.chat.telegram_id, number
        past = as_it_was(group, Reader.ACCOUNT)
        if past is None:
            raise RecordingGoneError
        return past.chat.telegram_id, number

    async def _download(self, client: AccountClient, chat: int, number: MessageId) -> bytes:
        peer = await client.get_input_entity(chat)
        message = await client.get_messages(peer, ids=number)
        document = _recording(message)
        if document is None:
            raise RecordingGoneError
        audio = bytearray()
        self._check(document.size)
        async for part in client.iter_download(message):
            audio += part
            self._check(len(audio))
        return bytes(audio)

    def _check(self, size: int) -> None:
        if size > self.most:
            raise SpeechError(SpeechFault.TOO_LARGE, "the file is too large — make it shorter")


def _recording(message: Any) -> types.Document | None:
    media = getattr(message, "media", None)
    document = getattr(media, "document", None)
    return document if isinstance(document, types.Document) else None

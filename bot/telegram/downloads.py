"""Files from Telegram's file server, of which no more is read than is wanted."""

from contextlib import aclosing
from typing import Final

from aiogram import Bot

from bot.telegram.errors import UnreadableError
from pipeline.speech.errors import SpeechError, SpeechFault

LARGEST: Final = 20_000_000
"""Bytes that the Bot API hands out (core.telegram.org/bots/api#getfile)."""


async def download(bot: Bot, handle: str, most: int = LARGEST) -> bytes:
    """The file's bytes, counted as they come: what Telegram told of the size may be wrong.

    Raises:
        SpeechError: TOO_LARGE if there are more than ``most``; the rest is not read.
        UnreadableError: The server breaks off, or tells no place of the file.
        TelegramAPIError: Telegram does not tell where the file is.
    """
    file = await bot.get_file(handle)
    if (file.file_size or 0) > most:
        raise too_large()
    if file.file_path is None:
        raise UnreadableError("getFile")
    address = bot.session.api.file_url(bot.token, file.file_path)
    content = bytearray()
    # Unlike Bot.download, this closes the connection at once where a file is left half read.
    async with aclosing(bot.session.stream_content(address)) as pieces:
        async for piece in pieces:
            if len(content) + len(piece) > most:
                raise too_large()
            content += piece
    return bytes(content)


def too_large() -> SpeechError:
    return SpeechError(SpeechFault.TOO_LARGE, "the file is too large — make it shorter")

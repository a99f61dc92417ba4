"""A recording is never more in memory than the Bot API would hand out."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import File, Voice

from bot.telegram.downloads import LARGEST
from bot.telegram.session import Session
from handlers.commands.hearing import fetched
from pipeline.speech.errors import SpeechError, SpeechFault

PIECE = bytes(1_000_000)


class FileServer(Session):
    def __init__(self, pieces: int) -> None:
        super().__init__()
        self._pieces = pieces
        self.handed_out = 0
        self.left = False

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        try:
            for _number in range(self._pieces):
                self.handed_out += len(PIECE)
                yield PIECE
        finally:
            self.left = True


class SelfHosted(Bot):
    """A Bot API of one's own, which hands out files of any size."""

    def __init__(self, pieces: int, told: int | None = None) -> None:
        self.files = FileServer(pieces)
        super().__init__("42:TEST", session=self.files)
        self._told = told

    async def get_file(self, file_id: str, request_timeout: int | None = None) -> File:
        return File(file_id=file_id, file_unique_id="1", file_size=self._told, file_path="a.ogg")


def voice(seconds: int = 5) -> Voice:
    return Voice(file_id="1", file_unique_id="1", duration=seconds)


async def test_a_file_of_untold_size_is_left_where_it_grows_too_large() -> None:
    bot = SelfHosted(pieces=1_000)

    with pytest.raises(SpeechError) as caught:
        await fetched(bot, voice(), longest=120)

    assert SpeechFault.TOO_LARGE is caught.value.fault
    assert LARGEST + len(PIECE) == bot.files.handed_out
    assert bot.files.left


async def test_what_is_told_to_be_too_large_when_it_is_asked_for_is_not_fetched() -> None:
    bot = SelfHosted(pieces=1, told=LARGEST + 1)

    with pytest.raises(SpeechError) as caught:
        await fetched(bot, voice(), longest=120)

    assert SpeechFault.TOO_LARGE is caught.value.fault
    assert 0 == bot.files.handed_out


async def test_the_largest_file_is_fetched_whole() -> None:
    bot = SelfHosted(pieces=LARGEST // len(PIECE))

    assert LARGEST == len(await fetched(bot, voice(), longest=120))


async def test_what_is_told_to_be_too_long_is_not_fetched() -> None:
    bot = SelfHosted(pieces=1)

    with pytest.raises(SpeechError) as caught:
        await fetched(bot, voice(seconds=121), longest=120)

    assert SpeechFault.TOO_LONG is caught.value.fault
    assert 0 == bot.files.handed_out

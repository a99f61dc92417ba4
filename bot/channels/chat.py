"""A Telegram chat as the way out of one ordered digest."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import orjson
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNotFound
from aiogram.types import InlineKeyboardMarkup, InputRichMessage

from bot.telegram.errors import ChatUnreachableError, FloodError
from pipeline.delivery.errors import NotSentError
from pipeline.delivery.models import ChatState, Destination
from pipeline.digest.ports import StoredDigest

_UNCHANGED: Final = "message is not modified"
_GONE: Final = ("message to edit not found", "MESSAGE_ID_INVALID")
_FIXED: Final = "message can't be edited"


class RichRefusedError(NotSentError):
    """The chat, or the server, does not take rich messages: HTML is for everybody."""

    def __init__(self) -> None:
        super().__init__("rich messages are not taken here — send HTML")


class UnreachableError(NotSentError):
    """The chat cannot be written to, and will not be before it lets the bot in again."""

    def __init__(self, state: ChatState) -> None:
        super().__init__(f"the chat cannot be written to: {state} — it has to let the bot in")
        self.state = state


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """The port ``Channel``. The first chunk takes the place of the message that showed progress.

    Args:
        bot: With limits and retries around it.
        destination: The chat and topic.
        texts: The chunks of the one digest that it is for.
        rich: They are the blocks of rich messages as JSON; otherwise HTML.
        message_id: The message that showed the progress of it.
        keyboard: Stands under the last chunk.
    """

    bot: Bot
    destination: Destination
    texts: Sequence[str]
    rich: bool
    message_id: int | None = None
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def name(self) -> str:
        return self.destination.key

    def repeatable(self, index: int) -> bool:
        return index == 0 and self.message_id is not None

    def chunks(self, stored: StoredDigest) -> list[str]:
        return list(self.texts)

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        """See the port.

        Raises:
            UnreachableError: The chat does not let the bot write.
            RichRefusedError: It takes no rich message.
            SendUncertainError: It may have gone out or not.
        """
        keyboard = self._keyboard(index)
        with self._refusals():
            if index == 0 and self.message_id is not None:
                return str(await self._turn_into(self.message_id, chunk, keyboard))
            return str(await self._send(chunk, keyboard))

    async def replace(self, reference: str, index: int) -> bool:
        """Put this text in the place of a chunk that went out; False if it does not stand there.

        One that is gone stays gone. One for which there is no text any more, or that cannot be
        changed any more, is deleted.

        Raises:
            UnreachableError: The chat does not let the bot write.
            RichRefusedError: It takes no rich message.
            NotSentError: Telegram refused it, or was not reached.
        """
        with self._refusals():
            if index < len(self.texts):
                keyboard = self._keyboard(index)
                try:
                    return await self._edit(int(reference), self.texts[index], keyboard)
                except TelegramBadRequest as refused:
                    if _FIXED not in refused.message:
                        raise
            await self.remove(reference)
        return False

    async def remove(self, reference: str) -> None:
        """Delete a message; one that Telegram lets nobody delete any more stays."""
        with suppress(TelegramBadRequest):
            await self.bot.delete_message(self.destination.chat_id, int(reference))

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except ChatUnreachableError as refused:
            raise UnreachableError(refused.state) from None
        except FloodError as flood:
            raise NotSentError(str(flood)) from None
        except TelegramAPIError as error:
            if self.rich and isinstance(error, TelegramBadRequest | TelegramNotFound):
                raise RichRefusedError from None
            raise NotSentError(
                f"Telegram refused the digest ({type(error).__name__}) — see the log, then replay"
            ) from None

    def _keyboard(self, index: int) -> InlineKeyboardMarkup | None:
        return self.keyboard if index == len(self.texts) - 1 else None

    async def _turn_into(
        self, message_id: int, chunk: str, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        try:
            stands = await self._edit(message_id, chunk, keyboard)
        except TelegramBadRequest as refused:
            if _FIXED not in refused.message:
                raise
            stands = False
        return message_id if stands else await self._send(chunk, keyboard)

    async def _edit(
        self, message_id: int, chunk: str, keyboard: InlineKeyboardMarkup | None
    ) -> bool:
        """False if the message is gone."""
        try:
            await self.bot.edit_message_text(
                chat_id=self.destination.chat_id,
                message_id=message_id,
                text=None if self.rich else chunk,
                parse_mode=None if self.rich else "HTML",
                rich_message=_rich(chunk) if self.rich else None,
                reply_markup=keyboard,
            )
        except TelegramBadRequest as refused:
            if any(words in refused.message for words in _GONE):
                return False
            if _UNCHANGED not in refused.message:
                raise
        return True

    async def _send(self, chunk: str, keyboard: InlineKeyboardMarkup | None) -> int:
        chat, thread = self.destination.chat_id, self.destination.thread_id or None
        if self.rich:
            sent = await self.bot.send_rich_message(
                chat, _rich(chunk), message_thread_id=thread, reply_markup=keyboard
            )
        else:
            sent = await self.bot.send_message(
                chat, chunk, parse_mode="HTML", message_thread_id=thread, reply_markup=keyboard
            )
        return sent.message_id


def _rich(chunk: str) -> InputRichMessage:
    # The links are ours; what looks like a link or a command in a quotation stays text.
    return InputRichMessage(blocks=orjson.loads(chunk), skip_entity_detection=True)

"""A Telegram chat as the way out of one ordered digest."""

from collections.abc import Sequence
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
_NO_SUCH_MESSAGE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
)


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
        try:
            if index == 0 and self.message_id is not None:
                return str(await self._turn_into(self.message_id, chunk, keyboard))
            return str(await self._send(chunk, keyboard))
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

    async def replace(self, reference: str, index: int) -> None:
        """Put this text in the place of a chunk that went out; one that is gone stays gone.

        A chunk for which there is no text any more is deleted.

        Raises:
            TelegramAPIError: Telegram refused it, or was not reached.
        """
        try:
            if index >= len(self.texts):
                await self.bot.delete_message(self.destination.chat_id, int(reference))
                return
            await self._edit(int(reference), self.texts[index], self._keyboard(index))
        except TelegramBadRequest as refused:
            if not _is(refused, _UNCHANGED, *_NO_SUCH_MESSAGE):
                raise

    def _keyboard(self, index: int) -> InlineKeyboardMarkup | None:
        return self.keyboard if index == len(self.texts) - 1 else None

    async def _turn_into(
        self, message_id: int, chunk: str, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        try:
            await self._edit(message_id, chunk, keyboard)
        except TelegramBadRequest as refused:
            if _is(refused, *_NO_SUCH_MESSAGE):
                return await self._send(chunk, keyboard)
            if not _is(refused, _UNCHANGED):
                raise
        return message_id

    async def _edit(
        self, message_id: int, chunk: str, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        await self.bot.edit_message_text(
            chat_id=self.destination.chat_id,
            message_id=message_id,
            text=None if self.rich else chunk,
            parse_mode=None if self.rich else "HTML",
            rich_message=_rich(chunk) if self.rich else None,
            reply_markup=keyboard,
        )

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


def _is(refused: TelegramBadRequest, *texts: str) -> bool:
    return any(text in refused.message for text in texts)


def _rich(chunk: str) -> InputRichMessage:
    # The links are ours; what looks like a link or a command in a quotation stays text.
    return InputRichMessage(blocks=orjson.loads(chunk), skip_entity_detection=True)

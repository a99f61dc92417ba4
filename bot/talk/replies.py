"""Where replies of the conversation go: drafts in private chats, one edited message in groups."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import LinkPreviewOptions, Message

from bot.talk.painting import Painting, painted
from bot.talk.stops import Stops
from bot.telegram.limits import sending_as
from bot.views.reply import reply_chunks
from pipeline.alfred.talk import Reply, ReplyChannel
from pipeline.delivery.rates import Urgency
from pipeline.digest.ports import Wording

DRAFT_SECONDS: Final = 0.7
"""Between two drafts; Telegram names no limit for them."""
DELAY_SECONDS: Final = 1.5
"""In a group a reply that is finished by then comes whole."""
EDIT_SECONDS: Final = 3.0
"""Between two edits in a group, which takes twenty messages and edits a minute."""
LONGEST_DRAFT: Final = 4096
_PLAIN: Final = LinkPreviewOptions(is_disabled=True)


class DraftReply(ReplyChannel):
    """In a private chat: the draft is Telegram's preview, with a button to stop it."""

    def __init__(self, bot: Bot, message: Message, wording: Wording, stop: asyncio.Event) -> None:
        self._bot = bot
        self._message = message
        self._wording = wording
        self._stop = stop
        self._one_by_one = asyncio.Lock()
        self._sent = False
        self.painting = Painting(self._draft, pace=DRAFT_SECONDS)

    def heard(self, text: str) -> None:
        self.painting.heard(text)

    async def stopped(self) -> None:
        await self._stop.wait()

    async def send(self, reply: Reply) -> None:
        async with self._one_by_one:
            self._sent = True
            for chunk in reply_chunks(reply, self._wording):
                await self._message.answer(chunk, parse_mode="HTML", link_preview_options=_PLAIN)

    async def _draft(self, text: str) -> None:
        async with self._one_by_one:
            if self._sent:  # a draft after the message would stand below it
                return
            await self._bot.send_message_draft(
                chat_id=self._message.chat.id,
                draft_id=self._message.message_id,
                message_thread_id=self._message.message_thread_id,
                text=text[-LONGEST_DRAFT:],
                parse_mode=None,
                can_stop=True,
            )


class EditedReply(ReplyChannel):
    """In a group: typing, then one message that answers the person and grows by edits."""

    def __init__(self, message: Message, wording: Wording) -> None:
        self._message = message
        self._wording = wording
        self._growing: Message | None = None
        self._one_by_one = asyncio.Lock()
        self._sent = False
        self.painting = Painting(self._edit, pace=EDIT_SECONDS, delay=DELAY_SECONDS)

    def heard(self, text: str) -> None:
        self.painting.heard(text)

    async def stopped(self) -> None:
        """Nobody stops what a whole group reads."""
        await asyncio.get_running_loop().create_future()

    async def send(self, reply: Reply) -> None:
        async with self._one_by_one:
            self._sent = True
            first, *others = reply_chunks(reply, self._wording)
            if self._growing is None:
                await self._reply(first, "HTML")
            else:
                await self._growing.edit_text(
                    first, parse_mode="HTML", link_preview_options=_PLAIN
                )
            for chunk in others:
                await self._reply(chunk, "HTML")

    async def _edit(self, text: str) -> None:
        async with self._one_by_one:
            if self._sent:
                return
            shown = f"{text[: LONGEST_DRAFT - 2]} …"
            if self._growing is None:
                self._growing = await self._reply(shown, None)
                return
            with sending_as(Urgency.PROGRESS):
                await self._growing.edit_text(shown, parse_mode=None)

    async def _reply(self, text: str, mode: str | None) -> Message:
        return await self._message.reply(
            text,
            parse_mode=mode,
            link_preview_options=_PLAIN,
            allow_sending_without_reply=True,
        )


@asynccontextmanager
async def reply_to(
    bot: Bot, message: Message, wording: Wording, stops: Stops
) -> AsyncIterator[ReplyChannel]:
    """The channel that fits the chat; what it shows on the way ends with the block."""
    if message.chat.type == "private":
        with stops.awaited(message.chat.id, message.message_id) as stop:
            draft = DraftReply(bot, message, wording, stop)
            async with painted(draft.painting):
                yield draft
        return
    await bot.send_chat_action(message.chat.id, ChatAction.TYPING)
    edited = EditedReply(message, wording)
    async with painted(edited.painting):
        yield edited

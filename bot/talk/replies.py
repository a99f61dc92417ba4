"""Where replies of the conversation go: drafts in private chats, one edited message in groups."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiogram import Bot
from aiogram.types import Message

from bot.talk.made import keep, made_before
from bot.talk.painting import Painting, beside
from bot.talk.standing import PLAIN, say, turned_into
from bot.talk.stops import Stops
from bot.talk.typing_action import Typing
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

    def made_before(self) -> Reply | None:
        return made_before()

    async def send(self, reply: Reply) -> None:
        keep(reply)
        async with self._one_by_one:
            self._sent = True
            for chunk in reply_chunks(reply, self._wording):
                await say(self._say, chunk)

    async def _say(self, text: str) -> Message:
        return await self._message.answer(text, parse_mode="HTML", link_preview_options=PLAIN)

    async def _draft(self, text: str) -> None:
        async with self._one_by_one:
            if self._sent:  # a draft after the message would stand below it
                return
            with sending_as(Urgency.PROGRESS):
                await self._bot.send_message_draft(
                    chat_id=self._message.chat.id,
                    draft_id=self._message.message_id,
                    message_thread_id=self._message.message_thread_id,
                    text=text[-LONGEST_DRAFT:],
                    parse_mode=None,
                    can_stop=True,
                )


class EditedReply(ReplyChannel):
    """In a group: one message that answers the person and grows by edits."""

    def __init__(
        self, message: Message, wording: Wording, *, begins: Callable[[], object]
    ) -> None:
        """``begins`` is called before anything is there to read."""
        self._message = message
        self._wording = wording
        self._begins = begins
        self._growing: Message | None = None
        self._landed = asyncio.Event()
        self._landed.set()
        self._sent = False
        self.painting = Painting(self._show, pace=EDIT_SECONDS, delay=DELAY_SECONDS)

    def heard(self, text: str) -> None:
        self.painting.heard(text)

    async def stopped(self) -> None:
        """Nobody stops what a whole group reads."""
        await asyncio.get_running_loop().create_future()

    def made_before(self) -> Reply | None:
        return made_before()

    async def send(self, reply: Reply) -> None:
        keep(reply)
        self._sent = True
        await self._landed.wait()
        first, *others = reply_chunks(reply, self._wording)
        if self._growing is None or not await turned_into(self._growing, first):
            await say(self._say, first)
        for chunk in others:
            await say(self._say, chunk)

    async def _show(self, text: str) -> None:
        """What was out of date before it left does not leave: the reply overtakes it."""
        shown = f"{text[: LONGEST_DRAFT - 2]} …"
        try:
            if self._growing is not None:
                with sending_as(Urgency.PROGRESS, wanted=self._leaves):
                    await self._growing.edit_text(shown, parse_mode=None)
            elif self._leaves():
                self._growing = await self._reply(shown, None)
        finally:
            self._landed.set()

    def _leaves(self) -> bool:
        """From here on the reply waits, so that it is the last to arrive."""
        if not self._sent:
            self._landed.clear()
        return not self._sent

    async def _say(self, text: str) -> Message:
        return await self._reply(text, "HTML")

    async def _reply(self, text: str, mode: str | None) -> Message:
        self._begins()
        return await self._message.reply(
            text,
            parse_mode=mode,
            link_preview_options=PLAIN,
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
            async with beside(draft.painting.run()):
                yield draft
        return
    async with beside(Typing(bot, message).run()) as typing:
        edited = EditedReply(message, wording, begins=typing.cancel)
        async with beside(edited.painting.run()):
            yield edited

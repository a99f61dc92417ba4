"""``/thread``: the talk that a message belongs to, as an answer to that message."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.telegram.senders import Sender
from bot.translator import Translator
from bot.views.thread_view import SHOWN, thread_chunks
from handlers.commands.digest_desk import Asker, DigestDesk, offer_to_read, refuse
from handlers.commands.digest_places import place_of
from handlers.commands.digest_shelf import DigestShelf
from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup, Person, Reader
from pipeline.ingest.models import ChatKind, MessageId
from pipeline.orders.choosing import NoGroup


def thread_router() -> Router:
    router = Router(name="thread")
    router.message.register(thread, Command("thread"))
    return router


async def thread(
    message: Message,
    sender: Sender,
    person: Person,
    wording: Translator,
    spoken_here: Language,
    desk: DigestDesk,
    shelf: DigestShelf,
) -> None:
    asker = Asker(desk, place_of(message), sender, person)
    if asker.asks_nothing:
        return
    answered = message.reply_to_message
    if asker.place.private or answered is None or answered.forum_topic_created:
        await refuse(message, wording.say("digesting-thread-how"))
        return
    group = await asker.group(read_now=False)
    if group is NoGroup.NONE:
        await offer_to_read(message, wording)
    elif not isinstance(group, ConnectedGroup):
        await refuse(message, wording.say("digesting-no-group-no-access"))
    else:
        await _tell(message, group, MessageId(answered.message_id), spoken_here, wording, shelf)


async def _tell(
    message: Message,
    group: ConnectedGroup,
    answered: MessageId,
    language: Language,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    if not _has_our_ids(group):
        await refuse(message, wording.say("digesting-thread-unknown"))
        return
    found = await shelf.threads.thread_of(group.tenant, group.id, answered, limit=SHOWN + 1)
    if not found:
        await refuse(message, wording.say("digesting-thread-unknown"))
        return
    shown = await shelf.archive.group(group.tenant, group.id)
    sent = [
        await message.answer(text, parse_mode="HTML")
        for text in thread_chunks(found, shown, wording)
    ]
    await shelf.told.note(group.tenant, group.id, found, sent, language)


def _has_our_ids(group: ConnectedGroup) -> bool:
    """In a basic group an account's messages have other numbers than the bot's."""
    return group.chat.kind is not ChatKind.GROUP or group.readers == {Reader.BOT}

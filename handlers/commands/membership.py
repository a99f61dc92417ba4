"""The bot itself comes into a group, is shown out, or becomes something else there."""

from datetime import timedelta
from typing import Final

from aiogram import Bot, Router
from aiogram.filters import IS_MEMBER, IS_NOT_MEMBER, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated

from bot.telegram.errors import ChatUnreachableError
from bot.telegram.senders import Sender
from bot.translator import Translator, Translators
from bot.views.chat_name import chat_name
from bot.views.greeting import arrival_screen, unclaimed_screen
from bot.views.screen import Screen
from handlers.commands.showing import say_there
from handlers.commands.where import IN_GROUP, chat_of
from pipeline.groups.connecting import Connecting, Connection, Outcome
from pipeline.groups.finding import answering
from pipeline.groups.models import ConnectedGroup, Person, Reader
from pipeline.groups.ports import BotInChats, GroupBook, People
from pipeline.groups.sighting import Sighting

_JUST_NOW: Final = timedelta(minutes=5)
_ADMINISTRATORS: Final = frozenset({"creator", "administrator"})


def router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.filter(IN_GROUP)
    came = ChatMemberUpdatedFilter(IS_NOT_MEMBER >> IS_MEMBER)
    went = ChatMemberUpdatedFilter(IS_MEMBER >> IS_NOT_MEMBER)
    router.my_chat_member.register(arrive, came)
    router.my_chat_member.register(leave, went)
    router.my_chat_member.register(change_standing)
    return router


async def arrive(
    event: ChatMemberUpdated,
    sender: Sender,
    person: Person,
    wording: Translator,
    groups: GroupBook,
    connecting: Connecting,
    sighting: Sighting,
    translators: Translators,
) -> None:
    if not sender.is_person:
        if answering(await groups.of_chat(event.chat.id)) is None:
            await say_there(event, unclaimed_screen(wording))
        return
    connection = await connecting.added(chat_of(event.chat), person)
    if connection.group is None or not _is_new(connection, event):
        return
    blind = await sighting.is_blind(connection.group)
    language = translators.into(connection.group.language)
    await say_there(event, arrival_screen(language, blind=blind))


def _is_new(connection: Connection, event: ChatMemberUpdated) -> bool:
    """Also if this is a second try; but who knew it as a basic group need not be greeted again."""
    if connection.outcome is Outcome.CONNECTED:
        return True
    group = connection.group
    return group is not None and group.created_at > event.date - _JUST_NOW


async def leave(
    event: ChatMemberUpdated,
    groups: GroupBook,
    people: People,
    translators: Translators,
    bot: Bot,
) -> None:
    for group in await groups.of_chat(event.chat.id):
        if Reader.BOT in group.readers:
            await groups.disconnect(group.tenant, group.id, Reader.BOT)
            await _tell_owner(group, people, translators, bot)


async def _tell_owner(
    group: ConnectedGroup, people: People, translators: Translators, bot: Bot
) -> None:
    owner = None if group.owner is None else await people.find(group.owner)
    if owner is None:
        return
    wording = translators.into(owner.language)
    told = wording.say("bot-removed", group=chat_name(group.chat, wording))
    try:
        await bot.send_message(owner.id, told, parse_mode=None)
    except ChatUnreachableError:
        return


async def change_standing(
    event: ChatMemberUpdated,
    groups: GroupBook,
    chats: BotInChats,
    sighting: Sighting,
    translators: Translators,
) -> None:
    """In privacy mode it sees the talk as an administrator only."""
    was, administers = (
        member.status in _ADMINISTRATORS
        for member in (event.old_chat_member, event.new_chat_member)
    )
    here = await groups.of_chat(event.chat.id)
    group = answering(here)
    if was is administers or group is None or Reader.BOT not in group.readers:
        return
    for each in here:
        await sighting.is_blind(each)
    if await chats.sees_all():
        return
    wording = translators.into(group.language)
    told = wording.say("bot-sees-now" if administers else "bot-blind-now")
    await say_there(event, Screen(told))

"""``/gates`` and ``/history``: why a feature may or may not go on, and who moved it."""

from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.buttons.rollout import GatesButton, HistoryButton
from bot.translator import Translator
from bot.views.rollout import unknown_screen, usage_screen
from bot.views.rollout_gates import gates_list_screen, gates_screen
from bot.views.rollout_journal import JournalPage, history_screen
from bot.views.screen import Screen
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.canary_words import MOST_HISTORY, Unknown, read_gates, read_history
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import show, turn_into
from pipeline.groups.models import Person
from pipeline.rollout.models import Feature


def router() -> Router:
    router = for_operators(Router(name="gates"))
    router.message.register(gates, Command("gates"), in_admin_chat)
    router.message.register(history, Command("history"), in_admin_chat)
    router.callback_query.register(open_gates, GatesButton.filter(), in_admin_chat)
    router.callback_query.register(turn_page, HistoryButton.filter(), in_admin_chat)
    return router


async def gates(
    message: Message, command: CommandObject, wording: Translator, canary_desk: CanaryDesk
) -> None:
    asked = read_gates(command.args)
    if asked is None:
        screen = usage_screen(wording)
    elif isinstance(asked, Unknown):
        screen = unknown_screen(asked.word, [*Feature], wording)
    elif asked.feature is None:
        screen = gates_list_screen(await canary_desk.standings(), wording)
    else:
        screen = gates_screen(await canary_desk.standing(asked.feature), wording)
    await show(message, screen)


async def open_gates(
    callback: CallbackQuery,
    callback_data: GatesButton,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    standing = await canary_desk.standing(callback_data.feature)
    await turn_into(callback, gates_screen(standing, wording))


async def history(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    asked = read_history(command.args)
    if asked is None:
        screen = usage_screen(wording)
    elif isinstance(asked, Unknown):
        screen = unknown_screen(asked.word, [*Feature], wording)
    else:
        feature, most = asked
        button = HistoryButton(feature=feature, most=most)
        screen = await _journal(button, person, wording, canary_desk)
    await show(message, screen)


async def turn_page(
    callback: CallbackQuery,
    callback_data: HistoryButton,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    await turn_into(callback, await _journal(callback_data, person, wording, canary_desk))


async def _journal(
    asked: HistoryButton, person: Person, wording: Translator, desk: CanaryDesk
) -> Screen:
    most = min(max(asked.most, 1), MOST_HISTORY)
    entries = await desk.history(asked.feature, most)
    page = JournalPage(asked.feature, entries, most, asked.page)
    names = await desk.names_of(page.shown)
    return history_screen(page, names, ZoneInfo(person.time_zone), wording)

"""The buttons of ``/dlq``. Whoever presses is looked at each time; what acts asks first."""

from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.buttons.dead_letters import (
    AllLettersButton,
    Deed,
    LetterButton,
    LetterDeedButton,
    LettersButton,
    OnLetter,
    OpenLettersButton,
    ReplayAllButton,
    version_of,
)
from bot.translator import Translator
from bot.views.dead_letters import (
    all_done_screen,
    all_screen,
    deed_screen,
    done_screen,
    gone_screen,
    letter_screen,
    list_screen,
)
from handlers.commands.dlq_desk import DeadLetterDesk
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import refuse, turn_into
from pipeline.groups.models import Person


def router() -> Router:
    router = for_operators(Router(name="dlq buttons"))
    pressed = router.callback_query
    pressed.register(open_list, OpenLettersButton.filter(), in_admin_chat)
    pressed.register(turn_page, LettersButton.filter(), in_admin_chat)
    pressed.register(look, LetterButton.filter(), in_admin_chat)
    pressed.register(act, LetterDeedButton.filter(), in_admin_chat)
    pressed.register(ask_for_all, AllLettersButton.filter(), in_admin_chat)
    pressed.register(replay_all, ReplayAllButton.filter(), in_admin_chat)
    return router


async def open_list(
    callback: CallbackQuery,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    """Below the notice, which stays for whoever comes later."""
    if callback.message is None:
        return
    screen = list_screen(await dead_letters.page(0), ZoneInfo(person.time_zone), wording)
    await callback.message.answer(**screen.shown)


async def turn_page(
    callback: CallbackQuery,
    callback_data: LettersButton,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    page = await dead_letters.page(callback_data.page)
    await turn_into(callback, list_screen(page, ZoneInfo(person.time_zone), wording))


async def look(
    callback: CallbackQuery,
    callback_data: LetterButton,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    """Show a letter, or ask whether to replay or to drop it."""
    letter = await dead_letters.letters.find(callback_data.letter)
    if letter is None:
        screen = gone_screen(callback_data.letter, wording)
    elif callback_data.action is OnLetter.SHOW:
        screen = letter_screen(letter, ZoneInfo(person.time_zone), wording)
    else:
        deed = Deed(callback_data.action.value)
        screen = deed_screen(letter, deed, dead_letters.until(), wording)
    await turn_into(callback, screen)


async def act(
    callback: CallbackQuery,
    callback_data: LetterDeedButton,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    """Do what was confirmed, if the letter is still the one that was shown."""
    if dead_letters.is_late(callback_data.until):
        await refuse(callback, wording.say("dlq-expired"))
        return
    letter = await dead_letters.letters.find(callback_data.letter)
    if letter is not None and version_of(letter) != callback_data.version:
        await refuse(callback, wording.say("dlq-changed"))
        screen = letter_screen(letter, ZoneInfo(person.time_zone), wording)
    elif letter is None or not await dead_letters.do(callback_data.deed, letter, person):
        screen = gone_screen(callback_data.letter, wording)
    else:
        screen = done_screen(letter, callback_data.deed, wording)
    await turn_into(callback, screen)


async def ask_for_all(
    callback: CallbackQuery,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    page = await dead_letters.page(0)
    if page.letters:
        upto = page.letters[0].id
        screen = all_screen(page.total, upto, dead_letters.until(), wording)
    else:
        screen = list_screen(page, ZoneInfo(person.time_zone), wording)
    await turn_into(callback, screen)


async def replay_all(
    callback: CallbackQuery,
    callback_data: ReplayAllButton,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    if dead_letters.is_late(callback_data.until):
        await refuse(callback, wording.say("dlq-expired"))
        return
    replayed = await dead_letters.replay_all(callback_data.upto, person)
    left = await dead_letters.letters.count()
    await turn_into(callback, all_done_screen(replayed, left, wording))

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.views.screen import Rows, button
from pipeline.digest.ports import Wording

ON_A_PAGE: Final = 8

Item = TypeVar("Item")


def page_of(items: Sequence[Item], page: int) -> tuple[Sequence[Item], int]:
    """The items of a page, and its number: of a list that became shorter, its last one."""
    last = max(0, (len(items) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    return items[page * ON_A_PAGE : (page + 1) * ON_A_PAGE], page


def turning_row(
    count: int, page: int, turn: Callable[[int], CallbackData], wording: Wording
) -> Rows:
    """One row with the buttons to the pages beside this one; none where there is one page."""
    row = []
    if page > 0:
        row.append(button(wording.say("bot-page-earlier"), turn(page - 1)))
    if (page + 1) * ON_A_PAGE < count:
        row.append(button(wording.say("bot-page-later"), turn(page + 1)))
    return [row] if row else []

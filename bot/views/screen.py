"""What a chat shows at a time: a message and the buttons under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiogram.utils.formatting import BlockQuote, Bold, Text

Rows = Sequence[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Screen:
    """Plain text: nothing in it can become markup."""

    body: str
    title: str = ""
    """Set in bold above the body."""
    rows: Rows = ()
    quote: str = ""
    """Somebody's own words, set apart below the body."""

    @property
    def text(self) -> str:
        return self._formatted().render()[0]

    @property
    def entities(self) -> list[MessageEntity]:
        return self._formatted().render()[1]

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        if not self.rows:
            return None
        return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in self.rows])

    @property
    def shown(self) -> dict[str, Any]:
        """What every method of the Bot API that shows a text wants to be given."""
        return {
            "text": self.text,
            "entities": self.entities,
            "parse_mode": None,
            "reply_markup": self.keyboard,
        }

    def _formatted(self) -> Text:
        title = (Bold(self.title), "\n\n") if self.title else ()
        quote = ("\n\n", BlockQuote(self.quote)) if self.quote else ()
        return Text(*title, self.body, *quote)


def button(text: str, pressed: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=pressed.pack())


def link(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, url=url)


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int) -> Rows:
    """So many buttons side by side."""
    every = list(buttons)
    return [every[start : start + width] for start in range(0, len(every), width)]

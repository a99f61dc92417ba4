"""A digest's lines with numbers, so that one of them can be called wrong."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import LineButton
from bot.views.blocks import shown
from bot.views.chunks import Run, pack
from bot.views.legible import shorten
from bot.views.sources import reader_of
from pipeline.digest.ports import StoredDigest, Wording
from pipeline.digest.shown import ShownDigest
from pipeline.digest.statements import Judged
from pipeline.feedback.giving import mark_of

_LINE = 90
_IN_A_ROW = 5
_MOST = 30
"""Lines of so many characters that fit one message, whatever language they are in."""


def lines_text(stored: StoredDigest, wording: Wording) -> str:
    """Return one message in HTML."""
    legible = reader_of(stored, wording)
    told = [
        f"{number}. {shorten(legible(judged.statement.text), _LINE)}"
        for number, judged in enumerate(_lines(stored), 1)
    ]
    question = Run(wording.say("digesting-wrong-which"), "b")
    return pack([[question], [Run("\n".join(told))]])[0]


def lines_keyboard(digest: ShownDigest) -> InlineKeyboardMarkup:
    statements = digest.stored.digest.statements
    buttons = [
        InlineKeyboardButton(
            text=str(number),
            callback_data=LineButton(
                tenant=digest.tenant,
                digest=digest.stored.id,
                line=statements.index(judged),
                mark=mark_of(digest),
            ).pack(),
        )
        for number, judged in enumerate(_lines(digest.stored), 1)
    ]
    rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _lines(stored: StoredDigest) -> tuple[Judged, ...]:
    return shown(stored.digest)[:_MOST]

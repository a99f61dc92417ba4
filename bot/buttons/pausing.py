"""The button that has reading go on. Whoever presses is looked at."""

from aiogram.filters.callback_data import CallbackData

from bot.buttons.dead_letters import Number
from pipeline.ingest.pauses import Reach


class ResumeButton(CallbackData, prefix="xi1"):
    """To go on is always safe: it acts at once and does not expire."""

    reach: Reach
    number: Number

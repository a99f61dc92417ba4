"""The button of an alarm. Whoever presses is looked at, wherever the bytes come from."""

from aiogram.filters.callback_data import CallbackData

from bot.buttons.dead_letters import Number


class AcknowledgeButton(CallbackData, prefix="xm1"):
    """I take care of it."""

    alarm: Number

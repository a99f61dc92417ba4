"""Buttons of checklists. Whoever presses is looked at; the database knows when one is over."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.buttons.dead_letters import Number
from pipeline.rollout.checklist import Question

Version = Annotated[int, Field(ge=1, lt=10**9)]
"""Of the checklist that was shown."""


class ReplyButton(CallbackData, prefix="xy1"):
    checklist: Number
    version: Version
    question: Question
    yes: bool


class MeasureButton(CallbackData, prefix="xz1"):
    """Measures the rows anew; what people answered stays."""

    checklist: Number
    version: Version

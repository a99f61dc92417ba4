"""Buttons about what Alfred remembers of whoever pressed them."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from pipeline.alfred.models import Tone


class OnMemory(StrEnum):
    SHOW = "show"
    EXPORT = "export"
    ASK = "ask"
    """Whether everything is to be forgotten."""
    FORGET = "forget"
    KEEP = "keep"


class MemoryButton(CallbackData, prefix="am1"):
    action: OnMemory


class FactButton(CallbackData, prefix="af1"):
    """Forget one fact."""

    fact: str


class ToneButton(CallbackData, prefix="at1"):
    tone: Tone

"""Buttons about the person who pressed them, or about the chat in which they stand."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from pipeline.digest.request import Language


class OnStart(StrEnum):
    EXAMPLE = "ex"
    LANGUAGE = "lang"


class StartButton(CallbackData, prefix="us1"):
    action: OnStart


class LanguageButton(CallbackData, prefix="ul1"):
    """In a private chat the person's language, in a group the group's."""

    language: Language


class OnSettings(StrEnum):
    SHOW = "show"
    RICH = "rich"
    PLAIN = "plain"
    ZONE = "zone"
    LANGUAGE = "lang"


class SettingsButton(CallbackData, prefix="up1"):
    action: OnSettings


class ZoneButton(CallbackData, prefix="uz1"):
    zone: str
    """An IANA name."""

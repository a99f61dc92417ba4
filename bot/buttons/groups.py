"""Buttons about groups. Their ids are looked up for whoever pressed, as in `bot.callbacks`."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from pipeline.digest.request import Language


class OnGroup(StrEnum):
    CARD = "card"
    LANGUAGE = "lang"
    ZONE = "zone"
    DISCONNECT = "off"
    """Asks whether it is meant."""


class GroupButton(CallbackData, prefix="g1"):
    action: OnGroup
    tenant: int
    group: int


class GroupLanguageButton(CallbackData, prefix="gl1"):
    tenant: int
    group: int
    language: Language


class GroupZoneButton(CallbackData, prefix="gz1"):
    tenant: int
    group: int
    zone: str
    """An IANA name of at most ``LONGEST_ZONE`` characters."""


class DisconnectButton(CallbackData, prefix="gx1"):
    """It is meant."""

    tenant: int
    group: int


class GroupsPageButton(CallbackData, prefix="gp1"):
    page: int = 0


class AddingButton(CallbackData, prefix="ga1"):
    """Show the ways to add a group."""


class ClaimButton(CallbackData, prefix="gh1"):
    """Under a greeting, where it is not known who added the bot: an administrator presses."""

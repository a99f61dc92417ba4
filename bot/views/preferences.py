"""Languages, time zones and a person's settings."""

from collections.abc import Callable
from typing import Final, get_args

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.buttons.groups import (
    GroupButton,
    GroupLanguageButton,
    GroupZoneButton,
    OnGroup,
)
from bot.buttons.people import LanguageButton, OnSettings, SettingsButton, ZoneButton
from bot.views.chat_name import chat_name
from bot.views.schedule_zones import OFFERED, zone_name
from bot.views.screen import Rows, Screen, button, in_rows
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup, Person

_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def language_screen(wording: Wording) -> Screen:
    rows = [_languages(lambda language: LanguageButton(language=language), wording)]
    return Screen(wording.say("bot-language"), rows=rows)


def chat_language_screen(wording: Wording) -> Screen:
    """In the group itself."""
    rows = [_languages(lambda language: LanguageButton(language=language), wording)]
    return Screen(wording.say("bot-language-group"), rows=rows)


def group_language_screen(group: ConnectedGroup, wording: Wording) -> Screen:
    """From the group's card."""

    def chosen(language: Language) -> CallbackData:
        return GroupLanguageButton(tenant=group.tenant, group=group.id, language=language)

    rows = [_languages(chosen, wording), _to_card(group, wording)]
    return Screen(wording.say("bot-language-group"), chat_name(group.chat, wording), rows)


def zone_screen(wording: Wording) -> Screen:
    back = button(wording.say("bot-back"), SettingsButton(action=OnSettings.SHOW))
    rows = _zones(lambda zone: ZoneButton(zone=zone), wording)
    return Screen(wording.say("bot-zone"), rows=[*rows, [back]])


def group_zone_screen(group: ConnectedGroup, wording: Wording) -> Screen:
    def chosen(zone: str) -> CallbackData:
        return GroupZoneButton(tenant=group.tenant, group=group.id, zone=zone)

    name = chat_name(group.chat, wording)
    rows = [*_zones(chosen, wording), _to_card(group, wording)]
    return Screen(wording.say("bot-zone-group", group=name), rows=rows)


def group_zone_set_screen(group: ConnectedGroup, wording: Wording) -> Screen:
    told = wording.say("bot-zone-set", zone=zone_name(group.time_zone, wording))
    return Screen(told, chat_name(group.chat, wording), [_to_card(group, wording)])


def settings_screen(person: Person, wording: Wording) -> Screen:
    look = OnSettings.PLAIN if person.rich else OnSettings.RICH
    actions = (OnSettings.LANGUAGE, OnSettings.ZONE, look)
    return Screen(
        wording.say(
            "bot-settings",
            language=wording.say("bot-language-name", language=person.language),
            zone=zone_name(person.time_zone, wording),
            rich="yes" if person.rich else "no",
        ),
        wording.say("bot-settings-title"),
        [
            [
                button(
                    wording.say(f"bot-settings-{action.name.lower()}"),
                    SettingsButton(action=action),
                )
            ]
            for action in actions
        ],
    )


def _languages(
    chosen: Callable[[Language], CallbackData], wording: Wording
) -> list[InlineKeyboardButton]:
    return [
        button(wording.say("bot-language-name", language=each), chosen(each))
        for each in _LANGUAGES
    ]


def _zones(chosen: Callable[[str], CallbackData], wording: Wording) -> Rows:
    return in_rows((button(zone_name(zone, wording), chosen(zone)) for zone in OFFERED), 3)


def _to_card(group: ConnectedGroup, wording: Wording) -> list[InlineKeyboardButton]:
    card = GroupButton(action=OnGroup.CARD, tenant=group.tenant, group=group.id)
    return [button(wording.say("bot-back"), card)]

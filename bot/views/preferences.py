"""Languages, time zones and a person's settings."""

from collections.abc import Callable, Iterable
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
from bot.views.schedule_zones import LONGEST_ZONE, likely_zones, zone_known, zone_name
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


def zone_screen(person: Person, code: str, wording: Wording) -> Screen:
    """Args: code: Of the language in which the person's Telegram is."""
    back = button(wording.say("bot-back"), SettingsButton(action=OnSettings.SHOW))
    zones = likely_zones(code, person.time_zone)
    rows = _zones(zones, lambda zone: ZoneButton(zone=zone), wording)
    return Screen(wording.say("bot-zone"), rows=[*rows, [back]])


def group_zone_screen(
    group: ConnectedGroup, person: Person, code: str, wording: Wording
) -> Screen:
    def chosen(zone: str) -> CallbackData:
        return GroupZoneButton(tenant=group.tenant, group=group.id, zone=zone)

    zones = likely_zones(code, group.time_zone, person.time_zone)
    short = (zone for zone in zones if len(zone) <= LONGEST_ZONE)
    rows = [*_zones(short, chosen, wording), _to_card(group, wording)]
    name = chat_name(group.chat, wording)
    return Screen(wording.say("bot-zone-group", group=name), rows=rows)


def group_zone_set_screen(group: ConnectedGroup, moved: int, wording: Wording) -> Screen:
    """Args: moved: How many schedules did so with the zone."""
    told = wording.say("bot-zone-set", zone=zone_name(group.time_zone, wording))
    lines = [told, *_moved(moved, wording)]
    return Screen("\n".join(lines), chat_name(group.chat, wording), [_to_card(group, wording)])


def settings_screen(person: Person, wording: Wording, moved: int = 0) -> Screen:
    """Args: moved: How many schedules did so with the zone."""
    look = OnSettings.PLAIN if person.rich else OnSettings.RICH
    actions = (OnSettings.LANGUAGE, OnSettings.ZONE, look)
    told = wording.say(
        "bot-settings",
        language=wording.say("bot-language-name", language=person.language),
        zone=zone_known(person.time_zone, wording, chosen=person.zone_chosen),
        rich="yes" if person.rich else "no",
    )
    return Screen(
        "\n\n".join([told, *_moved(moved, wording)]),
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


def _zones(zones: Iterable[str], chosen: Callable[[str], CallbackData], wording: Wording) -> Rows:
    return in_rows((button(zone_name(zone, wording), chosen(zone)) for zone in zones), 3)


def _moved(schedules: int, wording: Wording) -> list[str]:
    return [wording.say("bot-zone-moved", count=schedules)] if schedules else []


def _to_card(group: ConnectedGroup, wording: Wording) -> list[InlineKeyboardButton]:
    card = GroupButton(action=OnGroup.CARD, tenant=group.tenant, group=group.id)
    return [button(wording.say("bot-back"), card)]

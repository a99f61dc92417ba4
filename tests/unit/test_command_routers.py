"""The frame of the commands: what a handler wants by name is there, and buttons are told apart."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints
from zoneinfo import available_timezones

import pytest
from aiogram import Bot, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.context import FSMContext

import bot
from bot.buttons.dead_letters import (
    AllLettersButton,
    Deed,
    LetterButton,
    LetterDeedButton,
    LettersButton,
    OnLetter,
    OpenLettersButton,
    ReplayAllButton,
)
from bot.buttons.groups import (
    AddingButton,
    ClaimButton,
    DisconnectButton,
    GroupButton,
    GroupLanguageButton,
    GroupsPageButton,
    GroupZoneButton,
    OnGroup,
)
from bot.buttons.links import group_of_payload
from bot.buttons.pending import CallOffButton
from bot.buttons.people import (
    LanguageButton,
    OnSettings,
    OnStart,
    SettingsButton,
    StartButton,
    ZoneButton,
)
from bot.buttons.rollout import (
    ActButton,
    ApproveButton,
    FeatureButton,
    FeaturesButton,
    GatesButton,
    HistoryButton,
    SureButton,
)
from bot.callbacks import DigestButton, LineButton
from bot.telegram.senders import Sender
from bot.translator import Translator, Translators
from bot.views.schedule_zones import LONGEST_ZONE
from handlers.commands.menu import MENU
from handlers.commands.provided import (
    Provided,
    ProvidedForAccounts,
    ProvidedForDigests,
    ProvidedForOperators,
)
from handlers.commands.routers import command_routers
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import Person
from pipeline.rollout.models import Act, Feature

LARGEST = 2**63 - 1
LONGEST_FEATURE = max(Feature, key=len)
PARTS = (Provided, ProvidedForDigests, ProvidedForAccounts, ProvidedForOperators)
FROM_MIDDLEWARES = {
    "sender": Sender,
    "person": Person,
    "wording": Translator,
    "own_wording": Translator,
    "spoken_here": Language,
}
FROM_AIOGRAM = {"bot": Bot, "state": FSMContext}


def every_router() -> Iterator[Router]:
    for router in command_routers():
        yield from router.chain_tail


def every_handler() -> list[tuple[str, HandlerObject]]:
    return [
        (f"{handler.callback.__module__}.{handler.callback.__name__}", handler)
        for router in every_router()
        for observer in router.observers.values()
        for handler in observer.handlers
    ]


def given(handler: HandlerObject) -> set[str]:
    """What the handler's own filters add, and what digest buttons open."""
    filters = [each.callback for each in handler.filters or ()]
    names = {"command"} if any(isinstance(each, Command) for each in filters) else set()
    pressed = [each for each in filters if isinstance(each, CallbackQueryFilter)]
    opened = any(each.callback_data in (DigestButton, LineButton) for each in pressed)
    return names | ({"callback_data"} if pressed else set()) | ({"digest"} if opened else set())


def provided() -> dict[str, Any]:
    ports = {
        name: hint
        for part in PARTS
        for name, hint in get_type_hints(part).items()
        if name in {field.name for field in fields(part)}
    }
    return ports | FROM_MIDDLEWARES | FROM_AIOGRAM


def test_every_parameter_of_every_handler_is_provided() -> None:
    known = provided().keys()

    missing = {}
    for name, handler in every_handler():
        parameters = list(inspect.signature(handler.callback).parameters)[1:]
        wanted = set(parameters) - known - given(handler)
        if wanted:
            missing[name] = sorted(wanted)

    assert len(every_handler()) > 50
    assert {} == missing


def test_handlers_want_what_is_provided_by_its_type() -> None:
    types = provided()

    others = {
        (name, parameter): hint
        for name, handler in every_handler()
        for parameter, hint in get_type_hints(handler.callback).items()
        if parameter in types and hint not in (types[parameter], Wording)
    }

    assert {} == others


def test_no_two_things_are_provided_by_one_name() -> None:
    names = [field.name for part in PARTS for field in fields(part)]

    assert len({*names, *FROM_MIDDLEWARES, *FROM_AIOGRAM}) == len(
        [*names, *FROM_MIDDLEWARES, *FROM_AIOGRAM]
    )


def test_every_command_of_the_menus_has_a_handler() -> None:
    taken = {
        command
        for _, handler in every_handler()
        for each in handler.filters or ()
        if isinstance(each.callback, Command)
        for command in each.callback.commands
    }

    assert {*MENU.private, *MENU.groups, *MENU.group_admins, *MENU.admin_chat} <= taken


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_command_is_described_in_words_that_telegram_takes(language: str) -> None:
    wording = Translators(strict=True).into(language)

    for name in (*MENU.private, *MENU.admin_chat):
        assert 3 <= len(wording.say(f"bot-command-{name}")) <= 256


def every_button() -> list[type[CallbackData]]:
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        importlib.import_module(module.name)
    return [each for each in CallbackData.__subclasses__() if each.__module__.startswith("bot.")]


def test_no_two_kinds_of_buttons_share_a_prefix() -> None:
    counted = Counter(each.__prefix__ for each in every_button())

    assert [] == [prefix for prefix, count in counted.items() if count > 1]


@pytest.mark.parametrize(
    "button",
    [
        *(GroupButton(action=each, tenant=LARGEST, group=LARGEST) for each in OnGroup),
        GroupZoneButton(tenant=LARGEST, group=LARGEST, zone="z" * LONGEST_ZONE),
        GroupLanguageButton(tenant=LARGEST, group=LARGEST, language="ru"),
        DisconnectButton(tenant=LARGEST, group=LARGEST),
        GroupsPageButton(page=LARGEST),
        AddingButton(),
        ClaimButton(),
        LanguageButton(language="en"),
        *(StartButton(action=each) for each in OnStart),
        *(SettingsButton(action=each) for each in OnSettings),
        ZoneButton(zone=max(available_timezones(), key=len)),
        LettersButton(page=LARGEST),
        OpenLettersButton(),
        *(LetterButton(action=each, letter=LARGEST) for each in OnLetter),
        *(
            LetterDeedButton(deed=each, letter=LARGEST, version=10**16, until=10**10)
            for each in Deed
        ),
        AllLettersButton(),
        ReplayAllButton(upto=LARGEST, until=10**10),
        FeaturesButton(),
        *(FeatureButton(feature=each) for each in Feature),
        *(GatesButton(feature=each) for each in Feature),
        HistoryButton(feature=LONGEST_FEATURE, most=200, page=LARGEST),
        *(ActButton(feature=LONGEST_FEATURE, act=each, rank=4) for each in Act),
        *(
            SureButton(feature=LONGEST_FEATURE, act=each, rank=4, version=10**12 - 1, until=10**10)
            for each in Act
        ),
        ApproveButton(feature=LONGEST_FEATURE, proposal=LARGEST),
        CallOffButton(upto=10**17 - 1, until=10**10),
    ],
    ids=lambda button: button.pack().replace(str(LARGEST), "n"),
)
def test_a_button_fits_and_comes_back_as_it_was(button: CallbackData) -> None:
    packed = button.pack()

    assert len(packed.encode()) <= 64
    assert button == type(button).unpack(packed)


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ("g1_2", (1, 2)),
        (f"g{10**17}_7", (10**17, 7)),
        ("g1", None),
        ("g1_2_3", None),
        ("g-1_2", None),
        (f"g{10**18}_1", None),
        ("g١_٢", None),
        ("", None),
        ("groups", None),
    ],
)
def test_a_links_payload_names_a_group_or_nothing(
    payload: str, place: tuple[int, int] | None
) -> None:
    assert place == group_of_payload(payload)

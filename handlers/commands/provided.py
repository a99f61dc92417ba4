"""What handlers get by name, beside what middlewares give them: the Dispatcher's workflow data.

A field's name is the parameter's; who opens the transport gives all of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.orders.missed import MissedDigests
from bot.orders.progress import ProgressBoard
from bot.telegram.commands import Menu
from bot.translator import Translators
from handlers.commands.alerts import AlarmDesk
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.cards import Cards
from handlers.commands.connect_backfill import BackfillBoard
from handlers.commands.connect_logins import Logins
from handlers.commands.connect_ports import AccountDesk
from handlers.commands.digest_desk import DigestDesk
from handlers.commands.digest_shelf import DigestShelf
from handlers.commands.dlq_desk import DeadLetterDesk
from handlers.commands.gonogo import GoNoGoDesk
from handlers.commands.hearing import Ears
from handlers.commands.pausing import PauseDesk
from handlers.commands.talking import TalkDesk
from pipeline.alfred.rights import Rights
from pipeline.groups.access import Access
from pipeline.groups.connecting import Connecting
from pipeline.groups.ports import BotInChats, GroupBook, People
from pipeline.groups.sighting import Sighting
from pipeline.operators.access import Operators
from pipeline.operators.exercises import Exercises
from pipeline.orders.stopping import StopOrder
from pipeline.orders.unfinished import CallOff
from pipeline.schedules.preferences import Preferences
from pipeline.schedules.subscribing import Subscribing


@dataclass(frozen=True, slots=True)
class Provided:
    """For people, their groups and settings."""

    people: People
    groups: GroupBook
    access: Access
    connecting: Connecting
    chats: BotInChats
    cards: Cards
    sighting: Sighting
    translators: Translators
    preferences: Preferences
    menu: Menu


@dataclass(frozen=True, slots=True)
class ProvidedForDigests:
    desk: DigestDesk
    shelf: DigestShelf
    stopping: StopOrder
    progress: ProgressBoard
    missed: MissedDigests
    subscribing: Subscribing


@dataclass(frozen=True, slots=True)
class ProvidedForAccounts:
    account_desk: AccountDesk
    logins: Logins
    backfills: BackfillBoard


@dataclass(frozen=True, slots=True)
class ProvidedForOperators:
    operators: Operators
    dead_letters: DeadLetterDesk
    alarm_desk: AlarmDesk
    canary_desk: CanaryDesk
    call_off: CallOff
    gonogo_desk: GoNoGoDesk
    pause_desk: PauseDesk


@dataclass(frozen=True, slots=True)
class ProvidedForTalk:
    talk_desk: TalkDesk
    ears: Ears
    rights: Rights
    exercises: Exercises


Part = Provided | ProvidedForDigests | ProvidedForAccounts | ProvidedForOperators | ProvidedForTalk


def by_name(*parts: Part) -> Mapping[str, Any]:
    return {field.name: getattr(part, field.name) for part in parts for field in fields(part)}

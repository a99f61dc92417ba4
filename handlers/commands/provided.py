"""What handlers get by name, beside what middlewares give them: the Dispatcher's workflow data.

A field's name is the parameter's; who opens the transport gives all of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.translator import Translators
from handlers.commands.cards import Cards
from handlers.commands.connect_backfill import BackfillBoard
from handlers.commands.connect_logins import Logins
from handlers.commands.connect_ports import AccountDesk
from handlers.commands.digest_buttons import DigestShelf
from handlers.commands.digest_desk import DigestDesk
from pipeline.groups.access import Access
from pipeline.groups.connecting import Connecting
from pipeline.groups.ports import BotInChats, GroupBook, People
from pipeline.orders.stopping import StopOrder
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
    translators: Translators


@dataclass(frozen=True, slots=True)
class ProvidedForDigests:
    desk: DigestDesk
    shelf: DigestShelf
    stopping: StopOrder
    subscribing: Subscribing


@dataclass(frozen=True, slots=True)
class ProvidedForAccounts:
    account_desk: AccountDesk
    logins: Logins
    backfills: BackfillBoard


def by_name(*parts: Provided | ProvidedForDigests | ProvidedForAccounts) -> Mapping[str, Any]:
    return {field.name: getattr(part, field.name) for part in parts for field in fields(part)}

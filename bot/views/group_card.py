"""What is known of a group, and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from bot.buttons.groups import DisconnectButton, GroupButton, GroupsPageButton, OnGroup
from bot.callbacks import AskButton
from bot.views.chat_name import chat_name
from bot.views.schedule import Place, moment_words, sentence
from bot.views.schedule_buttons import schedules_button
from bot.views.schedule_zones import zone_known
from bot.views.screen import Rows, Screen, button
from pipeline.digest.ports import Wording
from pipeline.groups.clocks import own_clock
from pipeline.groups.figures import Figures
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.schedules.models import Subscription

_BARS: Final = "▁▂▃▄▅▆▇█"
_MOST_SCHEDULES: Final = 5


@dataclass(frozen=True, slots=True)
class Card:
    group: ConnectedGroup
    figures: Figures
    members: int | None
    """None if Telegram does not tell."""
    person: Person
    manages: bool
    """The person may change what is done with the group."""
    now: datetime
    blind: bool = False
    """Nobody sees the group's talk for us."""


def card_screen(card: Card, wording: Wording) -> Screen:
    return Screen(
        "\n".join(_lines(card, wording)),
        chat_name(card.group.chat, wording),
        _rows(card, wording),
    )


def disconnect_screen(group: ConnectedGroup, wording: Wording) -> Screen:
    """Asks whether it is meant."""
    yes = DisconnectButton(tenant=group.tenant, group=group.id)
    no = GroupButton(action=OnGroup.CARD, tenant=group.tenant, group=group.id)
    return Screen(
        wording.say("bot-disconnect", group=chat_name(group.chat, wording)),
        rows=[
            [button(wording.say("bot-disconnect-yes"), yes)],
            [button(wording.say("bot-disconnect-no"), no)],
        ],
    )


def disconnected_screen(group: ConnectedGroup, wording: Wording) -> Screen:
    name = chat_name(group.chat, wording)
    back = button(wording.say("bot-groups-back"), GroupsPageButton())
    return Screen(wording.say("bot-disconnected", group=name), rows=[[back]])


def _lines(card: Card, wording: Wording) -> Iterator[str]:
    if card.members is not None:
        yield wording.say("bot-card-members", count=card.members)
    yield from _talk(card.figures, wording)
    yield wording.say("bot-card-reader", reader=_reader(card.group))
    if card.blind:
        yield wording.say("bot-blind")
    yield from _schedules(card, wording)
    yield _last_digest(card, wording)
    language = wording.say("bot-language-name", language=card.group.language)
    yield wording.say("bot-card-language", language=language)
    group = card.group
    zone = zone_known(group.time_zone, wording, chosen=group.zone_chosen)
    yield wording.say("bot-card-zone", zone=zone)


def _talk(figures: Figures, wording: Wording) -> Iterator[str]:
    total, days = sum(figures.messages), len(figures.messages)
    if not total:
        yield wording.say("bot-card-silent", days=days)
        return
    yield wording.say(
        "bot-card-talk", days=days, total=total, average=total / days, authors=figures.authors
    )
    highest = max(figures.messages)
    chart = "".join(_BARS[each * (len(_BARS) - 1) // highest] for each in figures.messages)
    yield wording.say("bot-card-chart", chart=chart)


def _reader(group: ConnectedGroup) -> str:
    if len(group.readers) > 1:
        return "both"
    return next((str(reader) for reader in group.readers), "nobody")


def _schedules(card: Card, wording: Wording) -> Iterator[str]:
    if not card.figures.schedules:
        yield wording.say("bot-card-no-schedule")
        return
    yield wording.say("bot-card-schedules")
    for schedule in card.figures.schedules[:_MOST_SCHEDULES]:
        yield f"• {_sentence(schedule, card, wording)}"
    if len(card.figures.schedules) > _MOST_SCHEDULES:
        yield "• …"


def _sentence(schedule: Subscription, card: Card, wording: Wording) -> str:
    place = Place(
        schedule.destination,
        here=card.person.id,
        person=card.person.id,
        group=card.group.chat.telegram_id,
    )
    return sentence(schedule.timetable, place, wording)


def _last_digest(card: Card, wording: Wording) -> str:
    figures = card.figures
    if figures.quality is None or figures.told_until is None:
        return wording.say("bot-card-no-digest")
    zone = ZoneInfo(own_clock(card.person, card.group).zone)
    when = moment_words(figures.told_until, card.now, zone, wording)
    return wording.say("bot-card-digest", when=when, quality=figures.quality)


def _rows(card: Card, wording: Wording) -> Rows:
    digest = AskButton(tenant=card.group.tenant, group=card.group.id)
    rows = [
        [
            button(wording.say("bot-card-button-digest"), digest),
            schedules_button(wording.say("bot-card-button-schedule"), card.group, card.person.id),
        ]
    ]
    if card.manages:
        rows.append([_on(OnGroup.LANGUAGE, card, wording), _on(OnGroup.ZONE, card, wording)])
        if card.group.readers:
            rows.append([_on(OnGroup.DISCONNECT, card, wording)])
    return [*rows, [button(wording.say("bot-groups-back"), GroupsPageButton())]]


def _on(action: OnGroup, card: Card, wording: Wording) -> InlineKeyboardButton:
    pressed = GroupButton(action=action, tenant=card.group.tenant, group=card.group.id)
    return button(wording.say(f"bot-card-button-{action.name.lower()}"), pressed)

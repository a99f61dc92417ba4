"""By whose clock times are meant and shown: what somebody chose goes before what is assumed."""

from dataclasses import dataclass

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import ConnectedGroup, Person


@dataclass(frozen=True, slots=True)
class Clock:
    zone: str
    """IANA name."""
    chosen: bool
    """Somebody said so; else it is assumed, and whoever is told of it may set it right."""


def clock_at(place: Destination, person: Person, group: ConnectedGroup) -> Clock:
    """The group's for what goes to the group, and for everything else the person's."""
    if goes_to(place, group):
        return Clock(group.time_zone, group.zone_chosen)
    return own_clock(person, group)


def own_clock(person: Person, group: ConnectedGroup) -> Clock:
    """A person's own; until they say which it is, the group's, if somebody said that one."""
    if group.zone_chosen and not person.zone_chosen:
        return Clock(group.time_zone, chosen=False)
    return Clock(person.time_zone, person.zone_chosen)


def goes_to(place: Destination, group: ConnectedGroup) -> bool:
    return place.via is Via.CHAT and place.chat_id == group.chat.telegram_id

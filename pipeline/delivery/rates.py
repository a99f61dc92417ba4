"""How fast a bot may send, as a plan without a clock of its own.

Telegram bears 30 messages a second over all chats, one a second in a chat with short bursts above
it, and 20 a minute in a group (core.telegram.org/bots/faq). A message takes its place when it
leaves and gives it back one period after it arrived, so the limits hold where Telegram counts,
however long a message was on its way.

Edits are counted as messages are: Telegram documents no limit for them and answers 429 all the
same. Those that merely show progress take no more than half of a group's minute.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Final

from pipeline.delivery.allowances import MINUTE, Places, Rates

_FLOODED_CHATS: Final = 3
_FLOODED_SECONDS: Final = 10.0
"""Telegram never says that a wait is meant for all chats: so many chats that are told to wait
within so many seconds mean it."""


class Urgency(IntEnum):
    """What goes first when not all can go."""

    ANSWER = 0
    """A person waits for it."""
    PUSH = 1
    """It was due by a schedule."""
    PROGRESS = 2
    """An edit that the next one makes obsolete."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One message that wants to go out."""

    chat: int | str
    urgency: Urgency
    group: bool


@dataclass(slots=True)
class _Lane:
    """A chat: what waits for it, and what it takes."""

    places: list[Places]
    progress: int | None
    """Places of the last of ``places`` that progress may take."""
    paused_until: float = float("-inf")
    waiting: dict[Urgency, deque[Ticket]] = field(
        default_factory=lambda: {urgency: deque() for urgency in Urgency}
    )

    def free_at(self, now: float, urgency: Urgency) -> float | None:
        latest = max(now, self.paused_until)
        for index, places in enumerate(self.places):
            limited = urgency is Urgency.PROGRESS and index == 1
            at = places.free_at(now, self.progress if limited else None)
            if at is None:
                return None
            latest = max(latest, at)
        return latest

    def idle(self, now: float) -> bool:
        waits = any(self.waiting.values()) or self.paused_until > now
        return not waits and all(places.idle(now) for places in self.places)


class SendingPlan:
    """Who goes next: the most urgent first, and chats in turn, so that none holds up another.

    Moments are seconds of any clock that never goes back.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._overall = Places(rates.overall)
        self._paused_until = float("-inf")
        self._flooded: OrderedDict[int | str, float] = OrderedDict()
        self._lanes: dict[int | str, _Lane] = {}
        self._turn: dict[Urgency, OrderedDict[int | str, None]] = {
            urgency: OrderedDict() for urgency in Urgency
        }
        self._parked: list[tuple[float, int, int | str, Urgency]] = []
        self._order = count()
        self._swept_at = float("-inf")

    @property
    def chats(self) -> int:
        """How many chats are remembered."""
        return len(self._lanes)

    def add(self, ticket: Ticket, now: float) -> None:
        self._sweep(now)
        lane = self._lanes.get(ticket.chat)
        if lane is None:
            lane = self._lanes[ticket.chat] = self._lane(ticket.group)
        lane.waiting[ticket.urgency].append(ticket)
        self._turn[ticket.urgency].setdefault(ticket.chat)

    def withdraw(self, ticket: Ticket) -> None:
        """Forget one that waits."""
        lane = self._lanes.get(ticket.chat)
        if lane is not None and ticket in lane.waiting[ticket.urgency]:
            lane.waiting[ticket.urgency].remove(ticket)

    def leaving(self, now: float) -> list[Ticket]:
        """Those that go out now; each has to be `arrived` later."""
        while self._parked and self._parked[0][0] <= now:
            _, _, chat, urgency = heappop(self._parked)
            self._return(chat, urgency)
        found: list[Ticket] = []
        while (ticket := self._next(now)) is not None:
            found.append(ticket)
        return found

    def arrived(self, ticket: Ticket, now: float) -> None:
        """It is over: from now on its places are taken for one period more."""
        self._overall.arrive(now)
        lane = self._lanes[ticket.chat]
        for places in lane.places:
            places.arrive(now)
        for urgency in Urgency:
            self._return(ticket.chat, urgency)

    def pause(self, chat: int | str, until: float, now: float) -> None:
        """Telegram wants the chat to be left alone; if several at once, all of them."""
        lane = self._lanes.get(chat)
        if lane is not None:
            lane.paused_until = max(lane.paused_until, until)
        self._flooded[chat] = now
        self._flooded.move_to_end(chat)
        while next(iter(self._flooded.values())) < now - _FLOODED_SECONDS:
            self._flooded.popitem(last=False)
        if len(self._flooded) >= _FLOODED_CHATS:
            self._paused_until = max(self._paused_until, until)
            self._flooded.clear()

    def silence(self, chat: int | str, now: float) -> float:
        """For how many seconds the chat, or all of them, are to be left alone."""
        lane = self._lanes.get(chat)
        until = self._paused_until if lane is None else max(self._paused_until, lane.paused_until)
        return max(0.0, until - now)

    def wake_at(self, now: float) -> float | None:
        """When to look for what is `leaving`; None if that waits for an arrival, or nothing."""
        parked = self._parked[0][0] if self._parked else None
        if not any(self._turn.values()):
            return parked
        overall = self._overall.free_at(now)
        if overall is None:
            return parked
        overall = max(overall, self._paused_until)
        return overall if parked is None else min(parked, overall)

    def _lane(self, group: bool) -> _Lane:
        places = [Places(self._rates.chat)]
        if group:
            places.append(Places(self._rates.group))
        return _Lane(places, max(1, self._rates.group.messages // 2) if group else None)

    def _next(self, now: float) -> Ticket | None:
        overall = self._overall.free_at(now)
        if overall is None or max(overall, self._paused_until) > now:
            return None
        for urgency in Urgency:
            ticket = self._next_of(urgency, now)
            if ticket is not None:
                return ticket
        return None

    def _next_of(self, urgency: Urgency, now: float) -> Ticket | None:
        turn = self._turn[urgency]
        while turn:
            chat, _ = turn.popitem(last=False)
            lane = self._lanes[chat]
            if not lane.waiting[urgency]:
                continue
            at = lane.free_at(now, urgency)
            if at is None:
                continue  # it comes back with the chat's next arrival
            if at > now:
                heappush(self._parked, (at, next(self._order), chat, urgency))
                continue
            turn[chat] = None
            self._overall.leave()
            for places in lane.places:
                places.leave()
            return lane.waiting[urgency].popleft()
        return None

    def _return(self, chat: int | str, urgency: Urgency) -> None:
        lane = self._lanes.get(chat)
        if lane is not None and lane.waiting[urgency]:
            self._turn[urgency].setdefault(chat)

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < MINUTE:
            return
        self._swept_at = now
        for chat in [chat for chat, lane in self._lanes.items() if lane.idle(now)]:
            del self._lanes[chat]
            for turn in self._turn.values():
                turn.pop(chat, None)

"""Much talk: histories, and messages at a given rate."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.servers.mtproto.faults import Delivery
from tests.servers.mtproto.push import Pusher
from tests.servers.mtproto.speech import Speech
from tests.servers.mtproto.world import World, now

_TICK = 0.02
"""Seconds between containers: what is said in one tick is pushed in one container."""


@dataclass(frozen=True, slots=True)
class Talk:
    world: World
    speech: Speech
    pusher: Pusher

    def history(
        self,
        group: int,
        count: int,
        *,
        authors: Sequence[int] = (),
        start: datetime | None = None,
        every: float = 60.0,
        text: str = "message {}",
    ) -> list[int]:
        """Messages that were said before, ``every`` so many seconds since ``start``; by default
        the last one now. They are numbered like others, but not pushed."""
        people = authors or list(self.world.group(group).members)
        first = start or now() - timedelta(seconds=every * (count - 1))
        delivery, self.pusher.delivery = self.pusher.delivery, Delivery.WITHHELD
        try:
            with self.pusher.together():
                return [
                    self.speech.say(
                        group,
                        people[index % len(people)],
                        text.format(index + 1),
                        at=first + timedelta(seconds=every * index),
                    )
                    for index in range(count)
                ]
        finally:
            self.pusher.delivery = delivery

    async def at_rate(
        self,
        groups: Sequence[int],
        *,
        rate: float,
        count: int,
        text: str = "message {}",
    ) -> float:
        """Say ``count`` messages, ``rate`` in a second, in the groups by turns; returns the
        seconds that it took. A tick that comes late says what is due by then."""
        members = {group: list(self.world.group(group).members) for group in groups}
        began, said = time.monotonic(), 0
        while said < count:
            due = min(count, int((time.monotonic() - began + _TICK) * rate))
            with self.pusher.together():
                for index in range(said, due):
                    group = groups[index % len(groups)]
                    people = members[group]
                    author = people[index // len(groups) % len(people)]
                    self.speech.say(group, author, text.format(index + 1))
            said = due
            await asyncio.sleep(_TICK)
        return time.monotonic() - began

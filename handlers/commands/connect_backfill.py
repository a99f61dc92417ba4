"""How far fresh groups were read back, in one message for whoever connected them.

Where that message is, is kept: a process that reads on after a restart goes on telling there.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import BaseStorage, StorageKey

from bot.telegram.errors import TelegramError
from bot.telegram.limits import sending_as
from bot.telethon.backfill import BackfillProgress
from bot.views.connect_groups import ReadBack, reading_text
from pipeline.delivery.rates import Urgency
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.errors import AlfredError
from pipeline.groups.models import ConnectedGroup, Person, PersonId
from pipeline.groups.ports import People
from pipeline.health.parts import Life

PAINT_SECONDS: Final = 1.0
_EARLY: Final = 1_000
_DESTINY: Final = "backfill"
"""A dialogue of its own, which no command ends."""
_MESSAGE, _GROUPS = "message", "groups"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Told:
    """One message and the groups in it, by our ids."""

    message: int
    groups: dict[int, ReadBack]
    changed: bool = False

    @property
    def over(self) -> bool:
        return all(group.finished for group in self.groups.values())

    def data(self) -> dict[str, Any]:
        groups = {
            str(number): [each.title, each.messages, each.finished]
            for number, each in self.groups.items()
        }
        return {_MESSAGE: self.message, _GROUPS: groups}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "_Told":
        groups = {
            int(number): ReadBack(title, messages, float(finished), finished)
            for number, (title, messages, finished) in data[_GROUPS].items()
        }
        return cls(data[_MESSAGE], groups)


@dataclass(slots=True)
class BackfillBoard:
    """A part of the service; ``watch`` is what readers tell."""

    bot: Bot
    storage: BaseStorage
    people: People
    wording: Callable[[Language], Wording]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    name: str = "backfills"
    _told: dict[PersonId, _Told | None] = field(default_factory=dict)
    """None for people of whom it is known that no message is kept."""
    _early: OrderedDict[int, ReadBack] = field(default_factory=OrderedDict)
    """What was told of groups before there was a message for it: small ones are read at once."""

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            painting = tasks.create_task(self._paint_for_ever())
            life.ready()
            await life.stopping.wait()
            painting.cancel()

    async def follow(self, person: Person, message: int, groups: Sequence[ConnectedGroup]) -> None:
        """Tell in this message, in their private chat, how far these groups are read back."""
        fresh = {
            int(group.id): self._early.pop(
                group.id, ReadBack(group.chat.title, 0, 0.0, finished=False)
            )
            for group in groups
        }
        told = self._told[person.id] = _Told(message, fresh, changed=True)
        await self._dialogue(person.id).set_data({} if told.over else told.data())

    async def watch(self, progress: BackfillProgress) -> None:
        """A reader got further; nothing is sent here, and nothing that fails here stops it."""
        if progress.group.owner is None:
            return
        try:
            await self._note(progress.group.owner, progress)
        except AlfredError as error:
            _log.warning("a backfill's progress was not noted: %s", type(error).__name__)

    async def _note(self, owner: PersonId, progress: BackfillProgress) -> None:
        group, told = progress.group, await self._known(owner)
        now = ReadBack(group.chat.title, progress.read, progress.share, progress.finished)
        if told is None or group.id not in told.groups:
            self._early[group.id] = now
            if len(self._early) > _EARLY:
                self._early.popitem(last=False)
            return
        told.groups[group.id] = now
        told.changed = True
        if progress.finished:
            await self._dialogue(owner).set_data({} if told.over else told.data())

    async def paint(self) -> None:
        """Show what was told since the last time."""
        for owner, told in list(self._told.items()):
            if told is not None and told.changed:
                told.changed = False
                await self._edit(owner, told)
                if told.over and not told.changed:
                    self._told[owner] = None

    async def _paint_for_ever(self) -> None:
        while True:
            await self.sleep(PAINT_SECONDS)
            await self.paint()

    async def _edit(self, owner: PersonId, told: _Told) -> None:
        person = await self.people.find(owner)
        if person is None:
            return
        text = reading_text(told.groups, self.wording(person.language))
        # The last word is no picture that the next one makes obsolete.
        urgency = Urgency.ANSWER if told.over else Urgency.PROGRESS
        try:
            with sending_as(urgency):
                await self.bot.edit_message_text(text, chat_id=owner, message_id=told.message)
        except (TelegramAPIError, TelegramError) as error:
            _log.debug("a backfill's progress was not painted: %s", type(error).__name__)

    async def _known(self, owner: PersonId) -> _Told | None:
        if owner not in self._told:
            data = await self._dialogue(owner).get_data()
            self._told[owner] = _Told.of(data) if _MESSAGE in data else None
        return self._told[owner]

    def _dialogue(self, owner: PersonId) -> FSMContext:
        return FSMContext(self.storage, StorageKey(self.bot.id, owner, owner, destiny=_DESTINY))

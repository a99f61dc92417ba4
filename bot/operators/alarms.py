"""Alarms are shown in the admin chat: one message each, kept up to date."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from aiogram.exceptions import TelegramAPIError

from bot.operators.chat import AdminChat
from bot.telegram.errors import SendUncertainError
from bot.views.alerts import alarm_screen
from pipeline.errors import AlfredError
from pipeline.health.parts import Life
from pipeline.operators.alerts import Alarm, Alarms

LOOK_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 30.0
"""After what Telegram did not take, or may not have taken."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AlarmWatch:
    """A part of the service, which goes with the bot: it alone writes the messages of alarms."""

    alarms: Alarms
    chat: AdminChat
    wanted: asyncio.Event
    """Set by whoever waits for what it shows: then it looks at once."""
    look_seconds: float = LOOK_SECONDS
    retry_seconds: float = RETRY_SECONDS
    name: str = "alarms"

    async def run(self, life: Life) -> None:
        life.ready()
        async with asyncio.TaskGroup() as tasks:
            ending = tasks.create_task(life.stopping.wait())
            while not life.stopping.is_set():
                pause = self.look_seconds if await self._looked() else self.retry_seconds
                hurry = tasks.create_task(self.wanted.wait())
                await asyncio.wait(
                    (ending, hurry), timeout=pause, return_when=asyncio.FIRST_COMPLETED
                )
                hurry.cancel()
                self.wanted.clear()

    async def look(self) -> bool:
        """Show what changed; False if some of it could not be shown."""
        if self.chat.operators.admin_chat is None:
            return True
        shown = [await self._show(alarm) for alarm in await self.alarms.untold()]
        return all(shown)

    async def _show(self, alarm: Alarm) -> bool:
        """A first message that may have arrived is sent again, and owns up to that.

        An alarm that comes twice is better than none.
        """
        if alarm.place is None:
            await self.alarms.leaves(alarm)
        try:
            place = await self.chat.put(lambda wording: alarm_screen(alarm, wording), alarm.place)
        except SendUncertainError:
            _log.warning("it is not known whether the admin chat was told of an alarm")
            return False
        except (TelegramAPIError, AlfredError) as error:
            _log.warning("the admin chat was not told of an alarm: %s", type(error).__name__)
            if alarm.place is None:
                await self.alarms.failed(alarm)
            return False
        if place is not None:
            await self.alarms.told(alarm, place)
        return True

    async def _looked(self) -> bool:
        try:
            return await self.look()
        except AlfredError as error:
            _log.warning("alarms were not looked for: %s", type(error).__name__)
            return False

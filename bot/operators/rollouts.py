"""The operators are told what the watch did by itself, each time, and once."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiogram.exceptions import TelegramAPIError

from bot.operators.chat import AdminChat
from bot.operators.looking import keep_looking
from bot.telegram.errors import SendUncertainError
from bot.views.rollout_watch import watch_screen
from pipeline.errors import AlfredError
from pipeline.health.parts import Life
from pipeline.rollout.samples import WatchNotices

LOOK_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 30.0
"""After what Telegram did not take, or may not have taken."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchReports:
    """A part of the service, which goes with the bot."""

    notices: WatchNotices
    chat: AdminChat
    look_seconds: float = LOOK_SECONDS
    retry_seconds: float = RETRY_SECONDS
    name: str = "rollout-reports"

    async def run(self, life: Life) -> None:
        await keep_looking(
            life, self.look, "reports of the watch", self.look_seconds, self.retry_seconds
        )

    async def look(self) -> bool:
        """Tell all that is new; False if some of it could not be told.

        A message that may have arrived is sent again later, and owns up to that.
        """
        if self.chat.operators.admin_chat is None:
            return True
        while (notice := await self.notices.next()) is not None:
            try:
                await self.chat.say(partial(watch_screen, notice))
            except SendUncertainError:
                _log.warning("it is not known whether the admin chat was told of the watch")
                return False
            except (TelegramAPIError, AlfredError) as error:
                _log.warning("the admin chat was not told of the watch: %s", type(error).__name__)
                await self.notices.failed(notice)
                return False
            await self.notices.arrived(notice)
        return True

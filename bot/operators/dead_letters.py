"""The operators are told of dead letters: many in one message, and not too often."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiogram.exceptions import TelegramAPIError

from bot.operators.chat import AdminChat
from bot.operators.looking import keep_looking
from bot.telegram.errors import SendUncertainError
from bot.views.dead_letters import notice_screen
from pipeline.delivery.models import DeadLetterNotice
from pipeline.delivery.ports import DeadLetterNotices, DeadLetters
from pipeline.errors import AlfredError
from pipeline.health.parts import Life

LOOK_SECONDS: Final = 15.0
SETTLED: Final = timedelta(seconds=20)
"""What dies within it of the first is told with it; with the look, that is below a minute."""
QUIET: Final = timedelta(minutes=10)
"""Between two messages, however much dies meanwhile."""
RETRY_SECONDS: Final = 60.0
"""After a message that Telegram did not take."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLetterWatch:
    """A part of the service, which goes with the bot."""

    notices: DeadLetterNotices
    letters: DeadLetters
    chat: AdminChat
    settled: timedelta = SETTLED
    quiet: timedelta = QUIET
    look_seconds: float = LOOK_SECONDS
    retry_seconds: float = RETRY_SECONDS
    name: str = "dead letters"

    async def run(self, life: Life) -> None:
        await keep_looking(life, self.look, "dead letters", self.look_seconds, self.retry_seconds)

    async def look(self) -> bool:
        """Tell of what is new, if it is time to; False if it could not be told.

        A message that may have arrived is said again with the next, which owns up to that.
        """
        if self.chat.operators.admin_chat is None:
            return True
        notice = await self.notices.next(settled=self.settled, quiet=self.quiet)
        if notice is None:
            return True
        try:
            await self._tell(notice)
        except SendUncertainError:
            _log.warning("it is not known whether the admin chat was told of dead letters")
            return True
        except (TelegramAPIError, AlfredError) as error:
            _log.warning("the admin chat was not told of dead letters: %s", type(error).__name__)
            await self.notices.failed(notice)
            return False
        await self.notices.arrived(notice)
        return True

    async def _tell(self, notice: DeadLetterNotice) -> None:
        total = await self.letters.count()
        await self.chat.say(lambda wording: notice_screen(notice, total, wording))

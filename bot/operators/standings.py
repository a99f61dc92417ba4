from dataclasses import dataclass

from bot.telegram.membership import TelegramMembership
from pipeline.groups.models import PersonId, Standing


@dataclass(frozen=True, slots=True)
class StandingsNow:
    """The port ``Standings``: Telegram is asked each time.

    Where the bot is no administrator it is not told who ceased to be one, and what an operator
    may do is too much for five minutes more.
    """

    membership: TelegramMembership

    async def in_chat(self, telegram_id: int, person: PersonId) -> Standing:
        self.membership.changed(telegram_id, person)
        return await self.membership.in_chat(telegram_id, person)

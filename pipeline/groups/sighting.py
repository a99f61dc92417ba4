from dataclasses import dataclass

from pipeline.groups.models import ConnectedGroup, Reader, Sight
from pipeline.groups.ports import BotInChats, GroupBook


@dataclass(frozen=True, slots=True)
class Sighting:
    """Whether the talk of a group reaches anybody; what is seen is written down.

    In privacy mode, which is on for a new bot, Telegram shows a bot that administers nothing only
    commands and answers to it (core.telegram.org/bots/features#privacy-mode). Nothing tells that
    the mode was changed, so it is looked after wherever it matters to somebody.
    """

    groups: GroupBook
    bot: BotInChats

    async def is_blind(self, group: ConnectedGroup) -> bool:
        """Whether the bot alone reads the group, and sees no talk there."""
        if group.readers != {Reader.BOT}:
            return False
        sight = await self.bot.sight(group.chat.telegram_id)
        if sight is Sight.ABSENT:
            return False
        await self.groups.note_sight(group.tenant, group.id, sight)
        return sight is Sight.BLIND

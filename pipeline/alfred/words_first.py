from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipeline.alfred.talk import Reply, ReplyChannel


@dataclass(frozen=True, slots=True)
class WordsFirst(ReplyChannel):
    """Has what was said remembered before the reply to it leaves.

    Whoever dies over sending leaves a turn that is not handled again, since the reply may have
    arrived (docs/decisions/0014): what was said would be lost with it.
    """

    channel: ReplyChannel
    remember: Callable[[], Awaitable[None]]

    def heard(self, text: str) -> None:
        self.channel.heard(text)

    async def stopped(self) -> None:
        await self.channel.stopped()

    def made_before(self) -> Reply | None:
        return self.channel.made_before()

    async def send(self, reply: Reply) -> None:
        await self.remember()
        await self.channel.send(reply)

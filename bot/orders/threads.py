"""What /thread quoted, and taking back what was edited or deleted of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import Message as Sent

from bot.channels.chat import ChatChannel
from bot.orders.message_locks import MessageLocks
from bot.telegram.limits import sending_as
from bot.views.thread_view import SHOWN, thread_chunks
from pipeline.delivery.models import Destination, Via
from pipeline.delivery.rates import Urgency
from pipeline.digest.ports import Archive, Wording
from pipeline.digest.request import Language
from pipeline.events.threads import ThreadAnswerOutdated
from pipeline.ingest.models import GroupId, Message, TenantId
from pipeline.threads.answers import ThreadAnswer, ThreadAnswers
from pipeline.threads.ports import ThreadReader


@dataclass(frozen=True, slots=True)
class SentThreads:
    answers: ThreadAnswers
    threads: ThreadReader
    archive: Archive
    bot: Bot
    locks: MessageLocks
    wording: Callable[[Language], Wording]

    async def note(
        self,
        tenant: TenantId,
        group: GroupId,
        told: Sequence[Message],
        sent: Sequence[Sent],
        language: Language,
    ) -> None:
        """Remember what was just sent, and correct it if a message changed while it was sent.

        Args:
            tenant: Whose group it is.
            group: Where it was asked.
            told: The thread as it was read; of a longer one more than `SHOWN`.
            sent: What it took, in order.
            language: In which it is told.
        """
        shown = told[-SHOWN:]
        answer = ThreadAnswer(
            group=group,
            chat=sent[0].chat.id,
            messages=tuple(each.message_id for each in sent),
            quoted=tuple(each.id for each in shown),
            cut=len(shown) < len(told),
            language=language,
        )
        await self.answers.add(tenant, answer)
        if list(shown) != list(await self.threads.cited(tenant, group, answer.quoted)):
            await self._correct(tenant, answer)

    async def __call__(self, outdated: ThreadAnswerOutdated) -> None:
        """Tell the messages as they are now, where the answer still is.

        Raises:
            NotSentError: Telegram refused it, or was not reached.
        """
        tenant, group = TenantId(outdated.tenant_id), GroupId(outdated.group_id)
        place = outdated.chat_id, outdated.message_id
        answer = await self.answers.get(tenant, group, *place)
        if answer is not None:
            with sending_as(Urgency.ANSWER):
                await self._correct(tenant, answer)

    async def _correct(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        place = Destination(Via.CHAT, answer.chat)
        async with self.locks.chat(place):
            texts = await self._texts(tenant, answer)
            channel = ChatChannel(self.bot, place, texts, rich=False)
            stands = [
                await channel.replace(str(message), index)
                for index, message in enumerate(answer.messages)
            ]
        if not any(stands):
            await self.answers.remove(tenant, answer)

    async def _texts(self, tenant: TenantId, answer: ThreadAnswer) -> list[str]:
        """As many as there are messages at the most: what became longer loses its beginning."""
        wording = self.wording(answer.language)
        group = await self.archive.group(tenant, answer.group)
        left, cut = await self.threads.cited(tenant, answer.group, answer.quoted), answer.cut
        while left:
            texts = thread_chunks(left, group, wording, cut=cut)
            if len(texts) <= len(answer.messages):
                return texts
            left, cut = left[1:], True
        return [wording.say("digesting-thread-gone")]

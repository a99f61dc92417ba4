from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pipeline.delivery.models import Via
from pipeline.groups.figures import Figures
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.talk import is_talk
from pipeline.schedules.models import Subscription
from tests.fakes.digests import MemoryDigests
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.fakes.subscriptions import MemorySubscriptions


class MemoryGroupFigures:
    """The port ``GroupFigures``."""

    def __init__(
        self,
        groups: MemoryGroups,
        messages: MemoryMessages,
        digests: MemoryDigests,
        subscriptions: MemorySubscriptions,
    ) -> None:
        self._groups = groups
        self._messages = messages
        self._digests = digests
        self._subscriptions = subscriptions

    async def of(
        self, tenant: TenantId, group: GroupId, person: PersonId, days: Sequence[datetime]
    ) -> Figures:
        chat = self._groups.get(tenant, group).telegram_id
        said = [
            each.message
            for each in self._messages.of(tenant, group)
            if is_talk(each.message) and days[0] <= each.message.sent_at < days[-1]
        ]
        counted = Counter(bisect_right(days, message.sent_at) for message in said)
        told = await self._digests.last_of(tenant, group)
        return Figures(
            messages=tuple(counted[day] for day in range(1, len(days))),
            authors=len({message.author_id for message in said if message.author_id}),
            schedules=tuple(
                each
                for each in await self._subscriptions.of_group(tenant, group)
                if each.enabled and _concerns(each, person, chat)
            ),
            quality=None if told is None else told[0],
            told_until=None if told is None else told[1],
        )


def _concerns(subscription: Subscription, person: PersonId, chat: int) -> bool:
    to_chat = subscription.destination.via is Via.CHAT
    return subscription.person == person or (to_chat and subscription.destination.chat_id == chat)

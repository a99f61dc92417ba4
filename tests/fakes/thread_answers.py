from collections import Counter
from collections.abc import Collection

from pipeline.events.threads import ThreadAnswerOutdated
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.threads.answers import ThreadAnswer
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups

_Place = tuple[TenantId, GroupId, int, int]


class MemoryThreadAnswers:
    """The port ``ThreadAnswers``."""

    def __init__(self, groups: MemoryGroups, events: MemoryEvents) -> None:
        self._groups = groups
        self._events = events
        self._answers: dict[_Place, ThreadAnswer] = {}
        self._revisions: Counter[_Place] = Counter()

    async def add(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        place = (tenant, answer.group, answer.chat, answer.messages[0])
        self._answers.setdefault(place, answer)

    async def get(
        self, tenant: TenantId, group: GroupId, chat: int, message: int
    ) -> ThreadAnswer | None:
        return self._answers.get((tenant, group, chat, message))

    async def touched(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        chat = self._groups.rows[tenant, group].chat.telegram_id
        found = [
            place
            for place, answer in self._answers.items()
            if place[:3] == (tenant, group, chat) and {*answer.quoted} & {*messages}
        ]
        for place in found:
            self._revisions[place] += 1
            outdated = ThreadAnswerOutdated(
                tenant_id=tenant,
                group_id=group,
                chat_id=chat,
                message_id=place[3],
                revision=self._revisions[place],
            )
            await self._events.publish([outdated])
        return len(found)

    async def remove(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        self._answers.pop((tenant, answer.group, answer.chat, answer.messages[0]), None)

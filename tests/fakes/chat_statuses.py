from pipeline.delivery.models import ChatState, ChatStatus


class MemoryChatStatuses:
    """The port ``ChatStatuses``."""

    def __init__(self) -> None:
        self._statuses: dict[int, ChatStatus] = {}

    async def get(self, chat_id: int) -> ChatStatus:
        return self._statuses.get(chat_id, ChatStatus(ChatState.OPEN))

    async def note(self, chat_id: int, status: ChatStatus) -> bool:
        if await self.get(chat_id) == status:
            return False
        self._statuses[chat_id] = status
        return True

from collections.abc import Sequence

from pipeline.ingest.models import MessageId


class MemorySentMessages:
    """The port ``SentMessages``."""

    def __init__(self) -> None:
        self.places: set[tuple[int, MessageId]] = set()

    async def note(self, places: Sequence[tuple[int, MessageId]]) -> None:
        self.places.update(places)

    def of_chat(self, telegram_id: int) -> set[MessageId]:
        return {number for chat, number in self.places if chat == telegram_id}

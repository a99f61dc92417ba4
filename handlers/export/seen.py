from pipeline.ingest.models import MessageId


class SeenIds:
    """Which ids occurred, at an eighth of a byte per id where ids are dense.

    A page holds 1 024 ids as the bits of one integer.
    """

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}

    def add(self, message: MessageId) -> bool:
        """Whether the id is new."""
        page, bit = message >> 10, 1 << (message & 1023)
        bits = self._pages.get(page, 0)
        if bits & bit:
            return False
        self._pages[page] = bits | bit
        return True

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pipeline.alfred.talk import Reply

MOST: Final = 256
"""Replies that are kept; a transport tries again within seconds or not at all."""


class Unsent:
    """Replies that were made and could not be sent: a second try sends them, and pays no model.

    They are known by the entry of what they answer, in this process only.
    """

    def __init__(self) -> None:
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def find(self, entry: str) -> Reply | None:
        return self._replies.get(entry)

    @contextmanager
    def until_sent(self, entry: str, reply: Reply) -> Iterator[None]:
        """Keep it while it is being sent, and on if that fails."""
        self._replies[entry] = reply
        while len(self._replies) > MOST:
            self._replies.popitem(last=False)
        yield
        self._replies.pop(entry, None)

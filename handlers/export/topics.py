from collections import OrderedDict
from typing import Final

from pipeline.ingest.models import MessageId

_TOPICS: Final = 10_000
_MEMBERS: Final = 50_000


class Topics:
    """The topics of a forum, which an export only hints at.

    A topic is the service message that opened it. Telegram Desktop exports a message of a topic
    as a reply to that one, and a reply inside a topic as a reply to its parent alone. So a
    message that replies to a topic's root belongs to the topic and replies to nobody, and one
    that replies to a member belongs to the member's topic. A reply that is really meant for the
    opening message cannot be told apart. Memory is bounded: the last 10 000 topics and the last
    50 000 members are known.
    """

    def __init__(self) -> None:
        self._roots: OrderedDict[MessageId, None] = OrderedDict()
        self._members: OrderedDict[MessageId, MessageId] = OrderedDict()

    def open(self, root: MessageId) -> None:
        self._roots[root] = None
        if len(self._roots) > _TOPICS:
            self._roots.popitem(last=False)

    def place(
        self, message: MessageId, parent: MessageId | None
    ) -> tuple[MessageId | None, MessageId | None]:
        """What the message really replies to, and its topic."""
        if parent is None or not self._roots:
            return parent, None
        if parent in self._roots:
            topic, parent = parent, None
        elif parent in self._members:
            topic = self._members[parent]
        else:
            return parent, None
        self._members[message] = topic
        if len(self._members) > _MEMBERS:
            self._members.popitem(last=False)
        return parent, topic

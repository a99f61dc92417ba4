"""What the people and chats are called that an account was told of."""

from collections import OrderedDict
from typing import Any, Final, NamedTuple

from telethon import types, utils

_KEPT: Final = 50_000
_PEOPLE: Final = (types.User, types.UserEmpty)
_CHATS: Final = (types.Chat, types.ChatForbidden, types.Channel, types.ChannelForbidden)


class Known(NamedTuple):
    name: str
    username: str | None
    hash: int | None


class Names:
    """The latest 50 000, by the marked id. It outlives a connection."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Known] = OrderedDict()

    def name(self, marked: int) -> str | None:
        known = self._known.get(marked)
        return known.name if known else None

    def username(self, marked: int) -> str | None:
        known = self._known.get(marked)
        return known.username if known else None

    def learn(self, entity: Any) -> bool:
        """Whether the entity is news; what is no person and no chat always is."""
        if not isinstance(entity, (*_PEOPLE, *_CHATS)):
            return True
        marked = utils.get_peer_id(entity)
        known = Known(
            _name(entity), getattr(entity, "username", None), getattr(entity, "access_hash", None)
        )
        if self._known.get(marked) == known:
            return False
        self._known[marked] = known
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return True


def _name(entity: Any) -> str:
    if isinstance(entity, _CHATS):
        return str(entity.title or "")
    first, last = getattr(entity, "first_name", None), getattr(entity, "last_name", None)
    return " ".join(filter(None, (first, last)))

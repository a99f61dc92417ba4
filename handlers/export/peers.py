import re
from typing import Any, Final

from pipeline.ingest.models import AuthorId

_PEER: Final = re.compile(r"(?:user|chat|channel)[0-9]{1,19}")
# Until 2021 a peer was one number: a bare user id, later with 2**32 added, or 2**33 for a chat.
_USER_SHIFT: Final = 2**32
_CHAT_SHIFT: Final = 2**33
_END: Final = 3 * 2**32


def peer(value: Any) -> AuthorId | None:
    """A peer as exports write it today (``user123``, ``channel5``); none if it is no peer."""
    if isinstance(value, str):
        return AuthorId(value) if _PEER.fullmatch(value) else None
    if type(value) is not int or not 0 < value < _END:
        return None
    if value >= _CHAT_SHIFT:
        return AuthorId(f"channel{value - _CHAT_SHIFT}")
    return AuthorId(f"user{value % _USER_SHIFT}")

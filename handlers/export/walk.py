"""Telegram Desktop's tree of chats and messages, walked in one pass over the parser's events.

One chat is exported as ``{"name", "type", "id", "messages": [...]}``, an account as
``{"about", ..., "chats": {"list": [chat, ...]}, "left_chats": {"list": [chat, ...]}}``.
Values are built here and not by ``ijson.items``, which costs a microsecond per message: so an
account's other chats are passed over without building anything, and nesting is bounded. (The C
parser keeps the path of every level: 100 000 brackets would take all memory.)
"""

from collections.abc import Container, Iterator
from enum import Enum, auto
from typing import Any, Final

MAX_DEPTH: Final = 100
"""Containers inside one another. Telegram's rich messages nest some tens deep."""

Events = Iterator[tuple[str, Any]]

_CHAT_LISTS: Final = frozenset({"chats", "left_chats"})
_HEADER: Final = frozenset({"name", "type", "id"})
_NESTING: Final = {
    "start_map": 1,
    "start_array": 1,
    "end_map": -1,
    "end_array": -1,
    "map_key": 0,
    "string": 0,
    "number": 0,
    "boolean": 0,
    "null": 0,
}


class NestedTooDeepError(Exception):
    """A message nests deeper than `MAX_DEPTH`."""


class Mark(Enum):
    HEADER = auto()
    """A ``(key, value)`` of a chat's header."""
    MESSAGES = auto()
    """The chat's messages begin."""
    MESSAGE = auto()
    """One of them, as JSON wrote it."""
    END = auto()
    """The chat ends."""


Step = tuple[Mark, int, Any]
"""What was met, the position of its chat in the file, and its value."""


def walk(events: Events, wanted: Container[int]) -> Iterator[Step]:
    """Tell each chat's header, and each message of the chats at the ``wanted`` positions.

    A chat that is exported alone has position 0, those of an account count from 1.

    The document is an object: `refuse_other_formats` saw its brace.

    Raises:
        NestedTooDeepError: A wanted message is deeper than any genuine one.
    """
    next(events)
    position = 0
    for key in _keys(events):
        first = next(events)
        if key in _CHAT_LISTS and first[0] == "start_map":
            for listed in _listed(events):
                position += 1
                for chat_key in listed:
                    yield from _field(events, position, chat_key, next(events), wanted)
                yield Mark.END, position, None
        else:
            yield from _field(events, 0, key, first, wanted)
    yield Mark.END, 0, None
    for _ in events:  # nothing may follow: the parser raises if something does
        pass


def _keys(events: Events) -> Iterator[str]:
    """The keys of an object; the caller takes each value before it asks for the next key."""
    for event, value in events:
        if event == "end_map":
            return
        yield value


def _listed(events: Events) -> Iterator[Iterator[str]]:
    """The keys of each chat in ``{"list": [chat, ...]}``; the caller exhausts them in turn."""
    for key in _keys(events):
        event, _ = next(events)
        if key != "list" or event != "start_array":
            _skip(events, event)
            continue
        for event, _ in events:
            if event == "end_array":
                break
            if event == "start_map":
                yield _keys(events)
            else:
                _skip(events, event)


def _field(
    events: Events, position: int, key: str, first: tuple[str, Any], wanted: Container[int]
) -> Iterator[Step]:
    event, value = first
    if key == "messages" and event == "start_array":
        yield Mark.MESSAGES, position, None
        if position in wanted:
            for event, value in events:
                if event == "end_array":
                    return
                yield Mark.MESSAGE, position, _build(events, event, value)
    elif key in _HEADER and not _NESTING[event]:
        yield Mark.HEADER, position, (key, value)
        return
    _skip(events, event)


def _skip(events: Events, event: str) -> None:
    depth = _NESTING[event]
    if depth:
        for event, _ in events:
            depth += _NESTING[event]
            if not depth:
                return


def _build(events: Events, event: str, value: Any, depth: int = 0) -> Any:
    """The value that begins with this event, as dict, list or scalar."""
    if event == "start_map":
        return _object(events, depth + 1)
    if event == "start_array":
        return _array(events, depth + 1)
    return value


def _object(events: Events, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        raise NestedTooDeepError
    built: dict[str, Any] = {}
    for event, key in events:
        if event == "end_map":
            break
        event, value = next(events)
        built[key] = _build(events, event, value, depth) if _NESTING[event] else value
    return built


def _array(events: Events, depth: int) -> list[Any]:
    if depth > MAX_DEPTH:
        raise NestedTooDeepError
    built: list[Any] = []
    for event, value in events:
        if event == "end_array":
            break
        built.append(_build(events, event, value, depth) if _NESTING[event] else value)
    return built

"""Entities that Telegram finds by itself: commands, mentions, links, hashtags, addresses."""

import re
from collections.abc import Iterable
from typing import Final

from tests.servers.telegram.fields import Json
from tests.servers.telegram.utf16 import piece, units

_PATTERNS: Final = (
    ("url", re.compile(r"(?:https?|tg)://[^\s<>\"]*[^\s<>\".,;:!?)\]]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+(?:com|ru|org|net|io|me|dev)(?:/[^\s<>\"]*)?\b"),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}\b")),
)
_CLOSED: Final = frozenset({"pre", "code", "text_link", "text_mention"})
"""Nothing is looked for inside these."""


def detected(text: str, given: Iterable[Json] = ()) -> list[Json]:
    """The given entities and those found outside of code and links, in order."""
    entities = list(given)
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in _CLOSED
    ]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            begin = units(text[: match.start()])
            end = begin + units(match.group())
            if all(end <= first or last <= begin for first, last in taken):
                taken.append((begin, end))
                entities.append({"type": kind, "offset": begin, "length": end - begin})
    return ordered(entities)


def ordered(entities: Iterable[Json]) -> list[Json]:
    """The outer before the inner, as Telegram lists them."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def texts_of(kind: str, text: str, entities: Iterable[Json]) -> list[str]:
    """What the entities of one type cover."""
    return [
        piece(text, entity["offset"], entity["length"])
        for entity in entities
        if entity["type"] == kind
    ]

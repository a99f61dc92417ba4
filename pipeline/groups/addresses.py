"""How people write where a group is: a link, a username, an invitation, a link to a message.

``@team``, ``t.me/team``, ``https://t.me/team/15?thread=3``, ``tg://resolve?domain=team``,
``t.me/+AbCd…``, ``t.me/joinchat/AbCd…``, ``tg://join?invite=AbCd…``, ``t.me/c/1234567890/15``.
See core.telegram.org/api/links.
"""

import re
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 512
"""Characters of a text in which an address is looked for."""
_FIRST_CHANNEL: Final = -1_000_000_000_000
_LARGEST_ID: Final = 2**52

_SITE: Final = r"(?<![\w.=&?/@-])(?:https?://)?(?:www\.)?(?:t|telegram)\.(?:me|dog)/"
_USERNAME: Final = r"(?P<name>[a-z]\w{2,30}[a-z\d])"
_HASH: Final = r"(?P<hash>[\w-]{8,64})"
_END: Final = r"(?![\w-])"
_PRIVATE: Final = re.compile(rf"(?:{_SITE}|^)c/(?P<id>\d{{1,16}}){_END}", re.IGNORECASE)
_INVITE: Final = re.compile(
    rf"(?:{_SITE}(?:\+|joinchat/)|tg://join\?invite=){_HASH}{_END}", re.IGNORECASE | re.ASCII
)
_PUBLIC: Final = re.compile(
    rf"(?:{_SITE}(?:s/)?|tg://resolve\?domain=|(?<![\w.@])@){_USERNAME}{_END}",
    re.IGNORECASE | re.ASCII,
)
_BARE: Final = re.compile(rf"{_USERNAME}", re.IGNORECASE | re.ASCII)
_RESERVED: Final = frozenset(
    {"addemoji", "addlist", "addstickers", "addtheme", "joinchat", "proxy", "share", "socks"}
)
"""First parts of links that lead to no chat."""


@dataclass(frozen=True, slots=True)
class Username:
    name: str
    """Without @."""


@dataclass(frozen=True, slots=True)
class Invitation:
    hash: str


@dataclass(frozen=True, slots=True)
class ChatNumber:
    """Of a supergroup whose message somebody linked: only its members can follow that."""

    telegram_id: int


Address = Username | Invitation | ChatNumber


def read_address(text: str) -> Address | None:
    """The first address in what a person wrote; None if there is none."""
    text = text.strip()[:_LONGEST]
    if found := _PRIVATE.search(text):
        number = int(found["id"])
        return ChatNumber(_FIRST_CHANNEL - number) if 0 < number <= _LARGEST_ID else None
    if found := _INVITE.search(text):
        return Invitation(found["hash"])
    found = _PUBLIC.search(text) or _BARE.fullmatch(text)
    if found is None or found["name"].lower() in _RESERVED:
        return None
    return Username(found["name"])

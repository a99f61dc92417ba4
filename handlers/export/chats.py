"""Which chats an export holds, and which of them is meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.export.errors import AmbiguousChatError, ChatNotChosenError, UnknownChatError
from handlers.export.integers import whole_number
from handlers.export.text import clean_name
from handlers.export.walk import Mark, Step
from pipeline.ingest.models import Chat, ChatKind

_KINDS: Final = {
    "personal_chat": ChatKind.PRIVATE,
    "bot_chat": ChatKind.PRIVATE,
    "saved_messages": ChatKind.PRIVATE,
    "replies": ChatKind.PRIVATE,
    "verification_codes": ChatKind.PRIVATE,
    "private_group": ChatKind.GROUP,
    "private_supergroup": ChatKind.SUPERGROUP,
    "public_supergroup": ChatKind.SUPERGROUP,
    "private_channel": ChatKind.CHANNEL,
    "public_channel": ChatKind.CHANNEL,
}
_NAMELESS: Final = {
    "saved_messages": "Saved Messages",
    "replies": "Replies",
    "verification_codes": "Verification Codes",
}
_NO_NAME: Final = "Deleted Account"
_CHANNEL_SHIFT: Final = -1_000_000_000_000
"""What the Bot API subtracts a channel's or supergroup's id from (``-100…``)."""


@dataclass(frozen=True, slots=True)
class FoundChat:
    """A chat and its position in the file, as `walk` counts it."""

    position: int
    bare_id: int
    chat: Chat


def find_chats(steps: Iterable[Step]) -> Iterator[FoundChat]:
    """Each chat, as soon as its header is complete: before its messages, if it stands there."""
    header: dict[str, Any] = {}
    has_messages = told = False
    for mark, position, value in steps:
        if mark is Mark.HEADER:
            header[value[0]] = value[1]
            continue
        has_messages = True if mark is Mark.MESSAGES else has_messages
        complete = mark is Mark.END or len(header) == 3 or header.get("type") in _NAMELESS
        if has_messages and complete and not told:
            found = _found(position, header)
            if found:
                told = True
                yield found
        if mark is Mark.END:
            header, has_messages, told = {}, False, False


def choose(found: Sequence[FoundChat], wanted: str | None) -> list[FoundChat]:
    """The places where the one chat stands that is meant by a marked id, a bare id or a title.

    Raises:
        ChatNotChosenError: None was asked for and there are several.
        UnknownChatError: There is no such chat.
        AmbiguousChatError: There are several such chats.
    """
    matching = list(found) if wanted is None else _matching(found, wanted.strip())
    if len({each.chat.telegram_id for each in matching}) == 1:
        return matching
    if wanted is None:
        raise ChatNotChosenError([each.chat for each in found])
    if not matching:
        raise UnknownChatError(wanted, [each.chat for each in found])
    raise AmbiguousChatError(wanted, [each.chat for each in matching])


def _matching(found: Sequence[FoundChat], wanted: str) -> list[FoundChat]:
    """What is meant most exactly: a bare id may be that of a person and of a group at once."""
    number = whole_number(wanted)
    title = clean_name(wanted).casefold()
    return (
        [each for each in found if each.chat.telegram_id == number]
        or [each for each in found if each.bare_id == number]
        or [each for each in found if each.chat.title.casefold() == title]
    )


def _found(position: int, header: dict[str, Any]) -> FoundChat | None:
    bare_id = whole_number(header.get("id"))
    if bare_id is None:
        return None
    # A type of tomorrow: whatever Telegram added since 2013 is a channel underneath.
    kind = _KINDS.get(header.get("type", ""), ChatKind.SUPERGROUP)
    name = header.get("name")
    title = clean_name(name) if isinstance(name, str) else ""
    title = title or _NAMELESS.get(header.get("type", ""), _NO_NAME)
    return FoundChat(position, bare_id, Chat(_marked(bare_id, kind), kind, title))


def _marked(bare_id: int, kind: ChatKind) -> int:
    """The id as the Bot API marks it; a negative one is marked already."""
    if bare_id < 0 or kind is ChatKind.PRIVATE:
        return bare_id
    return -bare_id if kind is ChatKind.GROUP else _CHANNEL_SHIFT - bare_id

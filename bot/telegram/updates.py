"""Updates as Telegram writes them: what they are, who sent them, and what they are for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

import orjson

from pipeline.conversation.models import TELEGRAM, EntryKey, Incoming

RawUpdate = dict[str, Any]
Raw = dict[str, Any]

REACTIONS: Final = "message_reaction_count"
TALK_KINDS: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    REACTIONS,
)
MEMBERS: Final = "chat_member"
STOPPED: Final = "stopped_message_generation"
_GROUPS: Final = frozenset({"group", "supergroup"})


class GroupTalk(Protocol):
    """Where goes what groups and channels say among themselves."""

    async def accept(self, updates: Iterable[RawUpdate]) -> None:
        """Store it; what was stored before changes nothing."""
        ...


class Purpose(StrEnum):
    TALK = "talk"
    """A group says something."""
    TURN = "turn"
    """Somebody wants something of the bot, or something happened to it."""
    BOTH = "both"
    """A command in a group: it is talk as well."""
    MEMBERS = "members"
    """Somebody's standing in a chat changed."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot itself."""

    id: int
    username: str


def kind_of(update: RawUpdate) -> str:
    """The kind of an update, by its one field beside the number; empty if there is none."""
    return next((key for key, value in update.items() if isinstance(value, dict)), "")


def chat_of_update(update: RawUpdate) -> Raw:
    event = update.get(kind_of(update), {})
    return _object(event, "chat") or _object(_object(event, "message"), "chat")


def purpose(update: RawUpdate, bot: Identity) -> Purpose:
    kind = kind_of(update)
    if kind == MEMBERS:
        return Purpose.MEMBERS
    if kind not in TALK_KINDS:
        return Purpose.TURN if kind else Purpose.NOTHING
    message = update[kind]
    where = _object(message, "chat").get("type")
    if where == "channel":
        return Purpose.TALK
    if where in _GROUPS:
        addressed = kind == "message" and _is_addressed(message, bot)
        return Purpose.BOTH if addressed else Purpose.TALK
    return Purpose.TURN if kind == "message" else Purpose.NOTHING


def entry_of(update: RawUpdate, *, secret: bool = False) -> Incoming:
    """The update for the ledger; a secret one goes there without what it says."""
    event = update[kind_of(update)]
    person = _object(event, "from") or _object(event, "user")
    chat = chat_of_update(update) or person
    actor = _object(event, "sender_chat") or person or chat
    return Incoming(
        EntryKey(str(actor.get("id", 0)), TELEGRAM, int(update["update_id"])),
        chat=str(chat.get("id", 0)),
        payload=None if secret else orjson.dumps(update),
    )


def lane_of(update: RawUpdate | None, entry: Incoming) -> str:
    """What is answered one after the other: what somebody says in a chat.

    In a group nobody waits for another's answer, which a model may take its time for; and who
    stops a reply cannot wait for it. None: the update is not known any more.
    """
    if update is not None and kind_of(update) == STOPPED:
        return f"{entry.chat}/stop"
    return f"{entry.chat}/{entry.key.actor}"


def _is_addressed(message: Raw, bot: Identity) -> bool:
    """A command to this bot or to any, a reply to its message, or a mention of it."""
    if "forward_origin" in message:
        return False
    replied = _object(message, "reply_to_message")
    if _object(replied, "from").get("id") == bot.id:
        return True
    text = message.get("text", "")
    if not isinstance(text, str):
        return False
    name = f"@{bot.username}".casefold()
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0].casefold()
        return "@" not in command or command.endswith(name)
    return name in text.casefold()


def _object(of: Any, key: str) -> Raw:
    value = of.get(key) if isinstance(of, dict) else None
    return value if isinstance(value, dict) else {}

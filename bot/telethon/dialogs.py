"""The groups that an account is in, to choose from."""

from collections.abc import Sequence
from typing import Any, Final

from telethon import types, utils

from bot.telethon.client import AccountClient
from pipeline.ingest.models import Chat, ChatKind

_MOST: Final = 500


async def groups_of(client: AccountClient) -> Sequence[Chat]:
    """Groups and supergroups, those with the latest talk first; channels have no talk.

    A person waits for it, so nothing is waited out.

    Raises:
        telethon.errors.FloodWaitError: Telegram wants to be left alone for so long.
        ConnectionError: The connection was lost.
    """
    dialogs = await client.get_dialogs(limit=_MOST, ignore_migrated=True)
    chats = (group_chat(dialog.entity) for dialog in dialogs)
    return [chat for chat in chats if chat is not None]


def group_chat(entity: Any) -> Chat | None:
    """None for a person, a channel, and a group that the account is not in any more."""
    if isinstance(entity, types.Chat):
        gone = entity.left or entity.deactivated or entity.migrated_to
        kind = ChatKind.GROUP
    elif isinstance(entity, types.Channel) and (entity.megagroup or entity.gigagroup):
        gone = entity.left
        kind = ChatKind.SUPERGROUP
    else:
        return None
    if gone:
        return None
    username = getattr(entity, "username", None)
    return Chat(utils.get_peer_id(entity), kind, str(entity.title or ""), username)

"""The methods of the API, by their names in lower case."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from tests.servers.telegram.fields import Fields
from tests.servers.telegram.methods import (
    account,
    copying,
    editing,
    media,
    receiving,
    rooms,
    texts,
)
from tests.servers.telegram.server import BotApiServer

Method = Callable[[BotApiServer, Fields], Awaitable[Any]]

METHODS: Final[Mapping[str, Method]] = {
    method.__name__.replace("_", ""): method
    for method in (
        account.answer_callback_query,
        account.close,
        account.delete_my_commands,
        account.get_me,
        account.get_my_commands,
        account.get_my_description,
        account.get_my_name,
        account.get_my_short_description,
        account.log_out,
        account.set_my_commands,
        account.set_my_description,
        account.set_my_name,
        account.set_my_short_description,
        copying.copy_message,
        copying.forward_message,
        editing.delete_message,
        editing.delete_messages,
        editing.edit_message_media,
        editing.edit_message_reply_markup,
        editing.edit_message_text,
        editing.pin_chat_message,
        editing.set_message_reaction,
        media.get_file,
        media.send_document,
        media.send_media_group,
        media.send_photo,
        media.send_voice,
        receiving.delete_webhook,
        receiving.get_updates,
        receiving.get_webhook_info,
        receiving.set_webhook,
        rooms.create_forum_topic,
        rooms.get_chat,
        rooms.get_chat_administrators,
        rooms.get_chat_member,
        rooms.get_chat_member_count,
        rooms.leave_chat,
        rooms.send_chat_action,
        texts.send_message,
        texts.send_message_draft,
        texts.send_rich_message,
        texts.send_rich_message_draft,
    )
}

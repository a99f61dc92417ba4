"""Service messages of the Bot API in Telegram Desktop's words."""

from typing import Any, Final

Raw = dict[str, Any]

_ACTIONS: Final = {
    "left_chat_member": "remove_members",
    "new_chat_title": "edit_group_title",
    "new_chat_photo": "edit_group_photo",
    "delete_chat_photo": "delete_group_photo",
    "group_chat_created": "create_group",
    "supergroup_chat_created": "create_channel",
    "channel_chat_created": "create_channel",
    "migrate_to_chat_id": "migrate_to_supergroup",
    "migrate_from_chat_id": "migrate_from_group",
    "pinned_message": "pin_message",
    "successful_payment": "send_payment",
    "write_access_allowed": "allow_sending_messages",
    "proximity_alert_triggered": "proximity_reached",
    "video_chat_started": "group_call",
    "video_chat_ended": "group_call",
    "video_chat_scheduled": "group_call_scheduled",
    "video_chat_participants_invited": "invite_to_group_call",
    "message_auto_delete_timer_changed": "set_messages_ttl",
    "forum_topic_created": "topic_created",
    "forum_topic_edited": "topic_edit",
    "forum_topic_closed": "topic_edit",
    "forum_topic_reopened": "topic_edit",
    "general_forum_topic_hidden": "topic_edit",
    "general_forum_topic_unhidden": "topic_edit",
    "chat_background_set": "set_chat_wallpaper",
    "users_shared": "requested_peer",
    "chat_shared": "requested_peer",
    "web_app_data": "send_webview_data",
    "boost_added": "boost_apply",
    "giveaway_created": "giveaway_launch",
    "giveaway_completed": "giveaway_results",
    "checklist_tasks_done": "todo_completions",
    "checklist_tasks_added": "todo_append_tasks",
}
_UNNAMED: Final = frozenset(
    {
        "chat_owner_left",
        "chat_owner_changed",
        "refunded_payment",
        "gift",
        "unique_gift",
        "gift_upgrade_sent",
        "connected_website",
        "passport_data",
        "direct_message_price_changed",
        "paid_message_price_changed",
        "managed_bot_created",
        "poll_option_added",
        "poll_option_deleted",
        "suggested_post_approved",
        "suggested_post_approval_failed",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "community_chat_added",
        "community_chat_removed",
        "community_chat_joined",
    }
)
"""Kept as ``custom_action``, as the conversion of an export keeps what has no name."""
_CUSTOM: Final = "custom_action"


def service_action(message: Raw) -> str | None:
    """What a service message says happened; None if the message is none.

    The Bot API does not tell whether somebody joined by a link, by a request or by themselves:
    who was not brought in by another is taken to have come by a link.
    """
    joined = message.get("new_chat_members")
    if isinstance(joined, list):
        actor = (message.get("from") or {}).get("id")
        alone = [each.get("id") for each in joined if isinstance(each, dict)] == [actor]
        return "join_group_by_link" if alone else "invite_members"
    for key in message:
        if key in _ACTIONS:
            return _ACTIONS[key]
        if key in _UNNAMED:
            return _CUSTOM
    return None


def service_title(message: Raw) -> str:
    """What a service message says in people's words: the new title of the group or a topic."""
    for key in ("forum_topic_created", "forum_topic_edited"):
        topic = message.get(key)
        if isinstance(topic, dict) and isinstance(topic.get("name"), str):
            return str(topic["name"])
    title = message.get("new_chat_title")
    if isinstance(title, str):
        return title
    if "group_chat_created" in message or "supergroup_chat_created" in message:
        return str((message.get("chat") or {}).get("title") or "")
    return ""

"""Service messages in Telegram Desktop's words (export_output_json.cpp)."""

from typing import Any, Final, NamedTuple

from telethon import types

CUSTOM: Final = "custom_action"
"""What an action is called that the exporter has no word for."""


class Action(NamedTuple):
    word: str
    text: str | None = None
    """The attribute that holds what people wrote: the title of a topic or of the group."""
    by_actor: bool = True
    """Whether the exporter says who did it."""


_ACTIONS: Final = {
    types.MessageActionChatCreate: Action("create_group", "title"),
    types.MessageActionChatEditTitle: Action("edit_group_title", "title"),
    types.MessageActionChatEditPhoto: Action("edit_group_photo"),
    types.MessageActionChatDeletePhoto: Action("delete_group_photo"),
    types.MessageActionChatAddUser: Action("invite_members"),
    types.MessageActionChatDeleteUser: Action("remove_members"),
    types.MessageActionChatJoinedByLink: Action("join_group_by_link"),
    types.MessageActionChatJoinedByRequest: Action("join_group_by_request"),
    types.MessageActionChannelCreate: Action("create_channel", "title"),
    types.MessageActionChatMigrateTo: Action("migrate_to_supergroup"),
    types.MessageActionChannelMigrateFrom: Action("migrate_from_group", "title"),
    types.MessageActionPinMessage: Action("pin_message"),
    types.MessageActionHistoryClear: Action("clear_history"),
    types.MessageActionGameScore: Action("score_in_game"),
    types.MessageActionPaymentSent: Action("send_payment", by_actor=False),
    types.MessageActionPaymentSentMe: Action("send_payment", by_actor=False),
    types.MessageActionPaymentRefunded: Action("refunded_payment", by_actor=False),
    types.MessageActionPhoneCall: Action("phone_call"),
    types.MessageActionScreenshotTaken: Action("take_screenshot"),
    types.MessageActionCustomAction: Action(CUSTOM, "message"),
    types.MessageActionBotAllowed: Action("allow_sending_messages", by_actor=False),
    types.MessageActionSecureValuesSent: Action("send_passport_values", by_actor=False),
    types.MessageActionContactSignUp: Action("joined_telegram"),
    types.MessageActionGeoProximityReached: Action("proximity_reached", by_actor=False),
    types.MessageActionGroupCall: Action("group_call"),
    types.MessageActionInviteToGroupCall: Action("invite_to_group_call"),
    types.MessageActionGroupCallScheduled: Action("group_call_scheduled"),
    types.MessageActionSetMessagesTTL: Action("set_messages_ttl"),
    types.MessageActionSetChatTheme: Action("edit_chat_theme"),
    types.MessageActionSetChatWallPaper: Action("set_chat_wallpaper"),
    types.MessageActionWebViewDataSent: Action("send_webview_data", "text", by_actor=False),
    types.MessageActionGiftPremium: Action("send_premium_gift"),
    types.MessageActionGiftCode: Action("gift_code_prize", by_actor=False),
    types.MessageActionGiftStars: Action("send_stars_gift"),
    types.MessageActionPrizeStars: Action("stars_prize"),
    types.MessageActionStarGift: Action("send_star_gift"),
    types.MessageActionGiveawayLaunch: Action("giveaway_launch", by_actor=False),
    types.MessageActionGiveawayResults: Action("giveaway_results", by_actor=False),
    types.MessageActionBoostApply: Action("boost_apply"),
    types.MessageActionTopicCreate: Action("topic_created", "title"),
    types.MessageActionTopicEdit: Action("topic_edit", "title"),
    types.MessageActionSuggestProfilePhoto: Action("suggest_profile_photo"),
    types.MessageActionRequestedPeer: Action("requested_peer"),
}
_REPLYING: Final = (
    types.MessageActionPinMessage,
    types.MessageActionGameScore,
    types.MessageActionPaymentSent,
    types.MessageActionSetChatWallPaper,
)


def named(action: Any) -> Action:
    return _ACTIONS.get(type(action), Action(CUSTOM))


def is_reply(action: Any) -> bool:
    """Whether the action is about the message that it replies to."""
    return isinstance(action, _REPLYING)

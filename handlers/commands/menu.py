"""Which commands Telegram offers where."""

from dataclasses import replace
from typing import Final

from bot.telegram.commands import Menu

MENU: Final = Menu(
    private=(
        "digest",
        "last",
        "thread",
        "schedule",
        "groups",
        "connect",
        "settings",
        "language",
        "privacy",
        "help",
        "cancel",
        "start",
    ),
    groups=("digest", "last", "thread", "privacy", "help"),
    group_admins=("digest", "last", "thread", "schedule", "language", "privacy", "help"),
    admin_chat=(
        "dlq",
        "canary",
        "gates",
        "gonogo",
        "history",
        "allow",
        "deny",
        "fail_pending",
        "pause_ingest",
        "resume_ingest",
    ),
)
_OF_THE_CONVERSATION: Final = ("memory", "persona", "export_me", "forget")


def menu(*, conversation: bool) -> Menu:
    """With the commands about what is remembered of a person, where there is a conversation."""
    return replace(MENU, private=(*MENU.private, *_OF_THE_CONVERSATION)) if conversation else MENU

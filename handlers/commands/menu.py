"""Which commands Telegram offers where."""

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
)

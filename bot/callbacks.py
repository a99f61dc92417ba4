"""What our buttons carry. The number in a prefix is its version: old buttons stay understood.

Telegram takes 64 bytes (core.telegram.org/bots/api#inlinekeyboardbutton), and anybody can send any
bytes: ids from here are looked up for whoever pressed, never trusted.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class OnDigest(StrEnum):
    SHOW = "show"
    DETAILS = "more"
    SOURCES = "src"
    GOOD = "good"
    BAD = "bad"
    WRONG = "wrong"
    SCHEDULE = "when"
    SHARE = "share"


class DigestButton(CallbackData, prefix="d1"):
    action: OnDigest
    tenant: int
    digest: int
    item: int = -1
    """A topic by its place in the digest, or a page of its details; -1 is none."""


class LineButton(CallbackData, prefix="dl1"):
    """Call a line wrong."""

    tenant: int
    digest: int
    line: int
    """A statement, by its place in the digest."""
    mark: str
    """Of the text in which it stands there."""


class OrderButton(CallbackData, prefix="o1"):
    """Stop an order."""

    tenant: int
    order: int


class ProgressButton(CallbackData, prefix="ds1"):
    """Stop the order whose progress the message shows."""

    tenant: int
    group: int


class AskButton(CallbackData, prefix="da1"):
    """Order a group's digest of so many hours; 0 asks how many."""

    tenant: int
    group: int
    hours: int = 0


class LastButton(CallbackData, prefix="dp1"):
    """Show a group's last digest."""

    tenant: int
    group: int

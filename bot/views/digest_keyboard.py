"""The buttons under a digest."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import DigestButton, OnDigest, OrderButton, ProgressButton
from pipeline.digest.ports import Wording
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order

_ROWS = (
    (OnDigest.DETAILS, OnDigest.SOURCES),
    (OnDigest.GOOD, OnDigest.BAD, OnDigest.WRONG),
    (OnDigest.SCHEDULE, OnDigest.SHARE),
)


def digest_keyboard(wording: Wording, order: Order) -> InlineKeyboardMarkup | None:
    """None for an order whose digest is not known."""
    if order.digest_id is None:
        return None
    rows = [
        [
            InlineKeyboardButton(
                text=wording.say(f"digest-button-{action.name.lower()}"),
                callback_data=DigestButton(
                    action=action, tenant=order.tenant, digest=order.digest_id
                ).pack(),
            )
            for action in row
        ]
        for row in _ROWS
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def early_stop_keyboard(
    wording: Wording, tenant: TenantId, group: GroupId
) -> InlineKeyboardMarkup:
    """For the first answer: it goes out before its order is placed."""
    button = InlineKeyboardButton(
        text=wording.say("order-button-stop"),
        callback_data=ProgressButton(tenant=tenant, group=group).pack(),
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def stop_keyboard(wording: Wording, order: Order) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(
        text=wording.say("order-button-stop"),
        callback_data=OrderButton(tenant=order.tenant, order=order.id).pack(),
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def show_keyboard(wording: Wording, order: Order) -> InlineKeyboardMarkup | None:
    """For a digest that may not have arrived: whoever wants it presses."""
    if order.digest_id is None:
        return None
    button = InlineKeyboardButton(
        text=wording.say("order-button-show"),
        callback_data=DigestButton(
            action=OnDigest.SHOW, tenant=order.tenant, digest=order.digest_id
        ).pack(),
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])

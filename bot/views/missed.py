"""What came due while a person had blocked the bot."""

from collections.abc import Sequence

from bot.callbacks import DigestButton, OnDigest
from bot.views.legible import harmless, shorten
from bot.views.screen import Screen, button
from pipeline.digest.ports import Wording
from pipeline.orders.models import Order

_TITLE = 100


def missed_screen(missed: Sequence[Order], title: str, wording: Wording) -> Screen:
    """Offer the last of the digests, which is of the group with this title."""
    last = missed[-1]
    text = wording.say("order-shut-out", count=len(missed), group=shorten(harmless(title), _TITLE))
    if last.digest_id is None:
        return Screen(text)
    show = DigestButton(action=OnDigest.SHOW, tenant=last.tenant, digest=last.digest_id)
    return Screen(text, rows=[[button(wording.say("order-button-show-last"), show)]])

"""A stored message as a quotation: who, when, where to find it, and its words."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.chunks import Run
from bot.views.legible import Legible, harmless, shorten
from bot.views.report import message_url
from pipeline.digest.ports import Group, Wording
from pipeline.ingest.models import Heard, Message
from pipeline.privacy.masks import mask

_NAME = 60
_TEXT = 300


def quotation(message: Message, group: Group, wording: Wording, *, dated: bool) -> list[Run]:
    """Return its runs: hostile text loses what acts, and is escaped by whoever writes the runs.

    What a digest does not tell, phones and the like, is not told here either. What was said aloud
    is marked, and so are words that may have been misheard.
    """
    legible = Legible({}, lambda kind: wording.say("digest-mask", kind=kind))
    name = shorten(harmless(message.author_name), _NAME) or wording.say(
        "digest-mask", kind="person"
    )
    said_at = message.sent_at.astimezone(ZoneInfo(group.time_zone))
    told = shorten(legible(mask(message.text).text), _TEXT) or wording.say("digesting-no-words")
    head = f"{name}, {_moment(said_at, dated=dated)}"
    if message.heard is not None:
        head = wording.say("digesting-spoken", head=head)
        told = _doubted(told, message.heard)
    return [
        Run(head, url=message_url(group, message.id)),
        Run("\n"),
        Run(told, "blockquote"),
    ]


def _doubted(text: str, heard: Heard) -> str:
    """Mark the words that may have been misheard as ``bot.views.heard`` does."""
    if not heard.unsure:
        return text
    words = "|".join(re.escape(word) for word in sorted(heard.unsure, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", r"\g<0>(?)", text)


def _moment(moment: datetime, *, dated: bool) -> str:
    return f"{moment:%d.%m %H:%M}" if dated else f"{moment:%H:%M}"

"""What a digest rests on: the statements of a topic with the messages that they cite."""

from collections.abc import Iterator, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import DigestButton, OnDigest
from bot.views.blocks import EMOJI, shown, stories
from bot.views.chunks import Run, pack
from bot.views.legible import Legible, shorten
from bot.views.quotation import quotation
from pipeline.digest.answers import Ids
from pipeline.digest.models import Digest
from pipeline.digest.ports import Group, StoredDigest, Wording
from pipeline.digest.shown import ShownDigest
from pipeline.digest.statements import Judged, Section
from pipeline.ingest.models import Message

QUOTED = 12
"""Messages quoted of one topic: they fit two messages of Telegram's."""
_TITLE = 45
_REST = 10_000
"""Stands for all statements that tell no topic."""


def reader_of(stored: StoredDigest, wording: Wording) -> Legible:
    return Legible(stored.people, lambda kind: wording.say("digest-mask", kind=kind))


def topics_keyboard(digest: ShownDigest, wording: Wording) -> InlineKeyboardMarkup:
    """A button for each topic, and one for what tells none."""
    stored = digest.stored
    legible = reader_of(stored, wording)
    choices = [
        (
            stored.digest.topics.index(topic),
            f"{EMOJI[topic.status]} {shorten(legible(topic.title), _TITLE)}",
        )
        for topic, _ in stories(stored.digest)
    ]
    if _statements(stored.digest, _REST):
        choices.append((_REST, wording.say("digesting-sources-rest")))
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=text,
                    callback_data=DigestButton(
                        action=OnDigest.SOURCES,
                        tenant=digest.tenant,
                        digest=stored.id,
                        item=item,
                    ).pack(),
                )
            ]
            for item, text in choices
        ]
    )


def cited_by(digest: Digest, item: int) -> Ids:
    """The messages to quote for a choice, in the order in which they are cited."""
    cited = (number for judged in _statements(digest, item) for number in _ids(judged))
    return tuple(dict.fromkeys(cited))[:QUOTED]


def source_chunks(
    stored: StoredDigest,
    item: int,
    messages: Sequence[Message],
    group: Group,
    wording: Wording,
) -> list[str]:
    """Return messages in HTML; none if there is no such topic any more.

    Args:
        stored: The digest.
        item: The topic, by its place in it.
        messages: Those of ``cited_by`` that are still there.
        group: In whose time, and how its messages are linked.
        wording: The reader's language.
    """
    statements = _statements(stored.digest, item)
    if not statements:
        return []
    legible = reader_of(stored, wording)
    title = wording.say("digesting-sources-rest")
    if item != _REST:
        title = shorten(legible(stored.digest.topics[item].title), 120)
    return pack([[Run(title, "b")], *_told(statements, messages, legible, group, wording)])


def _told(
    statements: Sequence[Judged],
    messages: Sequence[Message],
    legible: Legible,
    group: Group,
    wording: Wording,
) -> Iterator[list[Run]]:
    left: dict[int, Message] = {message.id: message for message in messages}
    for judged in statements:
        yield [Run("• "), Run(legible(judged.statement.text))]
        for number in _ids(judged):
            message = left.pop(number, None)
            if message is not None:
                yield quotation(message, group, wording, dated=False)
    if not messages:
        yield [Run(wording.say("digesting-sources-gone"), "i")]


def _statements(digest: Digest, item: int) -> list[Judged]:
    if item != _REST:
        known = range(len(digest.topics))
        return [
            judged
            for judged in shown(digest)
            if item in known
            and judged.statement.section is Section.TOPICS
            and judged.statement.topic == item
        ]
    topics = range(len(digest.topics))
    return [
        judged
        for judged in shown(digest)
        if judged.statement.section is not Section.TOPICS or judged.statement.topic not in topics
    ]


def _ids(judged: Judged) -> list[int]:
    return list(judged.statement.message_ids)

"""A reply of the conversation as Telegram HTML: citations lead to what they cite."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from bot.views.chunks import Run, pack
from bot.views.legible import Legible, harmless, shorten
from bot.views.report import message_url
from pipeline.alfred.archive import Passage
from pipeline.alfred.rules.presentable import cited as cited_in
from pipeline.alfred.rules.sources import source
from pipeline.alfred.talk import Reply
from pipeline.digest.ports import Group, Wording

_CITATION: Final = re.compile(r"\[(\d{1,3})\]")
_NAME: Final = 60


def reply_chunks(reply: Reply, wording: Wording) -> list[str]:
    """Return the messages to send, with parse mode HTML."""
    legible = Legible({}, lambda kind: wording.say("digest-mask", kind=kind))
    text = "\n".join(legible(line) for line in reply.text.splitlines())
    blocks = [list(_runs(text, reply.passages))]
    numbers = sorted(number for number in cited_in(text) if 0 < number <= len(reply.passages))
    if numbers and not reply.sourced:
        blocks.append(list(_sources(text, numbers, reply.passages, wording)))
    return pack(blocks)


def _runs(text: str, passages: Sequence[Passage]) -> Iterator[Run]:
    at = 0
    for match in _CITATION.finditer(text):
        yield Run(text[at : match.start()])
        number = int(match[1])
        known = 0 < number <= len(passages)
        yield Run(match[0], url=_url(text, number, passages[number - 1]) if known else None)
        at = match.end()
    yield Run(text[at:])


def _sources(
    text: str, numbers: Sequence[int], passages: Sequence[Passage], wording: Wording
) -> Iterator[Run]:
    for line, number in enumerate(numbers):
        passage = passages[number - 1]
        cited = source(text, number, passage)
        said_at = cited.sent_at.astimezone(ZoneInfo(passage.group.time_zone))
        author = shorten(harmless(cited.author), _NAME)
        where = shorten(harmless(passage.group.chat.title), _NAME)
        if line:
            yield Run("\n")
        head = (
            f"[{number}] {where} · {author or wording.say('alfred-somebody')},"
            f" {said_at:%d.%m.%Y %H:%M}"
        )
        if cited.spoken:
            head = wording.say("digesting-spoken", head=head)
        yield Run(head, "i", url=_url(text, number, passage))


def _url(text: str, number: int, passage: Passage) -> str | None:
    chat = passage.group.chat
    group = Group(
        id=passage.group.id,
        telegram_id=chat.telegram_id,
        kind=chat.kind,
        title=chat.title,
        username=chat.username,
        time_zone=passage.group.time_zone,
    )
    return message_url(group, source(text, number, passage).id)

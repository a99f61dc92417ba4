"""What a message says and carries: its kind, its text with what it points to, its medium."""

from typing import Any, Final, NamedTuple

from handlers.export.entities import (
    NO_REFERENCES,
    References,
    command,
    plain_text,
    references,
    text_parts,
)
from handlers.export.media import MEDIA_KEYS, read_media
from handlers.export.polls import poll_text, todo_text
from handlers.export.problems import Problem, Problems
from handlers.export.rich import rich_entities, rich_text
from handlers.export.text import MAX_TEXT, clean
from pipeline.ingest.models import Media, MessageKind

Raw = dict[str, Any]

_KINDS: Final = {"message": MessageKind.TEXT, "service": MessageKind.SERVICE}
_BESIDE_TEXT: Final = MEDIA_KEYS | {"poll"}
_SERVICE_TEXT: Final = ("title", "new_title", "information_text")
"""Where a service message says something in people's words: a topic's or the group's title."""


class Content(NamedTuple):
    kind: MessageKind
    text: str
    found: References
    media: Media | None = None
    command: bool | None = None


def read_content(raw: Raw, problems: Problems) -> Content:
    written = raw.get("type")
    kind = _KINDS.get(written) if isinstance(written, str) else None
    if kind is MessageKind.SERVICE:
        return Content(kind, _service_text(raw, problems), NO_REFERENCES)
    if kind is None:
        problems.add(Problem.UNKNOWN_TYPE)
    text, found, marked = _text(raw, problems)
    if not _BESIDE_TEXT.isdisjoint(raw):
        content = _with_media(raw, kind, text, found, problems)
        return content._replace(command=marked)
    if kind is MessageKind.TEXT and not text:
        problems.add(Problem.NO_CONTENT)
        kind = None
    return Content(kind or MessageKind.UNKNOWN, text, found, command=marked)


def _with_media(
    raw: Raw, kind: MessageKind | None, text: str, found: References, problems: Problems
) -> Content:
    listed = ""
    if "poll" in raw:
        listed = poll_text(raw["poll"], problems)
    elif "todo_list" in raw:
        listed = todo_text(raw["todo_list"], problems)
    if listed:
        text = _tidied(f"{text}\n{listed}" if text else listed, problems)
    if kind is MessageKind.TEXT:
        kind = MessageKind.POLL if "poll" in raw else MessageKind.MEDIA
    return Content(kind or MessageKind.UNKNOWN, text, found, read_media(raw, problems))


def _text(raw: Raw, problems: Problems) -> tuple[str, References, bool | None]:
    """The text, as it was displayed, what its entities point to, and ``Message.command``.

    ``text`` and ``text_entities`` say the same in genuine exports; where they differ, ``text``
    is what people read.
    """
    value = raw.get("text")
    entities = raw.get("text_entities") or value
    if isinstance(value, str):
        text = value
    elif isinstance(value, list):
        parts = text_parts(value)
        if None in parts:
            problems.add(Problem.UNREADABLE_TEXT)
        text = plain_text(value)
    elif "rich_message" in raw:
        text = rich_text(raw["rich_message"])
        entities = list(rich_entities(raw["rich_message"]))
    else:
        if value is not None:
            problems.add(Problem.UNREADABLE_TEXT)
        text = plain_text(entities)
    tidied = _tidied(text, problems)
    return tidied, references(entities), command(tidied, entities)


def _service_text(raw: Raw, problems: Problems) -> str:
    texts = (raw.get(key) for key in ("text", *_SERVICE_TEXT))
    return _tidied(next(filter(None, map(plain_text, texts)), ""), problems)


def _tidied(text: str, problems: Problems) -> str:
    cleaned = clean(text)
    if cleaned is not text:
        problems.add(Problem.TEXT_CLEANED)
    if len(cleaned) > MAX_TEXT:
        problems.add(Problem.TEXT_CUT)
        return cleaned[:MAX_TEXT]
    return cleaned

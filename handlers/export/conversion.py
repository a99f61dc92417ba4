"""One message of Telegram Desktop's JSON to one `Message`.

The keys are those that its exporter writes (export_output_json.cpp, up to version 7.2), in every
form that they have had since 2018.
"""

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from handlers.export.content import read_content
from handlers.export.dates import read_date
from handlers.export.integers import whole_number
from handlers.export.peers import peer
from handlers.export.problems import Problem, Problems
from handlers.export.reactions import read_reactions
from handlers.export.text import clean_name
from handlers.export.topics import Topics
from pipeline.ingest.models import (
    AuthorId,
    Media,
    Message,
    MessageId,
    MessageKind,
    Sound,
    Transport,
)
from pipeline.recordings.models import KINDS

Raw = dict[str, Any]

_SERVICE_REPLY: Final = ("message_id", "game_message_id", "invoice_message_id")
"""Where the exporter writes what a pin, a score or a payment replies to."""
_NEVER_EDITED: Final = ("1970-01-01", "1969-12-31")
"""Until June 2020 a message that nobody edited was exported as edited at the epoch."""
_CACHED: Final = 4096
_LONGEST_PATH: Final = 1_000


class Converter:
    """Converts the messages of one chat, in the order of the file."""

    def __init__(self, time_zone: tzinfo, problems: Problems) -> None:
        self._time_zone = time_zone
        self._problems = problems
        self._topics = Topics()
        self._last_sent: datetime | None = None
        # A chat repeats the names and ids of its members.
        self._clean_name = lru_cache(_CACHED)(clean_name)
        self._peer = lru_cache(_CACHED)(peer)

    def convert(self, raw: Any) -> Message | None:
        """The message; none if it is rejected, for a problem that is then counted."""
        if not isinstance(raw, dict):
            self._problems.add(Problem.NOT_A_MESSAGE)
            return None
        message_id = self._id(raw.get("id"))
        sent_at = self._sent_at(raw) if message_id is not None else None
        if message_id is None or sent_at is None:
            return None
        kind, text, found, media, command = read_content(raw, self._problems)
        service = kind is MessageKind.SERVICE
        author_id, author_name = self._author(raw, "actor" if "actor" in raw else "from")
        action = self._action(raw) if service else None
        parent, topic = self._place(message_id, raw, action)
        reactions = raw.get("reactions")
        return Message(
            id=message_id,
            sent_at=sent_at,
            kind=kind,
            author_id=author_id,
            author_name=author_name,
            text=text,
            edit_version=self._edit_version(raw, sent_at),
            reply_to=parent,
            topic_id=topic,
            media=media,
            reactions=() if reactions is None else read_reactions(reactions, self._problems),
            mentions=found.mentions,
            links=found.links,
            forwarded_from=self._forwarded_from(raw),
            via_bot=self._named(raw, "via_bot") or None,
            action=action,
            command=command,
            sound=_sound(raw, media),
        )

    def _id(self, value: Any) -> MessageId | None:
        """A message's id: any number of 64 bits.

        Negative ids are genuine. Where a small group became a supergroup, the export holds its
        old messages with their ids, and their replies' ids, less 1 000 000 000.
        """
        number = whole_number(value)
        if number is None:
            self._problems.add(Problem.INVALID_ID)
            return None
        if number is not value:
            self._problems.add(Problem.LOOSE_ID)
        return MessageId(number)

    def _sent_at(self, raw: Raw) -> datetime | None:
        sent_at = read_date(raw.get("date_unixtime"), raw.get("date"), self._time_zone)
        if sent_at is not None:
            self._last_sent = sent_at
        elif raw.get("type") == "unsupported" and self._last_sent is not None:
            self._problems.add(Problem.MISSING_DATE)
            return self._last_sent
        else:
            self._problems.add(Problem.INVALID_DATE)
        return sent_at

    def _edit_version(self, raw: Raw, sent_at: datetime) -> int:
        unixtime, local = raw.get("edited_unixtime"), raw.get("edited")
        if unixtime is None and local is None:
            return 0
        if isinstance(local, str) and local.startswith(_NEVER_EDITED):
            return 0
        edited_at = read_date(unixtime, local, self._time_zone)
        if edited_at is None or edited_at < sent_at:
            self._problems.add(Problem.UNREADABLE_EDIT)
            return 0
        return int(edited_at.timestamp())

    def _author(self, raw: Raw, key: str) -> tuple[AuthorId, str]:
        """The sender's peer and name; the name of a deleted account is empty."""
        written = raw.get(f"{key}_id")
        author = self._peer(written) if isinstance(written, str) else peer(written)
        name = self._named(raw, key) or self._named(raw, "author")
        if author is None and written is not None:
            self._problems.add(Problem.UNREADABLE_AUTHOR)
        return author or AuthorId(""), name

    def _place(
        self, message_id: MessageId, raw: Raw, action: str | None
    ) -> tuple[MessageId | None, MessageId | None]:
        """What the message replies to in this chat, and its topic."""
        if action == "topic_created":
            self._topics.open(message_id)
            return None, message_id
        key = "reply_to_message_id"
        if action is not None:
            key = next(filter(raw.__contains__, _SERVICE_REPLY), key)
        if key not in raw or "reply_to_peer_id" in raw:
            return None, None
        parent = whole_number(raw[key])
        if parent is None:
            self._problems.add(Problem.UNREADABLE_REPLY)
        if parent is None or parent == message_id:
            return None, None
        return self._topics.place(message_id, MessageId(parent))

    def _forwarded_from(self, raw: Raw) -> str | None:
        """The source's name, empty if it is hidden or gone; none if nothing is forwarded."""
        if "forwarded_from" in raw:
            return self._named(raw, "forwarded_from")
        return self._named(raw, "saved_from") if "saved_from" in raw else None

    def _action(self, raw: Raw) -> str:
        return self._named(raw, "action") or "custom_action"

    def _named(self, raw: Raw, key: str) -> str:
        name = raw.get(key)
        if isinstance(name, str):
            return self._clean_name(name)
        if name is not None:
            self._problems.add(Problem.UNREADABLE_AUTHOR)
        return ""


def _sound(raw: Raw, media: Media | None) -> Sound | None:
    """A file that was exported too: else a remark stands in the place of its name."""
    path = raw.get("file")
    if media is None or media.kind not in KINDS or not isinstance(path, str):
        return None
    named = path.isprintable() and 0 < len(path) <= _LONGEST_PATH
    return Sound(Transport.EXPORT, path) if named and not path.startswith("(") else None

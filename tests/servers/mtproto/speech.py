"""What people do in a group: say, edit, delete, react, vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from telethon import types, utils

from tests.servers.mtproto import media
from tests.servers.mtproto.events import Events
from tests.servers.mtproto.manner import Manner, forward_header, reply_header
from tests.servers.mtproto.tl import Tl, changed
from tests.servers.mtproto.world import Group, Kind, Topic, World, now


@dataclass(frozen=True, slots=True)
class Speech:
    """An author is a person's id, a group's marked id (a channel that posts, an anonymous admin),
    or None for a post of the channel itself. What is said returns the id of its message."""

    world: World
    events: Events

    def say(self, group: int, author: int | None, text: str, **manner: Unpack[Manner]) -> int:
        return self._post(group, author, text, None, manner)

    def photo(
        self,
        group: int,
        author: int | None,
        caption: str = "",
        content: bytes = b"",
        **manner: Unpack[Manner],
    ) -> int:
        carried = media.photo(self.world, manner.get("at") or now(), content)
        return self._post(group, author, caption, carried, manner)

    def document(
        self,
        group: int,
        author: int | None,
        name: str,
        caption: str = "",
        *,
        mime: str = "application/pdf",
        content: bytes = b"%PDF-1.4",
        **manner: Unpack[Manner],
    ) -> int:
        at = manner.get("at") or now()
        carried = media.document(self.world, at, name, mime, content)
        return self._post(group, author, caption, carried, manner)

    def voice(
        self,
        group: int,
        author: int | None,
        seconds: int,
        caption: str = "",
        content: bytes = b"",
        **manner: Unpack[Manner],
    ) -> int:
        carried = media.voice(self.world, manner.get("at") or now(), seconds, content)
        return self._post(group, author, caption, carried, manner)

    def sticker(self, group: int, author: int | None, emoji: str, **manner: Unpack[Manner]) -> int:
        carried = media.sticker(self.world, manner.get("at") or now(), emoji)
        return self._post(group, author, "", carried, manner)

    def poll(
        self,
        group: int,
        author: int | None,
        question: str,
        options: Sequence[str],
        **manner: Unpack[Manner],
    ) -> int:
        carried = media.poll(self.world, question, options)
        return self._post(group, author, "", carried, manner)

    def rich(
        self,
        group: int,
        author: int | None,
        paragraphs: Sequence[str],
        *,
        shown: int | None = None,
        **manner: Unpack[Manner],
    ) -> int:
        """A rich message, whose plain text is empty. With ``shown`` blocks the rest must be asked
        for by ``messages.getRichMessage``."""
        told = media.rich(paragraphs, shown=shown)
        number = self._post(group, author, "", None, manner, told)
        self.world.group(group).rich[number] = media.rich(paragraphs)
        return number

    def album(
        self, group: int, author: int | None, captions: Sequence[str], **manner: Unpack[Manner]
    ) -> list[int]:
        """One photo for each caption, pushed together."""
        manner = {**manner, "grouped": self.world.next_grouped()}
        with self.events.pusher.together():
            return [self.photo(group, author, caption, **manner) for caption in captions]

    def private(self, account: int, author: int, text: str, *, at: datetime | None = None) -> int:
        """A person writes to an account."""
        message = types.Message(
            id=self.world.next_message_id(None),
            peer_id=types.PeerUser(author),
            from_id=types.PeerUser(author),
            date=at or now(),
            message=text,
        )
        self.events.new_private(self.world.account(account), message, author)
        return int(message.id)

    def topic(self, group: int, author: int, title: str, *, at: datetime | None = None) -> int:
        """Open a topic of a forum; its id is that of the service message that opens it."""
        place = self.world.group(group)
        message = types.MessageService(
            id=self.world.next_message_id(place),
            peer_id=place.peer,
            from_id=types.PeerUser(author),
            date=at or now(),
            action=types.MessageActionTopicCreate(title, 0x6FB9F0),
        )
        place.topics[message.id] = Topic(message.id, title, author, message.date)
        self.events.new(place, message)
        return int(message.id)

    def edit(self, group: int, message: int, text: str, *, at: datetime | None = None) -> None:
        self._change(group, message, message=text, edit_date=at or now())

    def delete(self, group: int, *messages: int) -> list[int]:
        """Returns those that were there."""
        return self.events.deleted(self.world.group(group), list(messages))

    def react(
        self, group: int, message: int, counts: dict[str, int], *, as_edit: bool = False
    ) -> None:
        """Set the number of each emoji. ``as_edit``: told as an edit with ``edit_hide``, as
        Telegram does with changes of views and of buttons, and with some of reactions."""
        place = self.world.group(group)
        found = media.reactions(counts)
        if as_edit:
            self._change(group, message, reactions=found, edit_hide=True)
            return
        place.history.messages[message] = changed(self._message(place, message), reactions=found)
        update = types.UpdateMessageReactions(place.peer, message, found)
        self.events.unnumbered(place, update)

    def vote(
        self, group: int, message: int, votes: Sequence[int], *, closed: bool = False
    ) -> None:
        """Set the votes for each option of a poll."""
        place = self.world.group(group)
        old = self._message(place, message)
        question = changed(old.media.poll, closed=closed or None)
        results = media.tally(votes)
        new = types.MessageMediaPoll(question, results)
        place.history.messages[message] = changed(old, media=new)
        update = types.UpdateMessagePoll(
            question.id, results, peer=place.peer, msg_id=message, poll=question
        )
        self.events.unnumbered(place, update)

    def _change(self, group: int, number: int, **values: object) -> None:
        place = self.world.group(group)
        self.events.edited(place, changed(self._message(place, number), **values))

    def _message(self, group: Group, number: int) -> Tl:
        try:
            return group.history.messages[number]
        except KeyError:
            raise LookupError(f"no message {number} in {group.marked}") from None

    def _post(
        self,
        group: int,
        author: int | None,
        text: str,
        carried: Tl,
        manner: Manner,
        rich: Tl = None,
    ) -> int:
        place = self.world.group(group)
        message = types.Message(
            id=self.world.next_message_id(place),
            peer_id=place.peer,
            from_id=None if author is None else utils.get_peer(author),
            date=manner.get("at") or now(),
            message=text,
            media=carried,
            rich_message=rich,
            post=place.kind is Kind.CHANNEL or None,
            views=1 if place.kind is Kind.CHANNEL else None,
            forwards=0 if place.kind is Kind.CHANNEL else None,
            silent=manner.get("silent") or None,
            entities=manner.get("entities"),
            grouped_id=manner.get("grouped"),
            via_bot_id=manner.get("via_bot"),
            reply_to=reply_header(manner),
            fwd_from=forward_header(manner),
        )
        self.events.new(place, message)
        return int(message.id)

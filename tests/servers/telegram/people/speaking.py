"""People and channels say something."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.servers.telegram.chats import ChatType
from tests.servers.telegram.fields import Json
from tests.servers.telegram.formatting import caption_of, formatted
from tests.servers.telegram.people.side import Side, Where
from tests.servers.telegram.world import CHANNEL_BOT, TELEGRAM, Origin

PICTURE: Final = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""A PNG of one pixel."""
SILENCE: Final = b"OggS" + bytes(60)
"""Enough of an Ogg file to be told from others."""


@dataclass(slots=True)
class Speaking(Side):
    def says(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int = 0,
        thread: int = 0,
        date: int | None = None,
    ) -> int:
        """A text, with the entities that Telegram finds in it. All of these give a message_id."""
        content = formatted(text, "").json()
        return self._speak(user_id, chat_id, content, Where(reply_to, thread, date))

    def sends_photo(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes = PICTURE,
        caption: str = "",
        reply_to: int = 0,
        thread: int = 0,
    ) -> int:
        message = self._photo(content, caption)
        return self._speak(user_id, chat_id, message, Where(reply_to, thread))

    def sends_voice(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes = SILENCE,
        duration: int = 3,
        reply_to: int = 0,
        thread: int = 0,
    ) -> int:
        file = self.world.files.add(content, "voice.oga", "audio/ogg", "voice")
        message: Json = {"voice": file.voice(duration)}
        return self._speak(user_id, chat_id, message, Where(reply_to, thread))

    def sends_audio(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes,
        duration: int,
        name: str = "audio.m4a",
        mime: str = "audio/mp4",
        title: str = "",
        reply_to: int = 0,
        thread: int = 0,
    ) -> int:
        """A file of sound; ``title`` is what the file itself says that it is."""
        file = self.world.files.add(content, name, mime, "music")
        message: Json = {"audio": file.audio(duration, title)}
        return self._speak(user_id, chat_id, message, Where(reply_to, thread))

    def sends_video_note(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes,
        duration: int,
        reply_to: int = 0,
        thread: int = 0,
    ) -> int:
        file = self.world.files.add(content, "note.mp4", "video/mp4", "video_notes")
        message: Json = {"video_note": file.video_note(duration)}
        return self._speak(user_id, chat_id, message, Where(reply_to, thread))

    def sends_document(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes,
        name: str,
        mime: str = "application/octet-stream",
        caption: str = "",
        reply_to: int = 0,
        thread: int = 0,
    ) -> int:
        file = self.world.files.add(content, name, mime, "documents")
        message = {"document": file.document()} | caption_of(caption, "", None)
        return self._speak(user_id, chat_id, message, Where(reply_to, thread))

    def sends_sticker(self, user_id: int, chat_id: int, emoji: str) -> int:
        file = self.world.files.add(PICTURE, "sticker.webp", "image/webp", "stickers").document()
        sticker = {name: file[name] for name in ("file_id", "file_unique_id")} | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self._speak(user_id, chat_id, {"sticker": sticker}, Where())

    def sends_album(
        self,
        user_id: int,
        chat_id: int,
        *,
        contents: Sequence[bytes] = (PICTURE, PICTURE),
        caption: str = "",
        thread: int = 0,
    ) -> list[int]:
        """Photos of one media_group_id; the first has the caption."""
        album = {"media_group_id": str(next(self.world.numbers))}
        captions = [caption, *[""] * (len(contents) - 1)]
        messages = [
            self._photo(content, words) | album
            for content, words in zip(contents, captions, strict=True)
        ]
        where = Where(thread=thread)
        return [self._speak(user_id, chat_id, message, where) for message in messages]

    def sends_poll(
        self, user_id: int, chat_id: int, question: str, options: Sequence[str], *, thread: int = 0
    ) -> int:
        listed = [
            {"persistent_id": str(number), "text": option, "voter_count": 0}
            for number, option in enumerate(options)
        ]
        flags = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
        poll = {
            "id": str(next(self.world.numbers)),
            "question": question,
            "options": listed,
            "total_voter_count": 0,
            "is_anonymous": True,
            "type": "regular",
            **dict.fromkeys(flags, False),
        }
        return self._speak(user_id, chat_id, {"poll": poll}, Where(thread=thread))

    def sends_contact(self, user_id: int, chat_id: int, phone: str, first_name: str) -> int:
        contact = {"phone_number": phone, "first_name": first_name}
        return self._speak(user_id, chat_id, {"contact": contact}, Where())

    def forwards(self, user_id: int, from_chat_id: int, message_id: int, chat_id: int) -> int:
        _, stored = self._message(from_chat_id, message_id)
        content = stored.content() | stored.forwarded()
        return self._speak(user_id, chat_id, content, Where())

    def edits(self, user_id: int, chat_id: int, message_id: int, text: str) -> None:
        """A person's own text or caption; the bot gets the whole message again."""
        chat, stored = self._message(chat_id, message_id)
        author = stored.json.get("from", {}).get("id")
        if author != user_id and not chat.member(user_id).anonymous:
            raise ValueError(f"message {message_id} is not by {user_id}")
        kept = stored.content()
        words = formatted(text, "")
        if "text" in kept:
            stored.replace(words.json())
        else:
            kept.pop("caption_entities", None)
            stored.replace(kept | words.json("caption", "caption_entities"))
        self._told_edit(chat, stored)

    def deletes(self, chat_id: int, message_id: int) -> None:
        """Bots are told nothing of it."""
        chat, stored = self._message(chat_id, message_id)
        del chat.messages[stored.id]

    def posts(self, channel_id: int, text: str, *, date: int | None = None) -> int:
        """A channel's post; in its discussion group it appears as an automatic forward."""
        channel = self.world.chat(channel_id)
        if channel.type is not ChatType.CHANNEL:
            raise ValueError(f"{channel_id} is no channel")
        content = formatted(text, "").json()
        number = self._told(channel, content, Origin(None, channel, date=date))
        if channel.linked is not None:
            forward = channel.messages[number].forwarded() | {"is_automatic_forward": True}
            group = self.world.chat(channel.linked)
            self._told(group, content | forward, Origin(TELEGRAM, channel, date=date))
        return number

    def edits_post(self, channel_id: int, message_id: int, text: str) -> None:
        channel, stored = self._message(channel_id, message_id)
        stored.replace(formatted(text, "").json())
        self._told_edit(channel, stored)

    def says_as_channel(
        self, channel_id: int, chat_id: int, text: str, *, reply_to: int = 0, thread: int = 0
    ) -> int:
        """Somebody speaks in a group in the name of their channel."""
        channel, chat = self.world.chat(channel_id), self.world.chat(chat_id)
        origin = Origin(CHANNEL_BOT, channel, thread, reply_to)
        return self._told(chat, formatted(text, "").json(), origin)

    def _photo(self, content: bytes, caption: str) -> Json:
        file = self.world.files.add(content, "photo.png", "image/png", "photos")
        return {"photo": file.photo()} | caption_of(caption, "", None)

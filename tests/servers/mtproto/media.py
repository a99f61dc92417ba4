"""What a message can carry besides its text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telethon import types

from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import World

DC = 2
"""The only data centre there is; files in another one would lead a client away from loopback."""
_REFERENCE = b"\x01stand-in"
_WHITE_PIXEL = bytes.fromhex(
    "ffd8ffdb004300ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffffffffffffffffffffffffffffffffffffc0000b080001000101011100ffc40014000100"
    "00000000000000000000000000000009ffc40014100100000000000000000000000000000000ffda00080101"
    "00003f0054dfffd9"
)
"""A JPEG of one pixel."""


def photo(world: World, at: datetime, content: bytes = b"") -> Tl:
    content = content or _WHITE_PIXEL
    number = world.next_file(content)
    sizes = [types.PhotoSize("x", 800, 600, len(content))]
    return types.MessageMediaPhoto(
        photo=types.Photo(number, number, _REFERENCE, at, sizes, DC),
    )


def document(world: World, at: datetime, name: str, mime: str, content: bytes) -> Tl:
    return _document(world, at, mime, content, [types.DocumentAttributeFilename(name)])


def voice(world: World, at: datetime, seconds: int, content: bytes) -> Tl:
    attribute = types.DocumentAttributeAudio(seconds, voice=True, waveform=bytes(63))
    return _document(world, at, "audio/ogg", content or b"OggS", [attribute], voice=True)


def sticker(world: World, at: datetime, emoji: str) -> Tl:
    attributes = [
        types.DocumentAttributeImageSize(512, 512),
        types.DocumentAttributeSticker(emoji, types.InputStickerSetEmpty()),
        types.DocumentAttributeFilename("sticker.webp"),
    ]
    return _document(world, at, "image/webp", b"RIFF", attributes)


def poll(world: World, question: str, options: Sequence[str]) -> Tl:
    answers = [
        types.PollAnswer(types.TextWithEntities(option, []), bytes([index]))
        for index, option in enumerate(options)
    ]
    text = types.TextWithEntities(question, [])
    return types.MessageMediaPoll(
        types.Poll(id=world.next_file(b""), question=text, answers=answers, hash=0),
        tally([0] * len(options)),
    )


def tally(votes: Sequence[int]) -> Tl:
    """The results of a poll: votes for each option."""
    return types.PollResults(
        results=[
            types.PollAnswerVoters(bytes([index]), voters=count, recent_voters=[])
            for index, count in enumerate(votes)
        ],
        total_voters=sum(votes),
    )


def rich(paragraphs: Sequence[str], *, shown: int | None = None) -> Tl:
    """A rich message: a heading and paragraphs. With ``shown`` it is only the first blocks."""
    head, *rest = [types.TextPlain(text) for text in paragraphs]
    blocks = [types.PageBlockHeader(head), *map(types.PageBlockParagraph, rest)]
    return types.RichMessage(
        blocks=blocks[:shown], photos=[], documents=[], part=shown is not None or None
    )


def reactions(counts: dict[str, int]) -> Tl:
    return types.MessageReactions(
        results=[
            types.ReactionCount(types.ReactionEmoji(emoji), count)
            for emoji, count in sorted(counts.items(), key=lambda pair: -pair[1])
            if count
        ]
    )


def _document(
    world: World,
    at: datetime,
    mime: str,
    content: bytes,
    attributes: list[Tl],
    **marks: Any,
) -> Tl:
    number = world.next_file(content)
    return types.MessageMediaDocument(
        document=types.Document(
            number, number, _REFERENCE, at, mime, len(content), DC, attributes
        ),
        **marks,
    )

"""What counts as talk: the one rule behind every figure of messages.

A message is talk unless Telegram wrote it, Alfred did, or it is nothing but a command to a bot.
What is no talk is kept as well, but nobody is told of it, and no figure of messages holds it:
neither a digest's nor the API's, the group card's or that of the least talk worth a digest.
"""

import re
from enum import StrEnum
from typing import Final

from pipeline.ingest.models import Message, MessageKind

_BY_WORDS: Final = re.compile(
    r"(?:/(?P<slash>[a-z][a-z0-9_]{1,31})(?P<bot>@\w+)?|!(?P<bang>[a-z][a-z0-9_-]{1,31}))"
    r"(?=\s|$)(?P<arguments>.*)",
    re.IGNORECASE | re.DOTALL,
)
_MARKED: Final = re.compile(
    r"/(?P<slash>[a-z0-9_]{1,64})(?P<bot>@\w+)?(?P<arguments>.*)", re.IGNORECASE | re.DOTALL
)
"""Telegram marks names of up to 64 characters."""
_NO_COMMANDS: Final = re.compile(
    r"me|bin|boot|dev|etc|home|lib|mnt|opt|proc|root|run|srv|sys|tmp|usr|var"
)
_ALFREDS: Final = frozenset(
    {"ask", "digest", "last", "thread", "schedule", "language", "privacy", "zone"}
)
"""Commands of Alfred's that are given in groups: whatever follows is said to him."""
_ARGUMENTS: Final = 6
"""Words; more of them say something to people too."""
_PREDICATE: Final = re.compile(
    r"\s+(?:не|нет|это|тоже|снова|опять|теперь|работает|сломал\w*|отвечает|[—–-]|is|isn't|was|does|"
    r"doesn't|did|works?|fails?|should|and|or|и|или|для|for|ничего|молчит|возвращает|returns)(?:\s|$)",
    re.IGNORECASE,
)


class Aside(StrEnum):
    """Why a message is no talk."""

    SERVICE = "service"
    """Telegram tells what happened: somebody joined, a message was pinned."""
    COMMAND = "command"
    OWN = "own"
    """Alfred wrote it."""


def aside(message: Message) -> Aside | None:
    """Why the message is no talk; None if it is talk."""
    if message.kind is MessageKind.SERVICE:
        return Aside.SERVICE
    if message.own:
        return Aside.OWN
    return Aside.COMMAND if is_command(message.text, marked=message.command) else None


def is_talk(message: Message) -> bool:
    return aside(message) is None


def is_command(text: str, *, marked: bool | None = None) -> bool:
    """Whether a text is addressed to a bot: ``/digest``, ``/start@bot``, ``!roll 2d6``.

    Paths, IRC's ``/me`` and sentences about a command («/deploy не работает») are not.

    Args:
        text: All that was written.
        marked: As ``Message.command``. Telegram marks no path, but also the command with which a
            sentence about it begins, so a mark alone does not suffice.
    """
    text = text.strip()
    if marked is False or not text.startswith(("/", "!")):
        return False
    found = (_MARKED if marked else _BY_WORDS).match(text)
    if found is None or _NO_COMMANDS.fullmatch(found["slash"] or ""):
        return False
    if found["bot"]:
        return True
    arguments = found["arguments"]
    if _PREDICATE.match(arguments):
        return False
    return (found["slash"] or "").lower() in _ALFREDS or len(arguments.split()) <= _ARGUMENTS

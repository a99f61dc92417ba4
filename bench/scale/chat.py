"""A day's chat of any length, in the words of real ones."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.public_data import public_data
from bench.synthetic import START, messages
from pipeline.ingest.models import AuthorId, Message

HOURS = 24
"""The longest window of a digest, whatever it holds."""
BLOCK = 20
"""Messages of one chat that stay together."""
PEOPLE = 200
CHANGED = 5
"""One word in so many, once all that was said has been said."""


def talk(count: int) -> Iterator[Message]:
    """``count`` messages of one day: the same for the same count.

    The texts are those of ``telegram/``, blocks of all chats mixed so that a short talk holds both
    languages as a long one does. Where they come again, a fifth of their words are changed for
    words of others. Who answers whom is drawn, as in ``bench.synthetic``.
    """
    said = _mixed(public_data("telegram"))
    vocabulary = [word for text in said for word in text.split()]
    chance = random.Random(1)  # noqa: S311 - a benchmark's chat, not a secret
    step = timedelta(hours=HOURS) / count
    for number, message in enumerate(messages(count)):
        text = said[number % len(said)]
        person = chance.randrange(PEOPLE)
        yield replace(
            message,
            sent_at=START + step * number,
            author_id=AuthorId(f"user{1_000 + person}"),
            author_name=f"Участник {person}",
            text=text if number < len(said) else _changed(text, vocabulary, chance),
        )


def _mixed(source: Path) -> list[str]:
    blocks = []
    for export in sorted(source.glob("*.result.json")):
        chat = json.loads(export.read_text(encoding="utf-8"))["messages"]
        texts = [text for each in chat if (text := _plain(each.get("text", "")).strip())]
        blocks += [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
    random.Random(0).shuffle(blocks)  # noqa: S311
    return [text for block in blocks for text in block]


def _plain(text: Any) -> str:
    pieces = [text] if isinstance(text, str) else text
    return "".join(each if isinstance(each, str) else each["text"] for each in pieces)


def _changed(text: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    parts = text.split(" ")
    for _ in range(max(1, len(parts) // CHANGED)):
        parts[chance.randrange(len(parts))] = chance.choice(vocabulary)
    return " ".join(parts)

from typing import Any, Final

from telethon import types

from handlers.export.text import clean_name
from pipeline.ingest.models import Reaction

_MOST: Final = 2**31 - 1
_LONGEST_EMOJI: Final = 32


def read_reactions(reactions: Any) -> tuple[Reaction, ...]:
    """Reactions in their order; custom emoji have no character, so they are counted together."""
    results = getattr(reactions, "results", None)
    if not isinstance(results, list):
        return ()
    counts: dict[str, int] = {}
    for each in results:
        emoji, count = _emoji(getattr(each, "reaction", None)), getattr(each, "count", None)
        if emoji and type(count) is int and 0 < count <= _MOST:
            counts[emoji] = min(counts.get(emoji, 0) + count, _MOST)
    return tuple(Reaction(emoji, count) for emoji, count in counts.items())


def _emoji(reaction: Any) -> str:
    match reaction:
        case types.ReactionEmoji(emoticon=str(emoticon)):
            return clean_name(emoticon, _LONGEST_EMOJI)
        case types.ReactionCustomEmoji():
            return "custom"
        case types.ReactionPaid():
            return "paid"
    return ""

from typing import Any, Final

from handlers.export.integers import whole_number
from handlers.export.problems import Problem, Problems
from handlers.export.text import clean_name
from pipeline.ingest.models import Reaction

_MOST: Final = 2**31 - 1
_LONGEST_EMOJI: Final = 32


def read_reactions(value: Any, problems: Problems) -> tuple[Reaction, ...]:
    """Reactions in their order; custom emoji have no character, so they are counted together."""
    if not isinstance(value, list):
        problems.add(Problem.UNREADABLE_REACTIONS)
        return ()
    counts: dict[str, int] = {}
    for each in value:
        emoji, count = _reaction(each)
        if emoji and count and 0 < count <= _MOST:
            counts[emoji] = min(counts.get(emoji, 0) + count, _MOST)
        else:
            problems.add(Problem.UNREADABLE_REACTIONS)
    return tuple(Reaction(emoji, count) for emoji, count in counts.items())


def _reaction(value: Any) -> tuple[str | None, int | None]:
    if not isinstance(value, dict):
        return None, None
    match value.get("type"):
        case "emoji":
            emoji = value.get("emoji")
            shown = clean_name(emoji, _LONGEST_EMOJI) if isinstance(emoji, str) else None
        case "custom_emoji":
            shown = "custom"
        case "paid":
            shown = "paid"
        case _:
            shown = None
    return shown, whole_number(value.get("count"))

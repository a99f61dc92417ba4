"""The text of a message, and what its entities point to."""

from typing import Any, Final, NamedTuple

from handlers.export.text import clean, clean_name

MAX_REFERENCES: Final = 100
"""Links, and mentions, kept of one message: Telegram itself marks up 100 entities."""
MAX_LINK: Final = 2048


class References(NamedTuple):
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


NO_REFERENCES: Final = References()
_COMMANDS: Final = {"bot_command": True, "code": False, "pre": False}


def text_parts(value: list[Any]) -> list[str | None]:
    """The shown text of each string or entity of a list; none for what is neither."""
    shown = (part.get("text") if isinstance(part, dict) else part for part in value)
    return [part if isinstance(part, str) else None for part in shown]


def plain_text(value: Any) -> str:
    """What a text shows, be it a string or a list of strings and entities; else nothing."""
    if isinstance(value, str):
        return value
    return "".join(filter(None, text_parts(value))) if isinstance(value, list) else ""


def references(entities: Any) -> References:
    """The people and addresses that entities name, each once and in their order."""
    if not isinstance(entities, list):
        return NO_REFERENCES
    if len(entities) == 1 and type(entities[0]) is dict and entities[0].get("type") == "plain":
        return NO_REFERENCES  # nothing is marked up, as in nine messages of ten
    mentions: dict[str, None] = {}
    links: dict[str, None] = {}
    for entity in entities:
        if not isinstance(entity, dict):
            continue
        shown = entity.get("text")
        match entity.get("type"):
            case "mention" | "mention_name":
                keep(mentions, clean_name(shown) if isinstance(shown, str) else "")
            case "link":
                keep(links, link(shown))
            case "text_link":
                keep(links, link(entity.get("href")))
    return References(tuple(mentions), tuple(links))


def command(text: str, entities: Any) -> bool | None:
    """What the first entity makes of a text that begins with a slash, as ``Message.command``."""
    if not text.startswith("/") or not isinstance(entities, list):
        return None
    first = entities[0] if entities else None
    return _COMMANDS.get(str(first.get("type"))) if isinstance(first, dict) else None


def link(address: Any) -> str:
    """The address without what nobody sees in it; empty if it is none that is kept."""
    if not isinstance(address, str) or len(address) > MAX_LINK:
        return ""
    return "".join(clean(address).split())


def keep(found: dict[str, None], reference: str) -> None:
    """Add it, unless it is empty or one too many."""
    if reference and len(found) < MAX_REFERENCES:
        found[reference] = None

"""What a chat shows, as text for a test to read."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from tests.servers.telegram.chats import Chat
from tests.servers.telegram.fields import Json
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.rich_lines import lines
from tests.servers.telegram.utf16 import index_at

_INDENT: Final = "  "
_SERVICE: Final[dict[str, Callable[[Any], str]]] = {
    "new_chat_members": lambda users: f"{_names(users)} joined",
    "left_chat_member": lambda user: f"{user['first_name']} left",
    "pinned_message": lambda _: "pinned a message",
    "forum_topic_created": lambda topic: f"created the topic “{topic['name']}”",
    "migrate_to_chat_id": lambda _: "upgraded the group to a supergroup",
    "migrate_from_chat_id": lambda _: "the group became this supergroup",
}


def transcript(chat: Chat, now: float) -> str:
    """Every message that is there, oldest first, then drafts and the reply keyboard."""
    lines: list[str] = []
    for stored in chat.messages.values():
        lines.extend(_message(stored))
    for draft in chat.drafts.values():
        if draft.until > now:
            lines.extend(_titled("…", "", list(_body(draft.content))))
    keyboard = _keyboard(chat.messages.values())
    lines.extend(f"{_INDENT}keyboard: {' | '.join(row)}" for row in keyboard)
    return "\n".join(lines)


def visible(message: Json) -> str:
    """The content of a message: its text, and names for what is no text."""
    return "\n".join(_body(message))


def _message(stored: Stored) -> Iterator[str]:
    message = stored.json
    service = _service(message)
    if service is not None:
        yield f"— {_sender(message)}: {service}"
        return
    notes = [*_notes(message)]
    note = f" ({', '.join(notes)})" if notes else ""
    yield from _titled(_sender(message), note, list(_body(message)))
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield _INDENT + " ".join(f"[{button['text']}]" for button in row)
    reactions = [each for given in stored.reactions.values() for each in given]
    if reactions:
        yield _INDENT + " ".join(each.get("emoji", "⭐") for each in reactions)


def _titled(who: str, note: str, body: list[str]) -> Iterator[str]:
    first, *rest = body or [""]
    yield f"{who}{note}: {first}"
    for line in rest:
        yield f"{_INDENT}{line}" if line else ""


def _notes(message: Json) -> Iterator[str]:
    if "edit_date" in message:
        yield "edited"
    if "forward_origin" in message:
        yield "forwarded"
    answered = message.get("reply_to_message")
    if answered is not None and "forum_topic_created" not in answered:
        yield f"to {_sender(answered)}"


def _sender(message: Json) -> str:
    chat = message.get("sender_chat")
    if chat is not None:
        return str(chat.get("title"))
    user = message.get("from")
    if user is None:
        return str(message.get("chat", {}).get("title"))
    last = user.get("last_name")
    return f"{user['first_name']} {last}" if last else str(user["first_name"])


def _service(message: Json) -> str | None:
    return next((say(message[key]) for key, say in _SERVICE.items() if key in message), None)


def _body(message: Json) -> Iterator[str]:
    yield from _media(message)
    if "rich_message" in message:
        yield from lines(message["rich_message"]["blocks"])
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        if text in message:
            yield from _linked(message[text], message.get(entities, [])).split("\n")


def _media(message: Json) -> Iterator[str]:
    if "photo" in message:
        yield "[photo]"
    if "document" in message:
        yield f"[document {message['document']['file_name']}]"
    if "voice" in message:
        yield f"[voice {message['voice']['duration']} s]"
    if "audio" in message:
        yield f"[audio {message['audio']['file_name']}, {message['audio']['duration']} s]"
    if "video_note" in message:
        yield f"[video note {message['video_note']['duration']} s]"
    if "poll" in message:
        options = " / ".join(option["text"] for option in message["poll"]["options"])
        yield f"[poll {message['poll']['question']}: {options}]"
    if "contact" in message:
        yield f"[contact {message['contact']['first_name']}]"


def _linked(text: str, entities: Iterable[Json]) -> str:
    """The text with the addresses behind its words."""
    links = [entity for entity in entities if entity["type"] == "text_link"]
    for entity in sorted(links, key=lambda each: -(each["offset"] + each["length"])):
        end = index_at(text, entity["offset"] + entity["length"])
        text = f"{text[:end]} <{entity['url']}>{text[end:]}"
    return text


def _keyboard(messages: Iterable[Stored]) -> list[list[str]]:
    """The newest one that the bot sent and did not take away."""
    shown = [stored.keyboard for stored in messages if stored.keyboard is not None]
    return shown[-1] if shown else []


def _names(users: list[Json]) -> str:
    return ", ".join(user["first_name"] for user in users)

"""Exports as Telegram Desktop writes them, for tests."""

import json
from pathlib import Path
from typing import Any

NOON = 1_769_936_400
"""2026-02-01T09:00:00Z, noon in Moscow; message ``n`` of a test is sent ``n`` seconds later."""


def plain(number: int, text: Any = "hello", **changed: Any) -> dict[str, Any]:
    """A text message; a change to ``None`` is a null, not an absence."""
    return {
        "id": number,
        "type": "message",
        "date": "2026-02-01T12:00:00",
        "date_unixtime": str(NOON + number),
        "from": "Анна",
        "from_id": "user1",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}] if isinstance(text, str) else [],
        **changed,
    }


def service(number: int, action: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "service",
        "date": "2026-02-01T12:00:00",
        "date_unixtime": str(NOON + number),
        "actor": "Анна",
        "actor_id": "user1",
        "action": action,
        "text": "",
        "text_entities": [],
        **changed,
    }


def without(raw: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in keys}


def one_chat(*messages: Any, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Ласточка",
        "type": "private_supergroup",
        "id": 1234567890,
        "messages": list(messages),
        **changed,
    }


def account(*chats: dict[str, Any], left: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1, "first_name": "Анна", "bio": "messages"},
        "chats": {"about": "This page lists all chats.", "list": list(chats)},
        "left_chats": {"about": "Chats that you left.", "list": list(left)},
    }


def written(folder: Path, export: Any) -> Path:
    """The export as a file: bytes as they are, anything else as JSON."""
    path = folder / "result.json"
    raw = export if isinstance(export, bytes) else json.dumps(export, indent=1).encode()
    path.write_bytes(raw)
    return path

"""Polls and to-do lists as text, in the lines that an export gives."""

from typing import Any, Final

from telethon import types

from handlers.telethon.text import shown

_MOST_ANSWERS: Final = 100


def listed_text(media: Any) -> str:
    """The question and the answers with their votes, or the tasks; else nothing."""
    if isinstance(media, types.MessageMediaPoll):
        return _poll(media)
    if isinstance(media, types.MessageMediaToDo):
        tasks = _list(getattr(media.todo, "list", None))
        return _lines(getattr(media.todo, "title", None), [_line(task, "title") for task in tasks])
    return ""


def _poll(media: Any) -> str:
    counts: dict[Any, int] = {}
    for result in _list(getattr(media.results, "results", None)):
        option, voters = getattr(result, "option", None), getattr(result, "voters", None)
        if isinstance(option, bytes) and type(voters) is int:
            counts[option] = voters
    lines = []
    for answer in _list(getattr(media.poll, "answers", None)):
        line, option = _line(answer, "text"), getattr(answer, "option", None)
        votes = counts.get(option, 0) if isinstance(option, bytes) else 0
        lines.append(f"{line} ({votes})" if line else "")
    return _lines(getattr(media.poll, "question", None), lines)


def _lines(heading: Any, lines: list[str]) -> str:
    return "\n".join(filter(None, [shown(heading), *lines]))


def _line(answer: Any, key: str) -> str:
    text = shown(getattr(answer, key, None))
    return f"- {text}" if text else ""


def _list(value: Any) -> list[Any]:
    return value[:_MOST_ANSWERS] if isinstance(value, list) else []

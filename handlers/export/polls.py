"""Polls and to-do lists as text, so that whatever reads texts can read them."""

from typing import Any, Final

from handlers.export.entities import plain_text
from handlers.export.integers import whole_number
from handlers.export.problems import Problem, Problems

_MOST_ANSWERS: Final = 100
"""Telegram allows 12 answers and 30 tasks."""


def poll_text(poll: Any, problems: Problems) -> str:
    """The question, then ``- answer (voters)`` line by line."""
    return _listed(poll, "question", problems)


def todo_text(todo: Any, problems: Problems) -> str:
    """The title, then ``- task`` line by line."""
    return _listed(todo, "title", problems)


def _listed(value: Any, heading: str, problems: Problems) -> str:
    answers = value.get("answers") if isinstance(value, dict) else None
    if not isinstance(answers, list):
        problems.add(Problem.UNREADABLE_MEDIA)
        answers = []
    first = plain_text(value.get(heading)) if isinstance(value, dict) else ""
    return "\n".join(filter(None, [first, *map(_line, answers[:_MOST_ANSWERS])]))


def _line(answer: Any) -> str:
    text = plain_text(answer.get("text")) if isinstance(answer, dict) else ""
    if not text:
        return ""
    voters = whole_number(answer.get("voters"))
    return f"- {text}" if voters is None else f"- {text} ({voters})"

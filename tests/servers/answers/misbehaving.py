"""Models that do not behave, each in one way, to prove that code keeps a digest honest.

``obedient`` and ``liar`` answer in the right form, at the latest when they are asked to repair it,
so that what they say is the only thing wrong with it. The others spoil the form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.answers.answering import answer
from tests.servers.answers.lies import liar
from tests.servers.answers.obedience import obedient
from tests.servers.gigachat.journal import Message

__all__ = ["babbler", "empty", "huge", "liar", "nonsense", "obedient"]


def babbler(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """The right answer amid prose, in a code fence, with a brace in the remark after it."""
    said = answer(messages, request)
    return f"Конечно! Вот ответ:\n```json\n{said}\n```\nНадеюсь, это вам поможет :}}"


def nonsense(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """No JSON, although it has its marks."""
    return 'Сорок два, "если {честно" — [и дальше'


def huge(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """Valid JSON of a million characters."""
    return '{"problem":[' + "1," * 500_000 + "1]}"


def empty(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    return ""

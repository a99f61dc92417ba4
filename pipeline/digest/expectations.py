"""What a person who read a chat says of its digests: what must be told, what must not be said.

It stands beside the export as ``<export>.expected.json`` (``team-chat.json`` has
``team-chat.expected.json``)::

    {
      "must_mention": [[4284, 4286], [4301]],
      "must_not_say": ["релиз отмен[её]н"]
    }

Each list of ids is one thing that happened; it is mentioned if a statement cites any of them. A
line that a reader called wrong is kept from coming back by a pattern that it matches.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.digest.answers import Answer, Ids


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from None
    return text


class Expected(Answer):
    must_mention: tuple[Annotated[Ids, Field(min_length=1)], ...] = ()
    must_not_say: tuple[Annotated[str, Field(min_length=1), AfterValidator(_pattern)], ...] = ()
    """Regular expressions, looked for without regard to case in what a reader would read."""


class Met(Answer):
    asked: int
    """Things to mention that happened in the windows that were digested."""
    mentioned: int
    slips: int
    """Statements that say what must not be said."""


def meet(
    expected: Expected, present: AbstractSet[int], cited: AbstractSet[int], texts: Iterable[str]
) -> Met:
    """Hold digests against what was expected of them.

    Args:
        expected: What was.
        present: The ids of the messages that were digested.
        cited: The ids that the statements cite which tell what was said.
        texts: All statements, as a reader reads them.
    """
    asked = [ids for ids in expected.must_mention if not present.isdisjoint(ids)]
    wrong = [re.compile(pattern, re.IGNORECASE) for pattern in expected.must_not_say]
    return Met(
        asked=len(asked),
        mentioned=sum(not cited.isdisjoint(ids) for ids in asked),
        slips=sum(any(pattern.search(text) for pattern in wrong) for text in texts),
    )

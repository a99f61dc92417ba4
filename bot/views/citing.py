"""The messages that a line rests on, as people see them: a number each, and its link.

A group that became a supergroup counts its messages from 1 again, so what was said before is
marked (docs/decisions/0020): ``2*`` is the second message of the basic group, ``2`` the second of
the supergroup. What was said aloud is marked too: ``🎤2``.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from bot.views.page import Block, Ref
from bot.views.report import message_url
from pipeline.digest.ports import Group, Wording
from pipeline.ingest.migration import original_id
from pipeline.ingest.models import ChatKind

FORMER: Final = "*"
"""Marks a message of the basic group that the supergroup was."""
SPOKEN: Final = "🎤"
"""Marks what was said aloud, and understood by a machine."""


def refs(group: Group, ids: Iterable[int], spoken: Collection[int] = ()) -> tuple[Ref, ...]:
    """Cite messages of a group, as it was for the digest (``report.group_of``).

    Args:
        group: Theirs.
        ids: Of the messages.
        spoken: Of those of them that were said aloud.
    """
    return tuple(
        Ref(
            f"{SPOKEN if each in spoken else ''}{_number(group, each)}",
            message_url(group, each),
        )
        for each in ids
    )


def legend(blocks: Iterable[Block], wording: Wording) -> tuple[str, ...]:
    """What the marks mean, for the foot of a page on which they stand."""
    return tuple(_legend(blocks, wording))


def _legend(blocks: Iterable[Block], wording: Wording) -> Iterator[str]:
    lines = (line for block in blocks for entry in block.entries for line in entry.lines)
    numbers = [ref.number for line in lines for ref in line.refs]
    if any(number.endswith(FORMER) for number in numbers):
        yield wording.say("digest-footer-former", mark=FORMER)
    if any(number.startswith(SPOKEN) for number in numbers):
        yield wording.say("digest-footer-spoken", mark=SPOKEN)


def _number(group: Group, message: int) -> str:
    # A digest from before has its ids from before; it alone shows a supergroup as a basic group.
    of_before = group.migrated_at is not None and group.kind == ChatKind.GROUP
    original = original_id(message)
    return f"{original}{FORMER}" if of_before or original != message else str(message)

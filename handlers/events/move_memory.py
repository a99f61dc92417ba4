"""What is remembered of a group goes with it when it becomes a supergroup."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.alfred.models import scope_of
from pipeline.alfred.moving import MoveScope
from pipeline.events.groups import GroupMigrated


@dataclass(frozen=True, slots=True)
class GroupWasMigrated:
    move: MoveScope | None
    """None where nobody is remembered."""

    async def __call__(self, events: Sequence[GroupMigrated]) -> None:
        for event in events:
            if self.move is not None:
                await self.move(scope_of(event.old_chat), scope_of(event.new_chat))

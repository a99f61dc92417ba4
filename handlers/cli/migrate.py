from collections.abc import Callable
from typing import Protocol


class Schema(Protocol):
    """The tables of one database, as their owner sees them."""

    async def revision(self) -> str | None:
        """The revision that the database is at; None if it was never migrated."""
        ...

    async def upgrade(self) -> str:
        """Run the revisions that are missing and return the last one."""
        ...

    async def complete(self) -> bool:
        """Add tables for which the server lacked something at their revision; were there any?"""
        ...


async def migrate(schema: Schema, say: Callable[[str], None]) -> None:
    before = await schema.revision()
    after = await schema.upgrade()
    if before == after and await schema.complete():
        say(f"the tables of vectors were added; the schema is at revision {after}")
    elif before == after:
        say(f"nothing to do: the schema is at revision {after}")
    elif before is None:
        say(f"the schema was made, at revision {after}")
    else:
        say(f"the schema went from revision {before} to {after}")


def tell_indexes(made: int, say: Callable[[str], None]) -> None:
    if made:
        say(f"MongoDB got {made} {'index' if made == 1 else 'indexes'}")
    else:
        say("nothing to do: MongoDB has its indexes")

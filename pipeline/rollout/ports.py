from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pipeline.rollout.gates import Reading
from pipeline.rollout.models import Answer, Entry, Feature, Proposal, State, Terms, Wish


class Rollout(Protocol):
    """The one question that every way to a feature asks."""

    def is_on(self, feature: Feature, subject: int) -> bool:
        """Whether the subject may have the feature at this moment; if not, nothing is begun.

        Args:
            feature: Of which ``Feature.subject`` tells whose number the subject is.
            subject: A tenant's own number or a person's Telegram id.
        """
        ...

    def is_withheld(self, feature: Feature, subject: int) -> bool:
        """Whether nothing but the kill switch keeps the feature from the subject."""
        ...


class RolloutStates(Protocol):
    async def states(self) -> Sequence[State]:
        """Of every feature that the database knows."""
        ...

    def changes(self) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        """Something for each time that states have changed, in any process; several may be one.

        What changes while a lost connection is made again is told once it is there.
        """
        ...


class Rollouts(Protocol):
    """Where features are moved; whoever moves them is held to the transition table."""

    async def state(self, feature: Feature) -> State: ...

    async def terms(self, feature: Feature) -> Terms: ...

    async def gates(self, feature: Feature) -> Sequence[Reading]:
        """As they are now; this reads the ledgers."""
        ...

    async def ask(self, wish: Wish) -> Answer:
        """Do it, let it wait for a second person, or refuse it; what is done is journalled.

        The same wish of a second person approves of the first one's.
        """
        ...

    async def approve(self, proposal: int, owner: str) -> Answer:
        """A second person agrees; every guard is asked again.

        Raises:
            NotFoundError: There was never such a proposal.
        """
        ...

    async def proposals(self, feature: Feature) -> Sequence[Proposal]:
        """Those that can still be approved, oldest first."""
        ...

    async def history(self, feature: Feature, *, limit: int) -> Sequence[Entry]:
        """The newest entries of the journal first."""
        ...

    async def allow(
        self, feature: Feature, subject: int, *, allowed: bool, owner: str, note: str = ""
    ) -> bool:
        """Put a subject on the feature's list or take it off; False if nothing changes."""
        ...

    async def configure(self, terms: Terms, owner: str) -> None:
        """Hold all features to these terms from now on; a change is journalled."""
        ...


class RolloutBook(RolloutStates, Rollouts, Protocol):
    """Where features stand, and where they are moved."""

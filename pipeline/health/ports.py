from typing import Protocol

from pipeline.health.models import Finding


class Check(Protocol):
    """One question about the installation; it changes nothing that it examines."""

    @property
    def subject(self) -> str:
        """What is examined, in a word or two."""
        ...

    async def examine(self) -> Finding: ...

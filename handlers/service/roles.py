from collections.abc import Collection
from enum import StrEnum

import click


class Role(StrEnum):
    """What one process of the service does."""

    BOT = "bot"
    """Answers people and delivers; one process at a time, the others stand by."""
    INGEST = "ingest"
    """Reads groups through people's accounts; each account in one process at a time."""
    WORKER = "worker"
    """Links threads and makes digests."""
    SCHEDULER = "scheduler"
    """Orders the digests that fall due."""
    WEB = "web"
    """Health, metrics and the API."""


class Roles(click.ParamType[frozenset[Role]]):
    name = "roles"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> frozenset[Role]:
        """Read roles between commas."""
        if isinstance(value, Collection) and not isinstance(value, str):
            return frozenset(value)
        names = [part.strip().lower() for part in str(value).split(",") if part.strip()]
        unknown = [name for name in names if name not in list(Role)]
        if unknown or not names:
            known = ", ".join(Role)
            self.fail(f"{', '.join(unknown) or 'nothing'} is no role — choose from {known}")
        return frozenset(map(Role, names))

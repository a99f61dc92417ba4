"""What readiness and doctor say of reading that somebody paused."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.health.models import Finding, ok, warn
from pipeline.ingest.pauses import KnownPauses, Pause, Reach


@dataclass(frozen=True, slots=True)
class ReadingCheck:
    """By what this process knows; a pause is no failure."""

    known: KnownPauses
    subject: str = "reading"

    async def examine(self) -> Finding:
        return finding(self.known.in_force)


def finding(pauses: Sequence[Pause]) -> Finding:
    if not pauses:
        return ok("nothing is paused")
    told = "; ".join(_told(each) for each in pauses)
    return warn(f"paused by an operator: {told}", "/resume_ingest in the admin chat goes on")


def _told(pause: Pause) -> str:
    what = {
        Reach.ALL: "all accounts",
        Reach.ACCOUNT: f"the account of tenant {pause.target.number}",
        Reach.GROUP: f"group {pause.target.number}",
    }[pause.target.reach]
    until = "" if pause.until is None else f" until {pause.until:%Y-%m-%d %H:%M} UTC"
    return f"{what} since {pause.since:%Y-%m-%d %H:%M} UTC{until}"

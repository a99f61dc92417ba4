import json
import sys
from typing import Protocol

from rich.console import Console

from bot.views.trace import render, to_json
from handlers.cli.output import FILE_COLUMNS
from pipeline.errors import BadInputError
from pipeline.ingest.ports import TenantDirectory
from pipeline.tracing.timeline import Traces
from pipeline.tracing.wanted import Wanted


class TraceStores(Protocol):
    @property
    def tenants(self) -> TenantDirectory: ...

    @property
    def traces(self) -> Traces: ...


class UnknownDigestError(BadInputError):
    """Nothing has this number or id."""

    def __init__(self, wanted: Wanted, tenant: str) -> None:
        super().__init__(f"there is no {_named(wanted)} — {_remedy(wanted, tenant)}")


async def show_trace(stores: TraceStores, wanted: Wanted, tenant: str, *, as_json: bool) -> None:
    """Write the life of a digest to stdout.

    Raises:
        UnknownDigestError: There is no such digest.
    """
    subject = await stores.traces.find(wanted, await stores.tenants.find(tenant))
    if subject is None:
        raise UnknownDigestError(wanted, tenant)
    timeline = await stores.traces.read(subject)
    if as_json:
        json.dump(to_json(timeline), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    width = None if sys.stdout.isatty() else FILE_COLUMNS
    Console(width=width).print(render(timeline))


def _named(wanted: Wanted) -> str:
    if wanted.correlation is not None:
        return f"order of the correlation {wanted.correlation.hex}"
    return f"{wanted.by} {wanted.number}"


def _remedy(wanted: Wanted, tenant: str) -> str:
    match wanted.by:
        case "order":
            return "of a digest's or a window's own number say digest:N or window:N"
        case "correlation":
            return "take it from a line of the log that is about a digest"
        case _:
            return f"nobody ordered it; of {tenant}'s there is none, so name its --tenant"

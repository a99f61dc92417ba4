"""An export's messages into the archive: read in a thread, stored in batches, both at once."""

import asyncio
from collections.abc import Callable, Sequence

from handlers.export.errors import ExportError
from handlers.export.reader import Export
from pipeline.ingest.models import GroupId, Message, TenantId
from pipeline.ingest.ports import Accepted, MessageSink

BATCH = 4000
"""Messages a transaction: a larger batch is hardly faster, and a break costs more of it."""
TURN_SECONDS = 0.0005
"""For ``sys.setswitchinterval``: the loop has six round trips to the database for each batch, and
with Python's 5 ms each of them waits that long for the reader's thread."""
AHEAD = 2
"""Batches that the reader may be ahead of the database."""

_Item = Sequence[Message] | ExportError | None


async def import_export(
    export: Export,
    sink: MessageSink,
    tenant: TenantId,
    group: GroupId,
    progress: Callable[[Accepted], None],
) -> Accepted:
    """Store every message that can be read, then raise what the reader ended with, if anything.

    Raises:
        ExportError: the file is broken; what stood before the break is stored.
    """
    queue: asyncio.Queue[_Item] = asyncio.Queue(AHEAD)
    total = Accepted()
    broken: ExportError | None = None
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_read(export, queue))
        while (item := await queue.get()) is not None:
            if isinstance(item, ExportError):
                broken = item
                break
            total += await sink.accept(tenant, group, item)
            progress(total)
    if broken is not None:
        raise broken
    return total


async def _read(export: Export, queue: asyncio.Queue[_Item]) -> None:
    batches = iter(export.batches(BATCH))
    try:
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await queue.put(batch)
    except ExportError as error:
        await queue.put(error)
    else:
        await queue.put(None)

"""Reading and storing go on at the same time, and neither outlives the other."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from handlers.cli.import_export import BATCH, import_export
from handlers.export.errors import DamagedExportError
from handlers.export.reader import Export, open_export
from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.ingest.ports import Accepted
from tests.telegram_desktop import one_chat, plain, written

TENANT, GROUP = TenantId(1), GroupId(7)


class DiskFullError(Exception):
    pass


class Sink:
    """The port ``MessageSink``: counts what it is handed."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        assert (TENANT, GROUP) == (tenant, group)
        self.batches.append(len(batch))
        return Accepted(added=len(batch))

    async def delete(
        self,
        tenant: TenantId,
        group: GroupId | None,
        ids: Sequence[MessageId],
        *,
        said_in: int | None = None,
    ) -> Sequence[tuple[GroupId, MessageId]]:
        raise AssertionError("an export tells of no deletion")


class Patient(Sink):
    """Stores its first batch only when the reader has come to the end of the file."""

    def __init__(self, export: Export) -> None:
        super().__init__()
        self._export = export

    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        while self._export.bytes_read < self._export.size:  # noqa: ASYNC110  # it tells no event
            await asyncio.sleep(0)
        return await super().accept(tenant, group, batch)


class Full(Sink):
    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        await super().accept(tenant, group, batch)
        raise DiskFullError


def exported(count: int) -> bytes:
    messages = (plain(number) for number in range(1, count + 1))
    return json.dumps(one_chat(*messages)).encode()


def damaged(count: int) -> bytes:
    """An export that ends in the middle of the message after ``count``."""
    whole = exported(count + 1)
    return whole[: whole.index(f'{{"id": {count + 1},'.encode()) + 20]


async def test_every_message_is_stored_in_batches_and_the_progress_is_told_after_each(
    tmp_path: Path,
) -> None:
    export, sink = open_export(written(tmp_path, exported(BATCH + 5))), Sink()
    told: list[Accepted] = []

    total = await import_export(export, sink, TENANT, GROUP, told.append)

    assert [BATCH, 5] == sink.batches
    assert [Accepted(added=BATCH), Accepted(added=BATCH + 5)] == told
    assert Accepted(added=BATCH + 5) == total


async def test_the_next_batches_are_read_while_one_is_stored(tmp_path: Path) -> None:
    export = open_export(written(tmp_path, exported(BATCH + 5)))
    sink = Patient(export)

    await import_export(export, sink, TENANT, GROUP, lambda _: None)

    assert [BATCH, 5] == sink.batches


async def test_a_chat_without_messages_stores_nothing(tmp_path: Path) -> None:
    export, sink = open_export(written(tmp_path, one_chat())), Sink()

    total = await import_export(export, sink, TENANT, GROUP, lambda _: None)

    assert (Accepted(), []) == (total, sink.batches)


async def test_what_stands_before_the_damage_is_stored_and_then_the_damage_is_told(
    tmp_path: Path,
) -> None:
    export, sink = open_export(written(tmp_path, damaged(BATCH + 5))), Sink()
    told: list[Accepted] = []

    with pytest.raises(DamagedExportError) as caught:
        await import_export(export, sink, TENANT, GROUP, told.append)

    assert [BATCH, 5] == sink.batches
    assert Accepted(added=BATCH + 5) == told[-1]
    assert caught.value.truncated


async def test_where_nothing_can_be_stored_the_reading_stops(tmp_path: Path) -> None:
    export, sink = open_export(written(tmp_path, exported(6 * BATCH))), Full()

    with pytest.RaisesGroup(DiskFullError):
        await import_export(export, sink, TENANT, GROUP, lambda _: None)

    assert [BATCH] == sink.batches
    assert export.bytes_read < export.size


async def test_a_cancelled_import_leaves_what_was_stored(tmp_path: Path) -> None:
    export, sink = open_export(written(tmp_path, exported(2 * BATCH))), Sink()

    def cancel(_: Accepted) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await import_export(export, sink, TENANT, GROUP, cancel)

    assert [BATCH] == sink.batches

"""A replay is import, links and digests, each left out where it was done before."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.cli.remarks import WindowsFailedError, refuse_failures
from handlers.cli.replay import NothingToTellError
from handlers.export.errors import DamagedExportError
from pipeline.digest.answers import Stage
from pipeline.digest.errors import NoModelError
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.ports import ArtifactKey
from pipeline.events.delivery import DigestDelivered
from pipeline.events.runs import DigestGenerateRequested, DigestPersisted
from pipeline.ingest.models import TenantId
from pipeline.windows.models import SkipReason, WindowSize, WindowStatus
from pipeline.windows.selection import Between, Last
from tests.fakes.artifacts import MemoryArtifacts
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, WEDNESDAY_TALK, exported
from tests.fixtures.rehearsal import REQUEST, Rehearsal, Watched
from tests.fixtures.world import World
from tests.telegram_desktop import one_chat, written

TWO_DAYS = (MONDAY_TALK, TUESDAY_TALK)


class DiskFullError(Exception):
    pass


class Disk(MemoryArtifacts):
    full = True

    async def save(self, tenant: TenantId, key: ArtifactKey, answer: bytes) -> None:
        if self.full and key.stage is Stage.TOPIC:
            raise DiskFullError
        await super().save(tenant, key, answer)


def file(folder: Path, *talks: str) -> Path:
    return written(folder, exported(*talks))


async def test_each_window_of_the_chat_gets_its_digest_in_order(tmp_path: Path) -> None:
    report = await Rehearsal()(file(tmp_path, *TWO_DAYS))

    days = [each.window.span.start.day for each in report.windows]
    assert ([2, 3], "Ласточка", "ru") == (days, report.group.title, report.language)
    assert all(each.cleared for each in report.windows)
    assert {WindowStatus.COMPLETED} == {each.window.status for each in report.windows}
    assert [(12, 4, 12), (12, 4, 12)] == [each.counts for each in report.windows]


async def test_the_second_window_is_compared_with_the_first(tmp_path: Path) -> None:
    report = await Rehearsal()(file(tmp_path, *TWO_DAYS))

    first, second = (each.stored for each in report.windows)
    assert first is not None
    assert second is not None
    assert first.digest.baseline is None
    assert second.digest.baseline is not None
    assert first.id == second.digest.baseline.digest_id


async def test_the_person_sees_how_far_it_is(tmp_path: Path) -> None:
    progress = Watched()

    await Rehearsal()(file(tmp_path, *TWO_DAYS), progress=progress)

    assert [
        "24 added, 0 known",
        "linking",
        "2 windows",
        "digested",
        "digested",
    ] == progress.seen


async def test_a_replay_done_before_changes_nothing(tmp_path: Path) -> None:
    rehearsal, progress = Rehearsal(), Watched()
    path = file(tmp_path, *TWO_DAYS)
    first = await rehearsal(path)
    before = len(rehearsal.world.events.recorded)

    second = await rehearsal(path, progress=progress)

    assert first == second
    assert before == len(rehearsal.world.events.recorded)
    assert "0 added, 24 known" == progress.seen[0]


async def test_a_longer_export_adds_only_what_is_new(tmp_path: Path) -> None:
    rehearsal, progress = Rehearsal(), Watched()
    await rehearsal(file(tmp_path, *TWO_DAYS))
    known = len(rehearsal.world.of(DigestPersisted))

    report = await rehearsal(file(tmp_path, *TWO_DAYS, WEDNESDAY_TALK), progress=progress)

    assert "10 added, 24 known" == progress.seen[0]
    assert 3 == len(report.windows)
    assert 1 == len(rehearsal.world.of(DigestPersisted)) - known


async def test_only_the_windows_that_are_meant_are_digested(tmp_path: Path) -> None:
    rehearsal = Rehearsal()
    request = replace(REQUEST, selection=Last(1))

    report = await rehearsal(file(tmp_path, *TWO_DAYS), request)

    assert [3] == [each.window.span.start.day for each in report.windows]
    assert 1 == len(rehearsal.world.of(DigestPersisted))


async def test_every_digest_goes_out_once_through_the_channel_that_was_meant(
    tmp_path: Path,
) -> None:
    rehearsal = Rehearsal()

    report = await rehearsal(file(tmp_path, *TWO_DAYS))

    delivered = rehearsal.world.of(DigestDelivered)
    assert ["terminal"] * 2 == [event.chat for event in delivered]
    assert {DeliveryStatus.SENT} == {each.delivery_status for each in report.windows}


async def test_a_window_with_too_little_talk_is_reported_as_skipped(tmp_path: Path) -> None:
    report = await Rehearsal()(file(tmp_path, "\n".join(MONDAY_TALK.splitlines()[:4])))

    [day] = report.windows
    assert (WindowStatus.SKIPPED, SkipReason.TOO_FEW) == (day.window.status, day.window.reason)
    assert (None, (3, 3, 3)) == (day.stored, day.counts)


async def test_a_demanded_model_that_is_not_there_is_refused_before_any_work(
    tmp_path: Path,
) -> None:
    rehearsal, progress = Rehearsal(), Watched()

    with pytest.raises(NoModelError):
        await rehearsal(
            file(tmp_path, *TWO_DAYS), replace(REQUEST, engine="model"), progress=progress
        )

    assert ([], []) == (progress.seen, rehearsal.world.events.recorded)


async def test_a_chat_in_which_nothing_was_written_has_nothing_to_tell(tmp_path: Path) -> None:
    with pytest.raises(NothingToTellError, match="holds no message"):
        await Rehearsal()(written(tmp_path, one_chat()))


async def test_a_time_in_which_nothing_was_written_is_told_with_the_times_there_are(
    tmp_path: Path,
) -> None:
    later = Between(datetime(2027, 1, 1, tzinfo=UTC), None)
    request = replace(REQUEST, selection=later, zone=ZoneInfo("Europe/Moscow"))

    with pytest.raises(NothingToTellError, match="from 2026-03-02 12:02 to 2026-03-03 18:50"):
        await Rehearsal()(file(tmp_path, *TWO_DAYS), request)


async def test_of_a_damaged_export_the_sound_part_is_kept_and_digested_next_time(
    tmp_path: Path,
) -> None:
    rehearsal, progress = Rehearsal(), Watched()
    path = file(tmp_path, *TWO_DAYS)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"id": 130')])

    with pytest.raises(DamagedExportError, match="it ends too early"):
        await rehearsal(path)
    path.write_bytes(whole)
    report = await rehearsal(path, progress=progress)

    assert "3 added, 21 known" == progress.seen[0]
    assert all(each.cleared for each in report.windows)


async def test_what_fails_is_reported_after_one_run_and_done_when_asked_again(
    tmp_path: Path,
) -> None:
    world, disk = World(), Disk()
    world.runs = replace(world.runs, artifacts=disk)
    rehearsal, path = Rehearsal(world), file(tmp_path, MONDAY_TALK)

    failed = await rehearsal(path)
    runs = len(world.of(DigestGenerateRequested))
    disk.full = False
    report = await rehearsal(path)

    assert (1, ["DiskFullError"]) == (runs, [each.window.reason for each in failed.windows])
    assert [DiskFullError] == [type(error) for error in rehearsal.bus.dead]
    with pytest.raises(WindowsFailedError, match=r"1 of 1 windows .* \(DiskFullError\)"):
        refuse_failures(failed)
    refuse_failures(report)


@pytest.mark.parametrize(("size", "windows"), [(WindowSize.DAY, 2), (WindowSize.TWELVE, 4)])
async def test_windows_have_the_size_that_was_asked_for(
    tmp_path: Path, size: WindowSize, windows: int
) -> None:
    report = await Rehearsal()(file(tmp_path, *TWO_DAYS), replace(REQUEST, size=size))

    assert {size} == {each.window.span.size for each in report.windows}
    assert windows == len(report.windows)

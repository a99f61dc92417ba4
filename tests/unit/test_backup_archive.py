"""An archive is read as it was written, or not at all."""

import gzip
import hashlib
import io
import stat
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.backup.errors import DamagedArchiveError, NewerArchiveError
from storage.backup.manifest import (
    DIGEST,
    FORMAT,
    MONGO,
    NAME,
    POSTGRES,
    Manifest,
    TableContent,
)
from storage.backup.reading import verified
from storage.backup.writing import PIECE, ArchiveWriter, whole_file
from tests.fixtures.archives import changed_manifest, cut, flip, members, write

ROWS = b"1\tone\n2\ttwo\n" * 1_000


class DiskIsFullError(OSError):
    """As the system says it in the middle of a file."""


def silently(_part: str, _size: int) -> None:
    """Nobody looks."""


def manifest(archive: ArchiveWriter) -> Manifest:
    return Manifest(
        format=FORMAT,
        alfred="0.1.0",
        revision="0001",
        taken_at=datetime(2026, 11, 21, tzinfo=UTC),
        tables={"people": TableContent(columns=("id", "name"), rows=2_000)},
        sequences={"people_id_seq": 2},
        collections={},
        sessions=(),
        members=archive.members,
    )


@pytest.fixture
async def archive(tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    with whole_file(path) as stream:
        writer = ArchiveWriter(stream, silently)
        part = writer.part(POSTGRES, "people")
        await part.write(ROWS)
        await part.close()
        await writer.finish(manifest(writer))
    return path


async def read(path: Path, folder: str, part: str) -> list[bytes]:
    archive = await verified(path, silently)
    return [piece async for piece in archive.pieces(folder, part, silently)]


async def test_what_was_written_is_read(archive: Path) -> None:
    assert [ROWS] == await read(archive, POSTGRES, "people")
    assert [] == await read(archive, MONGO, "people")


async def test_an_archive_is_a_tar_whose_members_gunzip_reads(archive: Path) -> None:
    contents = members(archive)

    assert ["postgres/people.000001.copy.gz", NAME, DIGEST] == list(contents)
    assert ROWS == gzip.decompress(contents["postgres/people.000001.copy.gz"])
    assert hashlib.sha256(contents[NAME]).hexdigest() == contents[DIGEST].decode()


async def test_a_large_part_is_cut_into_pieces_and_never_held_whole() -> None:
    stream, moved = io.BytesIO(), list[int]()
    writer = ArchiveWriter(stream, lambda _part, size: moved.append(size))
    part = writer.part(POSTGRES, "people")

    for _ in range(40):
        await part.write(b"x" * (PIECE // 16))
    await part.close()

    assert [PIECE, PIECE, PIECE // 2] == moved
    assert ["000001", "000002", "000003"] == [name.split(".")[1] for name in writer.members]


async def test_the_same_rows_make_the_same_members(archive: Path) -> None:
    writer = ArchiveWriter(io.BytesIO(), silently)
    part = writer.part(POSTGRES, "people")

    await part.write(ROWS)
    await part.close()

    assert writer.members == (await verified(archive, silently)).manifest.members


def places(archive: Path) -> Iterator[int]:
    """A byte of the content, of the manifest, and of its hash."""
    with tarfile.open(archive) as tar:
        yield from (entry.offset_data + 20 for entry in tar)


async def test_a_changed_byte_is_seen_wherever_it_is(archive: Path) -> None:
    for place in list(places(archive)):
        flip(archive, place)

        with pytest.raises(DamagedArchiveError, match=r"is damaged: .* — restore another backup"):
            await verified(archive, silently)
        flip(archive, place)

    assert [ROWS] == await read(archive, POSTGRES, "people")


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.2])
async def test_a_file_that_was_cut_off_is_refused(archive: Path, share: float) -> None:
    cut(archive, share)

    with pytest.raises(DamagedArchiveError, match="it is cut off, or no backup at all"):
        await verified(archive, silently)


async def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("Dear Alfred,\n" * 1_000)

    with pytest.raises(DamagedArchiveError, match=r"letter is damaged: .* no backup at all"):
        await verified(letter, silently)


async def test_a_member_that_was_put_in_is_refused(archive: Path) -> None:
    write(archive, {"sessions/../../evil": b"", **members(archive)})

    with pytest.raises(DamagedArchiveError, match="evil' was changed"):
        await verified(archive, silently)


async def test_a_member_that_is_missing_is_named(archive: Path) -> None:
    contents = members(archive)
    del contents["postgres/people.000001.copy.gz"]
    write(archive, contents)

    with pytest.raises(DamagedArchiveError, match=r"people\.000001\.copy\.gz' is missing"):
        await verified(archive, silently)


async def test_a_link_in_an_archive_is_refused(archive: Path) -> None:
    with tarfile.open(archive, "a") as tar:
        entry = tarfile.TarInfo("sessions/1.000001.session.gz")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)

    with pytest.raises(DamagedArchiveError, match="does not belong there"):
        await verified(archive, silently)


async def test_a_later_format_names_the_version_that_reads_it(archive: Path) -> None:
    changed_manifest(archive, format=2, alfred="3.0.0", something="new")

    with pytest.raises(NewerArchiveError, match=r"format 2, .* with Alfred 3\.0\.0 or later"):
        await verified(archive, silently)


async def test_a_manifest_of_ours_with_strange_fields_is_refused(archive: Path) -> None:
    changed_manifest(archive, tables="all of them")

    with pytest.raises(DamagedArchiveError, match="manifest cannot be read"):
        await verified(archive, silently)


def write_half(path: Path) -> None:
    with whole_file(path) as stream:
        stream.write(b"half")
        raise DiskIsFullError


def test_a_file_that_is_not_finished_never_bears_its_name(tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"

    with pytest.raises(DiskIsFullError):
        write_half(path)

    assert [] == list(tmp_path.iterdir())


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"

    with whole_file(path) as stream:
        stream.write(b"all")

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert [path] == list(tmp_path.iterdir())

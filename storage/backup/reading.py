"""Reading an archive: all of it is verified before anything of it is used."""

import asyncio
import gzip
import hashlib
import tarfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from storage.backup.errors import DamagedArchiveError
from storage.backup.manifest import DIGEST, NAME, Manifest, Member, member_name, parse
from storage.backup.writing import Moved

_BLOCK = 2**20
_SMALL = 64 * 2**20
"""Bytes; no manifest is larger, so that a foreign tar is not read into memory."""


@dataclass(frozen=True, slots=True)
class Archive:
    path: Path
    manifest: Manifest
    places: Mapping[str, int]
    """Where the content of each member begins."""

    async def pieces(self, folder: str, part: str, moved: Moved) -> AsyncIterator[bytes]:
        """The content of a part, in order."""
        for number in count(1):
            name = member_name(folder, part, number)
            if name not in self.places:
                return
            content = await asyncio.to_thread(self._read, name)
            moved(f"{folder}/{part}", len(content))
            yield content

    def _read(self, name: str) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.places[name])
            return gzip.decompress(file.read(self.manifest.members[name].size))


async def verified(path: Path, moved: Moved) -> Archive:
    """Open an archive whose every byte is as it was written.

    Raises:
        DamagedArchiveError: It is not, or it is no archive of ours.
        NewerArchiveError: A later version wrote it.
        OSError: The file cannot be read.
    """
    return await asyncio.to_thread(_verify, path, moved)


def _verify(path: Path, moved: Moved) -> Archive:
    found: dict[str, Member] = {}
    places: dict[str, int] = {}
    texts: dict[str, bytes] = {}
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            for entry in tar:
                if not entry.isreg() or entry.name in places:
                    raise _damaged(path, f"the member {entry.name!a} does not belong there")
                places[entry.name] = entry.offset_data
                if entry.name in (NAME, DIGEST):
                    texts[entry.name] = _text(path, entry, file)
                else:
                    found[entry.name] = _measured(entry, file)
                moved("verified", entry.size)
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, "it is cut off, or no backup at all") from error
    if texts.keys() != {NAME, DIGEST}:
        raise _damaged(path, "it is cut off, or no backup at all")
    if hashlib.sha256(texts[NAME]).hexdigest().encode() != texts[DIGEST].strip():
        raise _damaged(path, "its manifest was changed")
    manifest = parse(texts[NAME])
    _compare(path, manifest, found)
    return Archive(path, manifest, places)


def _text(path: Path, entry: tarfile.TarInfo, file: IO[bytes]) -> bytes:
    if entry.size > _SMALL:
        raise _damaged(path, f"its {entry.name} is too large")
    file.seek(entry.offset_data)
    return file.read(entry.size)


def _measured(entry: tarfile.TarInfo, file: IO[bytes]) -> Member:
    file.seek(entry.offset_data)
    left, digest = entry.size, hashlib.sha256()
    while left:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise EOFError
        digest.update(block)
        left -= len(block)
    return Member(size=entry.size, sha256=digest.hexdigest())


def _compare(path: Path, manifest: Manifest, found: Mapping[str, Member]) -> None:
    for name in sorted(manifest.members.keys() | found.keys()):
        if name not in found:
            raise _damaged(path, f"{name!a} is missing")
        if found[name] != manifest.members.get(name):
            raise _damaged(path, f"{name!a} was changed")


def _damaged(path: Path, what: str) -> DamagedArchiveError:
    return DamagedArchiveError(f"{path.name} is damaged: {what} — restore another backup")

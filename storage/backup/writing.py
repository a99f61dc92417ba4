"""Writing an archive in one go, with a few megabytes in memory, to a file or to a pipe.

It is a tar of gzip members, for ``tar``, ``gunzip``, ``psql`` and ``bsondump`` to read if Alfred
cannot. A member's size stands before it and has to be known first, so each part is cut into
members of ``PIECE`` bytes.
"""

import asyncio
import gzip
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from storage.backup.manifest import DIGEST, NAME, Manifest, Member, member_name

PIECE = 8 * 2**20
"""Bytes before compression."""
LEVEL = 1
"""Of gzip. Level 6 takes a fifth off rows of a chat, and five times as long (32 MB/s, not 168)."""

Moved: TypeAlias = Callable[[str, int], None]
"""Is told of each so many bytes, and of which part they are."""


class ArchiveWriter:
    def __init__(self, stream: IO[bytes], moved: Moved) -> None:
        self._tar = tarfile.open(  # noqa: SIM115 - closed by finish, or left as cut off
            fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT
        )
        self._moved = moved
        self.members: dict[str, Member] = {}
        self.size = 0
        """Bytes of all members so far."""
        self.content = 0
        """Bytes of all parts so far, before compression."""

    def part(self, folder: str, name: str) -> "PartWriter":
        return PartWriter(self, folder, name)

    async def add_piece(self, folder: str, part: str, number: int, content: bytes) -> None:
        name = member_name(folder, part, number)
        self.members[name] = await asyncio.to_thread(self._compress, name, content)
        self.content += len(content)
        self._moved(f"{folder}/{part}", len(content))

    async def finish(self, manifest: Manifest) -> None:
        """Write what the archive says of itself, without which it counts as cut off."""
        text = manifest.model_dump_json(indent=1).encode()
        digest = hashlib.sha256(text).hexdigest().encode()
        await asyncio.to_thread(self._end, text, digest)

    def _compress(self, name: str, content: bytes) -> Member:
        return self._add(name, gzip.compress(content, LEVEL, mtime=0))

    def _add(self, name: str, content: bytes) -> Member:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        self._tar.addfile(entry, io.BytesIO(content))
        self.size += len(content)
        return Member(size=len(content), sha256=hashlib.sha256(content).hexdigest())

    def _end(self, manifest: bytes, digest: bytes) -> None:
        self._add(NAME, manifest)
        self._add(DIGEST, digest)
        self._tar.close()


class PartWriter:
    """One table, collection or session; closing it writes what is left."""

    def __init__(self, archive: ArchiveWriter, folder: str, name: str) -> None:
        self._archive = archive
        self._folder = folder
        self._name = name
        self._number = 0
        self._waiting = bytearray()

    async def write(self, content: bytes) -> None:
        self._waiting += content
        if len(self._waiting) >= PIECE:
            await self.close()

    async def close(self) -> None:
        if not self._waiting:
            return
        content, self._waiting = bytes(self._waiting), bytearray()
        self._number += 1
        await self._archive.add_piece(self._folder, self._name, self._number, content)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file of mode 0600 that bears its name once it is complete and on the disk."""
    name = f".{path.name}."
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=name, delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Recordings that lie beside an export, under the names that the file gives them."""

import asyncio
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest.models import TenantId, Transport
from pipeline.recordings.errors import RecordingGoneError
from pipeline.recordings.models import Claim
from pipeline.speech.errors import SpeechError, SpeechFault


@dataclass(frozen=True, slots=True)
class ExportRecordings:
    """The port ``RecordingFetcher``.

    The names come from a stranger's file: nothing outside its folder is read, whatever leads
    there, and nothing that is not a plain file.
    """

    folder: Path
    most: int
    """Bytes."""
    transport: Transport = Transport.EXPORT

    def serves(self, tenant: TenantId) -> bool:
        return True

    async def fetch(self, claim: Claim) -> bytes:
        if not claim.handle:
            raise RecordingGoneError
        try:
            return await asyncio.to_thread(self._read, claim.handle)
        except (OSError, ValueError):  # a name that no file can have is a ValueError
            raise RecordingGoneError from None

    def _read(self, name: str) -> bytes:
        folder = self.folder.resolve(strict=True)
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder):
            raise RecordingGoneError
        # Opening a pipe would wait for its writer, and a link may have come since.
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RecordingGoneError
            content = file.read(self.most + 1)
        if len(content) > self.most:
            raise SpeechError(SpeechFault.TOO_LARGE, "the file is too large — make it shorter")
        return content

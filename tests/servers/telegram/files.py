"""Files that were sent: their identifiers, contents and paths."""

import hashlib
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json, Upload

MOST_DOWNLOADED: Final = 20 * 2**20
"""Bytes that getFile serves."""
MOST_UPLOADED: Final = 50 * 2**20

_ATTACHED: Final = "attach://"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PICTURES: Final = (_PNG, b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
_SOMEWHAT: Final = (1280, 720)
"""Size of a picture that is no PNG: nothing here decodes it."""
_ROUND: Final = 384
"""Diameter of a video note, as clients record it."""


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    content: bytes
    mime: str
    path: str

    def json(self) -> Json:
        """The fields that all kinds of files share."""
        return {
            "file_id": self.id,
            "file_unique_id": "U" + hashlib.sha256(self.content).hexdigest()[:14],
            "file_size": len(self.content),
        }

    def document(self) -> Json:
        return {**self.json(), "file_name": self.name, "mime_type": self.mime}

    def voice(self, duration: int) -> Json:
        return {**self.json(), "duration": duration, "mime_type": self.mime}

    def audio(self, duration: int, title: str) -> Json:
        named = {"file_name": self.name} | ({"title": title} if title else {})
        return {**self.json(), **named, "duration": duration, "mime_type": self.mime}

    def video_note(self, duration: int) -> Json:
        return {**self.json(), "length": _ROUND, "duration": duration}

    def photo(self) -> list[Json]:
        """Its sizes; there is one.

        Raises:
            ApiError: It is no picture.
        """
        if not self.content.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = _SOMEWHAT
        if self.content.startswith(_PNG):
            width, height = struct.unpack(">II", self.content[16:24])
        return [{**self.json(), "width": width, "height": height}]


@dataclass(slots=True)
class Files:
    _kept: dict[str, File] = field(default_factory=dict)
    _paths: dict[str, File] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    keeps_nothing: bool = False
    """What getFile tells of is not there when it is fetched."""

    def add(self, content: bytes, name: str, mime: str, folder: str) -> File:
        number = next(self._numbers)
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{folder}/file_{number}.{suffix}"
        file = File(f"AgACAgIAAxkB{number:08d}", name, content, mime, path)
        self._kept[file.id] = self._paths[path] = file
        return file

    def get(self, file_id: str) -> File | None:
        return self._kept.get(file_id)

    def at(self, path: str) -> File | None:
        return None if self.keeps_nothing else self._paths.get(path)

    def given(self, fields: Fields, value: str, folder: str, missing: str) -> File:
        """The file that a parameter names: an upload, or one that Telegram has.

        Raises:
            ApiError: There is none; ``missing`` says so where nothing was named.
        """
        name = value.removeprefix(_ATTACHED)
        upload = fields.uploads.get(name)
        if upload is not None:
            return self._uploaded(upload, folder)
        if not value or value.startswith(_ATTACHED):
            raise bad_request(missing)
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        known = self._kept.get(value)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known

    def _uploaded(self, upload: Upload, folder: str) -> File:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return self.add(upload.content, upload.name, upload.mime, folder)

"""Downloads."""

import time

from telethon import functions, types

from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl

_PART = 2**20


def _file(call: Call, request: Tl) -> Tl:
    """A part of a file: of at most 1 MiB, at a multiple of 4 KiB."""
    call.account  # noqa: B018 - refuses a stranger
    if not 0 < request.limit <= _PART or request.limit % 4096:
        raise Refusal(400, "LIMIT_INVALID")
    if request.offset % 4096:
        raise Refusal(400, "OFFSET_INVALID")
    location = request.location
    content = call.state.world.files.get(getattr(location, "id", 0))
    if content is None:
        raise Refusal(400, "LOCATION_INVALID")
    photo = isinstance(location, types.InputPhotoFileLocation)
    kind = types.storage.FileJpeg() if photo else types.storage.FileUnknown()
    part = content[request.offset : request.offset + request.limit]
    return types.upload.File(kind, int(time.time()), part)


METHODS: Handlers = {functions.upload.GetFileRequest: _file}

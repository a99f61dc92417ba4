"""Photos, documents, voice messages, albums, and the files behind them."""

import mimetypes
from typing import Any, Final

from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json, string_of
from tests.servers.telegram.files import MOST_DOWNLOADED, File
from tests.servers.telegram.formatting import caption, caption_of
from tests.servers.telegram.methods.sending import send, send_one
from tests.servers.telegram.server import BotApiServer

_ALBUM: Final = (2, 10)
"""How many media make an album."""
_FOLDERS: Final = {"photo": "photos", "document": "documents", "voice": "voice"}


async def send_photo(server: BotApiServer, fields: Fields) -> Json:
    return send_one(server, fields, _sent(server, fields, "photo"), "photos")


async def send_document(server: BotApiServer, fields: Fields) -> Json:
    return send_one(server, fields, _sent(server, fields, "document"), "documents")


async def send_voice(server: BotApiServer, fields: Fields) -> Json:
    return send_one(server, fields, _sent(server, fields, "voice"), "voice notes")


async def send_media_group(server: BotApiServer, fields: Fields) -> list[Json]:
    given = fields.decoded("media", "media JSON object")
    if not isinstance(given, list):
        raise bad_request("expected an Array of InputMedia")
    contents = [input_media(server, fields, each) for each in given]
    fewest, most = _ALBUM
    if len(contents) > most:
        raise bad_request("too many messages to send as an album")
    if len(contents) < fewest:
        raise bad_request("there are no messages to send")
    if len({"photo" in content for content in contents}) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    album = str(next(server.world.numbers))
    contents = [content | {"media_group_id": album} for content in contents]
    return [stored.json for stored in send(server, fields, contents, "photos")]


async def get_file(server: BotApiServer, fields: Fields) -> Json:
    given = fields.text("file_id")
    if not given:
        raise bad_request("file_id not specified")
    file = server.world.files.get(given)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MOST_DOWNLOADED:
        raise bad_request("file is too big")
    return file.json() | {"file_path": file.path}


def input_media(server: BotApiServer, fields: Fields, given: Any) -> Json:
    """The content that an InputMedia makes.

    Raises:
        ApiError: It is broken, or its file does not exist.
    """
    if not isinstance(given, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = string_of(given, "type")
    if kind not in {"photo", "document"}:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    named = string_of(given, "media", required=False)
    missing = "can't parse InputMedia: media not found"
    file = server.world.files.given(fields, named, _FOLDERS[kind], missing)
    words = string_of(given, "caption", required=False)
    mode = string_of(given, "parse_mode", required=False)
    return _shown(kind, file, 0) | caption_of(words, mode, given.get("caption_entities"))


def _sent(server: BotApiServer, fields: Fields, kind: str) -> Json:
    named = fields.text(kind) or f"attach://{kind}"
    missing = f"there is no {kind} in the request"
    file = server.world.files.given(fields, named, _FOLDERS[kind], missing)
    return _shown(kind, file, fields.integer("duration", low=0)) | caption(fields)


def _shown(kind: str, file: File, duration: int) -> Json:
    match kind:
        case "photo":
            return {"photo": file.photo()}
        case "voice":
            return {"voice": file.voice(duration)}
        case _:
            known = mimetypes.guess_type(file.name)[0]
            return {"document": file.document() | ({"mime_type": known} if known else {})}

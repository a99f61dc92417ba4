"""HTTP on both sides of a call: forms and JSON in, the envelope of an answer out."""

from collections.abc import Iterable
from typing import Any

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.fields import Fields, Upload

JSON = "application/json"
_TOO_LARGE = 413


class Raw(bytes):
    """A result that is JSON already."""


async def read(request: web.Request, max_upload: int) -> Fields:
    """The parameters: of the query, and of a form, a multipart form or a JSON object.

    Raises:
        ApiError: 413, a file is larger than ``max_upload`` bytes; 400, the body is broken.
    """
    values = dict(request.query)
    if not request.can_read_body:
        return Fields(values)
    if request.content_type == JSON:
        return Fields(values | _texts(await request.read()))
    uploads: dict[str, Upload] = {}
    try:
        form = await request.post()
    except ValueError:
        raise bad_request("strings must be encoded in UTF-8") from None
    for name, value in form.items():
        if isinstance(value, FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, file.read(), value.content_type)
        elif isinstance(value, str):
            values[name] = value
    _check(uploads.values(), max_upload)
    return Fields(values, uploads)


def success(result: Any) -> web.Response:
    body = result if isinstance(result, Raw) else orjson.dumps(result)
    return web.Response(body=b'{"ok":true,"result":' + body + b"}", content_type=JSON)


def failure(error: ApiError) -> web.Response:
    told: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    headers = {}
    if error.parameters:
        told["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    body = orjson.dumps(told)
    return web.Response(body=body, status=error.code, content_type=JSON, headers=headers)


def _texts(body: bytes) -> dict[str, str]:
    try:
        given = orjson.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON-encoded object") from None
    if not isinstance(given, dict):
        raise bad_request("object expected")
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in given.items()
        if value is not None
    }


def _check(uploads: Iterable[Upload], max_upload: int) -> None:
    if any(len(upload.content) > max_upload for upload in uploads):
        raise ApiError(_TOO_LARGE, "Request Entity Too Large")

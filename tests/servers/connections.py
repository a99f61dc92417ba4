"""What a stand-in does to a client in the place of an answer."""

import asyncio
from typing import NoReturn

from aiohttp import web


async def drop(request: web.BaseRequest) -> NoReturn:
    """Close the connection once what was written is out; that cancels the handler."""
    if request.transport is not None:
        request.transport.close()
    await forever()


async def forever() -> NoReturn:
    """Until the client leaves or the server stops; both cancel the handler."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nobody sets this future")


def captive_portal() -> web.Response:
    """A page where an API's answer belongs, with the status of success."""
    return web.Response(text="<html><body>Sign in</body></html>", content_type="text/html")

"""A hand on a stand-in that runs in another process."""

import base64
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession


@dataclass(frozen=True, slots=True)
class RemoteBotApi:
    """``await remote("says", user_id=7, chat_id=7, text="/start")``; see ``control``."""

    base: str
    session: ClientSession

    async def __call__(self, name: str, **given: Any) -> Any:
        """What the action gives.

        Raises:
            ValueError: The other side refused, and says why.
        """
        body = {key: _plain(value) for key, value in given.items()}
        async with self.session.post(f"{self.base}/control/{name}", json=body) as answer:
            told = await answer.json()
        if "error" in told:
            raise ValueError(told["error"])
        return told["result"]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return [_plain(each) for each in value] if isinstance(value, list) else value

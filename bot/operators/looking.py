"""Who tells the operators of something looks for it again and again, and later after a failure."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pipeline.errors import AlfredError
from pipeline.health.parts import Life

_log = logging.getLogger(__name__)


async def keep_looking(
    life: Life, look: Callable[[], Awaitable[bool]], subject: str, every: float, later: float
) -> None:
    """Look until the service ends.

    Args:
        life: Of the part that looks.
        look: Whether all could be told; what it raises of ours is a failure, and logged.
        subject: What is looked for, in the plural.
        every: Seconds between two looks.
        later: Seconds after a look that failed.
    """
    life.ready()
    while not life.stopping.is_set():
        pause = every if await _looked(look, subject) else later
        try:
            async with asyncio.timeout(pause):
                await life.stopping.wait()
        except TimeoutError:
            continue


async def _looked(look: Callable[[], Awaitable[bool]], subject: str) -> bool:
    try:
        return await look()
    except AlfredError as error:
        _log.warning("%s were not looked for: %s", subject, type(error).__name__)
        return False

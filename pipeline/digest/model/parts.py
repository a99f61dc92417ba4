"""Several calls of one stage side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pipeline.llm.errors import ModelError

T = TypeVar("T")


async def all_parts(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T | ModelError]:
    """Make the calls at once; in the place of an answer that did not come is why.

    The model's own limit says how many of them run at a time.
    """

    async def outcome(call: Callable[[], Awaitable[T]]) -> T | ModelError:
        try:
            return await call()
        except ModelError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(call)) for call in calls]
    return [task.result() for task in tasks]

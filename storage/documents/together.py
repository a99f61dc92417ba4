"""What many ask of the document store at the same moment is asked of it once.

The embedded server works on one request at a time, and a request costs it about as much for fifty
people as for one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from storage.errors import StorageError

K = TypeVar("K")
V = TypeVar("V")


class _Batch(Generic[K, V]):
    def __init__(self) -> None:
        self.wanted: dict[K, None] = {}
        self.found: Mapping[K, V | StorageError] | None = None
        self.error: StorageError | None = None

    @property
    def is_over(self) -> bool:
        return self.found is not None or self.error is not None


class Together(Generic[K, V]):
    """Requests that wait while another one is under way become one.

    A batch is asked after each of its requests was made: whoever wrote something before they ask
    reads it. If it fails it fails for all; if the one who asks for all is cancelled, the next one
    of the batch asks.

    Args:
        ask: Gives what there is for these keys, which may be less; where one of them alone fails,
            its error.
    """

    def __init__(
        self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V | StorageError]]]
    ) -> None:
        self._ask = ask
        self._next: _Batch[K, V] = _Batch()
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, key: K) -> V | None:
        """What there is for the key; None if nothing.

        Raises:
            StorageError: As ``ask`` does, or gives for this key.
        """
        batch = self._next
        batch.wanted[key] = None
        async with self._one_at_a_time:
            if not batch.is_over:
                await self._ask_for(batch)
        if batch.error is not None:
            raise batch.error
        found = None if batch.found is None else batch.found.get(key)
        if isinstance(found, StorageError):
            raise found
        return found

    async def _ask_for(self, batch: _Batch[K, V]) -> None:
        if batch is self._next:
            self._next = _Batch()
        try:
            batch.found = await self._ask(list(batch.wanted))
        except StorageError as error:
            batch.error = error

"""A turn that is under way while a person has something forgotten adds nothing afterwards."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.groups.models import PersonId


class Forgettings:
    """Who had something forgotten, and whose memory is being added to; of one process.

    What a person said before they had it forgotten may come to be remembered later: a model takes
    its time, and in a group another turn of theirs goes on meanwhile.
    """

    def __init__(self) -> None:
        self._times: Counter[PersonId] = Counter()
        self._adding: dict[PersonId, list[asyncio.Event]] = {}

    def times(self, person: PersonId) -> int:
        """How often it was; a turn that begins notes it."""
        return self._times[person]

    @contextmanager
    def adding(self, person: PersonId, times: int) -> Iterator[bool]:
        """Whether a turn may add to the memory still, as nothing was forgotten since it began."""
        if self._times[person] != times:
            yield False
            return
        added = asyncio.Event()
        self._adding.setdefault(person, []).append(added)
        try:
            yield True
        finally:
            added.set()
            self._adding[person].remove(added)
            if not self._adding[person]:
                del self._adding[person]

    async def begin(self, person: PersonId) -> None:
        """From now on no turn that is under way adds anything; what one is adding is added then.

        Called before anything is deleted, so that it is deleted too.
        """
        self._times[person] += 1
        for added in [*self._adding.get(person, ())]:
            await added.wait()

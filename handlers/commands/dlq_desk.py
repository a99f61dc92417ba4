"""What operators do with dead letters, whichever way they ask for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.buttons.dead_letters import Deed, seconds_of
from bot.views.dead_letters import LetterPage
from bot.views.paging import ON_A_PAGE
from pipeline.delivery.models import DeadLetter
from pipeline.delivery.ports import DeadLetters
from pipeline.groups.models import Person

TIME_TO_CONFIRM: Final = timedelta(minutes=10)
AT_ONCE: Final = 500
"""Letters that are replayed by one press."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLetterDesk:
    letters: DeadLetters
    now: Callable[[], datetime]

    async def page(self, page: int) -> LetterPage:
        """A page of the list; of one that became shorter, its last one."""
        total = await self.letters.count()
        page = min(max(page, 0), max(0, (total - 1) // ON_A_PAGE))
        shown = await self.letters.latest(skip=page * ON_A_PAGE, limit=ON_A_PAGE)
        return LetterPage(shown, page, total)

    async def do(self, deed: Deed, letter: DeadLetter, person: Person) -> bool:
        """Replay or drop a letter; False if it is gone meanwhile."""
        act = self.letters.replay if deed is Deed.REPLAY else self.letters.drop
        done = await act(letter.tenant, letter.id)
        if done:
            _log.info("dead letter %s: %s by person %s", letter.id, deed.name.lower(), person.id)
        return done

    async def replay_all(self, upto: int, person: Person) -> int:
        """Replay the letters up to this number, the latest first; return how many there were."""
        found = await self.letters.latest(limit=AT_ONCE)
        known = [letter for letter in found if letter.id <= upto]
        return sum([await self.do(Deed.REPLAY, letter, person) for letter in known])

    def until(self) -> datetime:
        """Until when something that is asked now may be confirmed."""
        return self.now() + TIME_TO_CONFIRM

    def is_late(self, until: int) -> bool:
        return seconds_of(self.now()) > until

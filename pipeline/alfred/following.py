import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.alfred.ports import Profiles
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProfilesFollow:
    """A profile's language is a copy of the one that the person chose, which ``People`` keeps."""

    profiles: Profiles
    outages: tuple[type[Exception], ...]
    """What the store raises when it is away: then the person's next words tell it."""
    now: Callable[[], datetime]

    async def __call__(self, person: PersonId, language: Language) -> None:
        try:
            await self.profiles.change(person, self.now(), language=language)
        except self.outages as away:
            _log.warning("a profile did not follow a choice: %s", type(away).__name__)

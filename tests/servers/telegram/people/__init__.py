"""The side of the people: all that Telegram's apps let them do."""

from dataclasses import dataclass

from tests.servers.telegram.people.founding import Founding
from tests.servers.telegram.people.gestures import Gestures
from tests.servers.telegram.people.moving import Moving
from tests.servers.telegram.people.speaking import PICTURE, SILENCE, Speaking

__all__ = ["PICTURE", "SILENCE", "People"]


@dataclass(slots=True)
class People(Founding, Speaking, Gestures, Moving):
    """``person``, ``group`` and the like create; the verbs in the third person act."""

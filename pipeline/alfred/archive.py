"""What is looked up in the archive of groups to answer a question, and what is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.ingest.models import MessageId


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody asks about their groups."""

    asker: PersonId
    words: str
    """As they were said, with hostile characters and all."""
    language: Language
    asked_at: datetime
    """Aware, in the asker's zone: it tells what "yesterday" is."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One message as it stands in the archive now; edited and deleted texts are never found."""

    id: MessageId
    author: str
    """As the group knew them; hostile chat text, like ``text``."""
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A message that answers the question, with its neighbours."""

    group: ConnectedGroup
    found: Cited
    around: tuple[Cited, ...]
    """The neighbours in the thread's order, ``found`` among them."""
    score: float
    """Comparable within one search only."""


class ArchiveSearch(Protocol):
    """Searches messages and digests of groups. The store itself holds to who may see what."""

    async def search(
        self, question: Question, groups: Sequence[ConnectedGroup], *, limit: int
    ) -> Sequence[Passage]:
        """The best passages of these groups, best first; none where nothing fits.

        A group that the asker is not known to belong to gives nothing, though it was asked for.
        """
        ...

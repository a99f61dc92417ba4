"""What is looked up in the archive of groups to answer a question, and what is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.ingest.models import AuthorId, MessageId

People = Sequence[tuple[AuthorId, str]]
"""Who may be named in a text, and how they are called; the last name of somebody is shown."""


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
    spoken: bool = False
    """Some of the text was said aloud, and understood by a machine."""
    author_id: AuthorId | None = None
    """None or empty where the archive does not know it: then those of one name are one."""
    narrated: bool = False
    """A digest tells it, and ``author`` is nobody's name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A message that answers the question, with its neighbours."""

    group: ConnectedGroup
    found: Cited
    around: tuple[Cited, ...]
    """The neighbours in the thread's order, ``found`` among them."""
    score: float
    """Comparable within one search only."""
    people: People = ()
    """Others of the group whom its texts may name; what speaks here is not repeated."""


class ArchiveSearch(Protocol):
    """Searches messages and digests of groups. The store itself holds to who may see what."""

    async def search(
        self, question: Question, groups: Sequence[ConnectedGroup], *, limit: int
    ) -> Sequence[Passage]:
        """The best passages of these groups, best first; none where nothing fits.

        A group that the asker is not known to belong to gives nothing, though it was asked for.
        """
        ...

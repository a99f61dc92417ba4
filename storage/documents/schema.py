"""The collections of Alfred's memory and their indexes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from storage.mongo import MongoDatabase
from storage.mongo_indexes import Index

PROFILES: Final = "user_profiles"
MEMORY: Final = "user_memory"
PENDING: Final = "user_memory_pending"
FACTS: Final = "user_facts"
LOCKS: Final = "user_locks"

SCHEMA_VERSION: Final = 1
KEPT: Final = timedelta(days=90)
"""How long what was said is remembered."""

_ABANDONED: Final = timedelta(hours=1)
"""How long the lock of a dead process may lie about after it fell free."""

_EXPIRES: Final = Index(("created_at",), expires_after=KEPT)
_OF_A_TALK: Final = Index(("user_id", "scope", "created_at", "seq"))
_SERVER: Final[Mapping[str, Sequence[Index]]] = {
    PROFILES: (Index(("user_id",), unique=True), Index(("created_at",))),
    MEMORY: (Index(("user_id", "created_at")), _OF_A_TALK, _EXPIRES),
    PENDING: (_OF_A_TALK, _EXPIRES),
    FACTS: (Index(("user_id", "created_at")), Index(("user_id", "scope", "created_at"))),
    LOCKS: (Index(("expires_at",), expires_after=_ABANDONED),),
}


def indexes(*, embedded: bool) -> Mapping[str, Sequence[Index]]:
    """The indexes of each collection.

    The embedded server finds a person's documents by an index of that one field only, and one
    that expires documents has it read the collection twice before each operation (6 ms at 3 000
    documents). There ``expiring`` does that once a day; until then nobody sees them.
    """
    return {name: _embedded(wanted) for name, wanted in _SERVER.items()} if embedded else _SERVER


async def make_indexes(database: MongoDatabase, *, embedded: bool) -> int:
    """Make what is missing, and tell how many indexes that were.

    Raises:
        DocumentIndexError: One exists with other options.
    """
    made = 0
    for collection, wanted in indexes(embedded=embedded).items():
        made += await database.documents(collection).ensure_indexes(wanted)
    return made


async def missing_indexes(database: MongoDatabase, *, embedded: bool) -> list[str]:
    """What ``make_indexes`` would make, in words.

    Raises:
        DocumentIndexError: One exists with other options.
    """
    return [
        f"{collection} {index}"
        for collection, wanted in indexes(embedded=embedded).items()
        for index in await database.documents(collection).missing_indexes(wanted)
    ]


def _embedded(wanted: Sequence[Index]) -> Sequence[Index]:
    kept = [index for index in wanted if index.expires_after is None]
    owned = any(index.fields[0] == "user_id" for index in kept)
    if owned and not any(index.fields == ("user_id",) for index in kept):
        kept.append(Index(("user_id",)))
    return kept
